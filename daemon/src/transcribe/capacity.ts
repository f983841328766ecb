// A recogniser on this machine -> how many people who talk at once without a pause it reads in time, by a reading of its own.
import { availableParallelism } from 'node:os';
import { readFile } from 'node:fs/promises';
import { SAMPLE_RATE_HZ, toSubcamError, type Clock, type EngineLog, type Stt } from '@subcam/shared';

/**
 * Processor time that the daemon takes for one who talks without a pause, in plain readings of the same sound: what is said is read again and again while
 * it grows, once as it would end, and the detector of speech hears it too. Measured with `npm run bench -- speech --streams 4`.
 */
const READINGS_OF_ALL_SOUND = 6;

/**
 * The same of an engine that reads what grows for a share of the time (`Stt.partialShare`), or not at all: what is said is read as it would end, sometimes for
 * nothing, and its language is heard. Measured with `npm run bench -- speech --engine whisper`.
 */
const READINGS_FOR_FINALS = 1.5;

/** Of the cores that the recogniser may use: with more in use, waiting grows fast (what is said comes at no even pace). */
const USABLE_SHARE = 0.8;

/** The fastest of so many readings counts: whatever else the machine did meanwhile made the others slower. */
const READINGS = 3;

/** "They want the pages to open faster.", by flite: 16 kHz mono, s16, little-endian. */
const SENTENCE = new URL('./spoken-sentence.pcm', import.meta.url);

/**
 * Cores that one who talks without a pause takes. `readShare`: a plain reading of the engine, of the time of its sound, on one core; `ofPartials`: that of a second
 * engine, which reads what grows (`Stt.partials`).
 */
export function coresOfTalker(
  { partialShare, readShare }: { readonly partialShare: number | undefined; readonly readShare: number },
  ofPartials: { readonly partialShare: number | undefined; readonly readShare: number } | null = null,
): number {
  if (ofPartials !== null) return READINGS_FOR_FINALS * readShare + coresOfTalker(ofPartials);
  return partialShare === undefined ? READINGS_OF_ALL_SOUND * readShare : partialShare + READINGS_FOR_FINALS * readShare;
}

/** At least 1. */
export function talkersFollowed({
  coresOfOne,
  atOnce,
  cores,
}: {
  readonly coresOfOne: number;
  readonly atOnce: number;
  readonly cores: number;
}): number {
  return Math.max(1, Math.floor((USABLE_SHARE * Math.min(atOnce, cores)) / coresOfOne));
}

async function spokenSentence(): Promise<Float32Array> {
  const bytes = await readFile(SENTENCE);
  return Float32Array.from({ length: bytes.length >> 1 }, (_, index) => bytes.readInt16LE(2 * index) / 32_768);
}

export interface Capacity {
  /** As many as the settings say, or as were measured; null: not known, as long as it is measured, and of what runs elsewhere. */
  readonly follows: number | null;
  /** Rejects never: what can't be measured stays unknown, and the log says why. */
  measure(): Promise<void>;
}

/** `named`: what the settings say, asked whenever it is needed; null: what is measured. */
export function createCapacity(
  deps: { readonly stt: Stt; readonly named: () => number | null; readonly clock: Clock; readonly log: EngineLog },
  signal: AbortSignal,
): Capacity {
  const { stt, named, clock, log } = deps;
  let measured: number | null = null;

  /** Of the time of the sound; of the processor where several threads share a reading, of the clock where it is read in another process. */
  const readShareOf = async (engine: Stt, samples: Float32Array): Promise<number> => {
    let readMs = Number.POSITIVE_INFINITY;
    for (let reading = 0; reading < READINGS; reading += 1) {
      const [startedAtMs, before] = [clock.monotonicMs(), processorMs()];
      // Everything that somebody waits for goes before it.
      await engine.transcribe({ samples, language: engine.languages?.[0] ?? 'en', purpose: 'partial', flow: ['', ''] }, signal);
      readMs = Math.min(readMs, Math.max(clock.monotonicMs() - startedAtMs, processorMs() - before));
    }
    return (readMs * SAMPLE_RATE_HZ) / (samples.length * 1000);
  };

  const measureWith = async (atOnce: number): Promise<void> => {
    const samples = await spokenSentence();
    const own = { partialShare: stt.partialShare, readShare: await readShareOf(stt, samples) };
    const { partials } = stt;
    // What runs elsewhere takes nothing of this machine.
    const quick =
      partials === undefined
        ? null
        : { partialShare: partials.partialShare, readShare: partials.atOnce === undefined ? 0 : await readShareOf(partials, samples) };
    const coresOfOne = coresOfTalker(own, quick);
    measured = talkersFollowed({ coresOfOne, atOnce, cores: availableParallelism() });
    log.info(
      { engine: stt.info, follows: measured, coresOfOne: Math.round(coresOfOne * 100) / 100, atOnce },
      'So many people who talk at once are followed.',
    );
  };

  return {
    get follows() {
      return named() ?? measured;
    },
    measure: async () => {
      if (stt.atOnce === undefined) return;
      try {
        await measureWith(stt.atOnce);
      } catch (thrown) {
        if (signal.aborted) return;
        const { code, message } = toSubcamError(thrown);
        log.warn({ engine: stt.info, code, reason: message }, 'How many people can be followed could not be measured.');
      }
    },
  };
}

/** Of this process, in all of its threads, since some time in the past. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
