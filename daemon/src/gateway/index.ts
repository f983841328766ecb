// The gateway's public face.
export { readPublicDoor } from './auth/public-door.ts';
export { startGateway, type Gateway, type GatewayOptions } from './gateway.ts';
