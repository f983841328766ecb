// @subcam/extension for Node: where the built extension lies, so that a browser can be launched with it.
export type { ExtensionConfig } from './bus/extension-config.ts';
export type { ExtensionStatus } from './bus/extension-status.ts';
export type { StartRequest, Started, SubcamRemote } from './bus/extension-remote.ts';

/** Absolute path of the built extension; it exists after `pnpm build`. */
export const extensionDist: string = decodeURIComponent(new URL('../dist', import.meta.url).pathname);
