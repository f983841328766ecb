// HTTP of the daemon: each route defined once, the list of them, and the client that is made from them.
export * from './bots.ts';
export * from './call-route.ts';
export * from './config.ts';
export * from './error-answer.ts';
export * from './glossary.ts';
export * from './health.ts';
export * from './identity.ts';
export { randomNonce } from './keyed-hash.ts';
export * from './openapi.ts';
export * from './pages.ts';
export * from './pairing-code.ts';
export * from './pairing-seal.ts';
export * from './pairing.ts';
export * from './route.ts';
export * from './routes.ts';
export * from './sessions.ts';
export * from './tokens.ts';
export * from './virtual-webcam.ts';
