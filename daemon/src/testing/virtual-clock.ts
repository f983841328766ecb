// The virtual clock of the tests, which the daemon shares with the extension.
export { createVirtualClock } from '@subcam/shared/testing';
export type { VirtualClock } from '@subcam/shared/testing';
