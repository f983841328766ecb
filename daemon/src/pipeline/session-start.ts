// What a session begins with.
import type { SessionListener } from './session-messages.ts';

export interface SessionStart {
  readonly sessionId: string;
  readonly listener: SessionListener;
  /** No capture runs or is being opened any more. `isOpen`: in the store it is open still, since its last capture failed. */
  readonly onEmpty: (isOpen: boolean) => void;
}
