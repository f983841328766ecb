// How speech is read while it is spoken, and when it is late.
import type { TwoSpeedSettings } from '../transcribe/index.ts';

export interface SpeechSettings extends TwoSpeedSettings {
  readonly policy: 'steady' | 'plain';
  /** Of sound that waits: from there on partials are left out, so that finals catch up. */
  readonly thinOutAfterMs: number;
  /** Of sound that waits while more people talk than this computer can follow: from there on only the newest state of a growing segment is read. */
  readonly crowdedThinOutAfterMs: number;
  /** When what was said so long ago is still being read, captions come late. */
  readonly lateAfterMs: number;
  /** States of growing speech of one capture that may wait for the recogniser. */
  readonly maxWaitingStates: number;
}
