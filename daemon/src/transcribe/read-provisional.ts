// A segment that is still open -> its reading so far, as if it ended there: nothing that comes of it later is held to that.
import type { SttResult, Transcript } from '@subcam/shared';
import type { HeldReading, SegmentSound } from '../segment/index.ts';
import { afterHeld } from './held-words.ts';
import { readFinal, type ReadingDeps } from './read-final.ts';

type Shown = Pick<Transcript, 'status' | 'text' | 'stableLength' | 'revision'>;

/** `held`: what the segment before it has held back. null where nothing may be shown of it. Rejects with the signal's reason. */
export async function readProvisional(
  open: SegmentSound,
  deps: ReadingDeps & { readonly held: HeldReading | null },
  signal: AbortSignal,
): Promise<{ readonly open: SegmentSound; readonly result: SttResult; readonly shown: Omit<Shown, 'revision'> } | null> {
  // What is left out of it is told when it is over.
  const onOmission = (): void => undefined;
  const final = await readFinal(open, { ...deps, onOmission, next: {}, known: null }, signal);
  if (final.status !== 'spoken') return null;
  const { read, spoken } = final;
  const text = deps.held === null ? spoken : afterHeld(deps.held, spoken, open).text;
  return text === '' ? null : { open, result: read, shown: { status: 'partial', text, stableLength: 0 } };
}
