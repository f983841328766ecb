// Sound as a file -> what becomes of it, through the rooms from audio to transcribe, with whichever engines.
import { FRAME_SAMPLES, systemClock, type AudioGap, type OmissionReason, type Stt, type VadFactory } from '@subcam/shared';
import { openIngest } from '../../audio/index.ts';
import { segment } from '../../segment/index.ts';
import type { SegmentOmission } from '../read-final.ts';
import { transcribe } from '../transcribe.ts';

export interface HeardFile {
  /** Of the finals, in order. */
  readonly texts: readonly string[];
  readonly omitted: readonly OmissionReason[];
  readonly gaps: readonly AudioGap[];
}

const forever = new AbortController().signal;

/** `sound`: 16 kHz s16. */
export async function hearFile(
  sound: Int16Array,
  { vadFactory, stt }: { readonly vadFactory: VadFactory; readonly stt: Stt },
): Promise<HeardFile> {
  const ingest = openIngest({ resumeFromSample: 0, maxBacklogSamples: sound.length });
  for (let first = 0; first < sound.length; first += FRAME_SAMPLES) {
    ingest.push({ firstSample: first, samples: sound.subarray(first, first + FRAME_SAMPLES) });
  }
  ingest.end(sound.length);
  const segments = segment(ingest.items(forever), { vadFactory, captureId: 'c', resume: { committedThrough: 0, state: null } }, forever);
  const heard = { texts: [] as string[], omitted: [] as OmissionReason[], gaps: [] as AudioGap[] };
  const onOmission = ({ reason }: SegmentOmission): void => void heard.omitted.push(reason);
  const deps = { stt, captureId: 'c', language: 'en', pace: 'file', clock: systemClock, onOmission } as const;
  for await (const event of transcribe(segments, deps, forever)) {
    if (event.type === 'final') heard.texts.push(event.transcript.text);
    if (event.type === 'gap') heard.gaps.push(event.gap);
  }
  return heard;
}
