// The gateway's public face.
export { MAX_PACKET_BYTES, startGateway, type Gateway, type GatewayOptions } from './gateway.ts';
export { ensureToken } from './token-file.ts';
