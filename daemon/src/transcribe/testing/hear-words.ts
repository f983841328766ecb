// Words at places of a recording -> through segmenter and transcriber, on a clock that is turned by hand, with recognisers that a test scripts.
import { FRAME_SAMPLES, SAMPLE_RATE_HZ, type EngineInfo, type Progress, type Stt, type SttRequest, type SttWord } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { openIngest } from '../../audio/index.ts';
import { readBefore, resumeSample, segment } from '../../segment/index.ts';
import { scriptedStt, type ScriptedReading } from '../../testing/fake-stt.ts';
import { scriptedVad } from '../../testing/fake-vad.ts';
import { soundOfWords, wordsAt, type SpokenWord } from '../../testing/spoken-positions.ts';
import { atTwoSpeeds, asksAtEndings, transcribe, type TranscribeDeps, type TranscribeEvent } from '../index.ts';

const SECOND = SAMPLE_RATE_HZ;

/** Words with the silence before each, in ms. */
export type Spoken = readonly (readonly [text: string, ms: number, silenceMs: number])[];

export function wordsOf(spoken: Spoken): readonly SpokenWord[] {
  let end = SECOND / 2;
  return spoken.map(([text, ms, silenceMs]) => {
    const firstSample = end + 16 * silenceMs;
    end = firstSample + 16 * ms;
    return { text, firstSample, endSample: end };
  });
}

/** The same for the same sound, and no more. */
export function noise(...values: readonly number[]): number {
  const mixed = values.reduce((sum, value) => Math.imul(sum ^ value, 0x9e_37_79_b1) ^ (sum >>> 13), 0x2f_6e_2b_1);
  return (mixed >>> 0) / 2 ** 32;
}

/**
 * Every fifth word is misread in about every third reading, and then the engine is unsure, but for some; the rest is as it was said. Sentences end where
 * a word has a full stop, as far as their sound is heard.
 */
export function misreading(words: readonly SpokenWord[], request: SttRequest): ScriptedReading {
  const heard = wordsAt(words, request);
  const read = heard.map(({ text, index, isWhole }, place): SttWord => {
    const isMisread = index % 5 === 4 && noise(index, request.samples.length) < 0.35;
    const isUnsure = !isWhole || (isMisread && noise(index, request.samples.length, 7) < 0.8);
    return { text: isMisread ? `${text}x` : text, logProbability: isUnsure ? -1.5 : place % 3 === 0 ? -0.01 : -0.2, tokens: [index] };
  });
  const beginning = request.beginning ?? [];
  return { words: [...beginning, ...read.slice(beginning.length)] };
}

type Script = (request: SttRequest, index: number) => ScriptedReading;

export interface HearOptions extends Partial<Omit<TranscribeDeps, 'stt' | 'captureId' | 'clock' | 'held'>> {
  /** Ends after so many events that settle sound, as if the process were killed. */
  readonly commits?: number;
  /** Where the run before was when it ended. */
  readonly resume?: Progress | null;
  /** A second engine for what is still being said, which is repeatable. */
  readonly partials?: Script;
  /** Of the first engine. One that reads ahead is not repeatable. */
  readonly partialShare?: number;
  readonly readsAhead?: boolean;
  readonly prepareFinal?: Stt['prepareFinal'];
}

/** `script`: of the recogniser, which is repeatable, unless `partials` is there or it reads ahead. */
export async function hear(words: readonly SpokenWord[], script: Script, options: HearOptions = {}) {
  const { commits = Number.POSITIVE_INFINITY, resume = null, partials, policy = 'steady', pace = 'live', ...given } = options;
  const { partialShare, readsAhead, prepareFinal, ...more } = given;
  const clock = createVirtualClock(0);
  const stop = new AbortController();
  const sound = soundOfWords(words, (words.at(-1)?.endSample ?? 0) + 2 * SECOND);
  const committedThrough = resume?.throughSample ?? 0;
  const from = resumeSample(committedThrough);
  const ingest = openIngest({ resumeFromSample: from, maxBacklogSamples: Number.POSITIVE_INFINITY });
  const send = async (): Promise<void> => {
    for (let at = from; at < sound.length; at += FRAME_SAMPLES) {
      await clock.sleep(20);
      ingest.push({ firstSample: at, samples: sound.subarray(at, at + FRAME_SAMPLES) });
    }
    ingest.end(sound.length);
  };
  const state = resume?.segmenterState ?? null;
  const one = scriptedStt(clock, script, { isRepeatable: partials === undefined && readsAhead !== true });
  const told = {
    ...one,
    ...(partialShare === undefined ? {} : { partialShare }),
    ...(readsAhead === undefined ? {} : { readsAhead }),
    ...(prepareFinal === undefined ? {} : { prepareFinal }),
  };
  const quick = partials === undefined ? null : scriptedStt(clock, partials, { isRepeatable: true, info: QUICK, languages: ['en'] });
  const stt = quick === null ? told : atTwoSpeeds(told, quick);
  const resumed = { committedThrough, state };
  const segments = segment(
    ingest.items(stop.signal),
    { vadFactory: scriptedVad(), captureId: 'c', resume: resumed, asksAtEndings: asksAtEndings({ stt, pace, policy }) },
    stop.signal,
  );
  const deps: TranscribeDeps = { language: 'en', ...more, stt, captureId: 'c', pace, clock, policy, held: readBefore(state).held };
  const timed: { readonly atMs: number; readonly event: TranscribeEvent }[] = [];
  let last = resume;
  const work = async (): Promise<void> => {
    let left = commits;
    for await (const event of transcribe(segments, deps, stop.signal)) {
      timed.push({ atMs: clock.nowMs(), event });
      if (event.type === 'partial' || event.type === 'mark') continue;
      last = event.progress;
      left -= 1;
      if (left <= 0) break;
    }
    stop.abort(new Error('enough'));
  };
  await clock.run(Promise.all([send(), work()]));
  return { events: timed.map(({ event }) => event), timed, last, calls: one.calls, quickCalls: quick?.calls ?? [], words };
}

/** The second engine. */
export const QUICK: EngineInfo = { name: 'quick', model: 'test' };

export type Heard = Awaited<ReturnType<typeof hear>>;

export const finalsOf = ({ events }: Pick<Heard, 'events'>) =>
  events.flatMap((event) => (event.type === 'final' ? [{ firstSample: event.transcript.firstSample, text: event.transcript.text }] : []));

/** Breaks of what was promised: a later text of a segment that does not begin with what was called stable before. */
export function brokenPromises({ events }: Pick<Heard, 'events'>): readonly string[] {
  const promised = new Map<number, string>();
  const broken: string[] = [];
  for (const event of events) {
    if (event.type !== 'partial' && event.type !== 'final') continue;
    const { firstSample, text, stableLength } = event.transcript;
    const before = promised.get(firstSample) ?? '';
    if (!text.startsWith(before)) broken.push(`${before} | ${text}`);
    promised.set(firstSample, text.slice(0, stableLength));
  }
  return broken;
}
