// The wire: socket event maps and version, PCM frame codec, and the packets of the contract.
export * from './capture-socket.ts';
export * from './contract-packet.ts';
export * from './daemon-messages.ts';
export * from './frame-parser.ts';
export * from './pcm-frame.ts';
export * from './runner-socket.ts';
export * from './subtitles-socket.ts';
export * from './tile-log.ts';
export { schemaOf } from '../shape/shape-schema.ts';
