// The gateway's public face.
export { startGateway, type Gateway, type GatewayOptions } from './gateway.ts';
