// What a capture begins with, and what its client is told when it attaches.
import type { CaptureRow, Cue, SubcamError, TileSettings } from '@subcam/shared';
import type { CaptureHello } from '@subcam/shared/wire';
import type { ToldTimeline } from '../attribute/index.ts';
import type { Publisher } from './publisher.ts';

export interface CaptureStart {
  readonly hello: CaptureHello;
  readonly capture: CaptureRow;
  /** Whose requests to engines its own are, from the widest to the narrowest. */
  readonly flow: readonly string[];
  readonly timeline: ToldTimeline;
  /** Of its session, as they are now. */
  readonly tileSettings: () => TileSettings;
  readonly answersFor: (captureId: string) => boolean;
  readonly publisher: Publisher;
  /** An engine works for it, or does not, other than before; or the capture has ended. */
  readonly onChange: () => void;
  /** Called once when the capture can't go on; its next connection starts from the last commit. */
  readonly onFailed: (error: SubcamError) => void;
}

/** What a client that has just attached is told of its capture. */
export interface AttachedAt {
  readonly resumeFromSample: number;
  readonly committedThrough: number;
  /** Of the capture's own sound: what viewers should see now. */
  readonly cues: readonly Cue[];
}
