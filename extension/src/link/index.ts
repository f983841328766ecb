// @subcam/extension/link: the capture's way to the daemon, as the extension uses it, for programs that send sound without a browser.
export { createCaptureLink } from './capture-link.ts';
export type { LinkStatus } from '../bus/extension-status.ts';
export { createRetainedBuffer } from './retained-buffer.ts';
export { openSocketIoConnection } from './socketio-connection.ts';
