// A recogniser on this machine -> how many people who talk at once without a pause it reads in time, by a reading of its own.
import { availableParallelism } from 'node:os';
import { readFile } from 'node:fs/promises';
import { SAMPLE_RATE_HZ, toSubcamError, type Clock, type EngineLog, type Stt } from '@subcam/shared';

/**
 * Processor time that the daemon takes for one who talks without a pause, in plain readings of the same sound: what is said is read again and again while
 * it grows, once as it would end, and the detector of speech hears it too. Measured with `npm run bench -- speech --streams 4`.
 */
const READINGS_OF_ALL_SOUND = 6;

/** Of the cores that the recogniser may use: with more in use, waiting grows fast (what is said comes at no even pace). */
const USABLE_SHARE = 0.8;

/** The fastest of so many readings counts: whatever else the machine did meanwhile made the others slower. */
const READINGS = 3;

/** "They want the pages to open faster.", by flite: 16 kHz mono, s16, little-endian. */
const SENTENCE = new URL('./spoken-sentence.pcm', import.meta.url);

/** `readMs`: that one plain reading of `soundMs` takes, on one core. At least 1. */
export function talkersFollowed({
  readMs,
  soundMs,
  atOnce,
  cores,
}: {
  readonly readMs: number;
  readonly soundMs: number;
  readonly atOnce: number;
  readonly cores: number;
}): number {
  const coresOfOne = (READINGS_OF_ALL_SOUND * readMs) / soundMs;
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

  const measureWith = async (atOnce: number): Promise<void> => {
    const samples = await spokenSentence();
    let readMs = Number.POSITIVE_INFINITY;
    for (let reading = 0; reading < READINGS; reading += 1) {
      const startedAtMs = clock.monotonicMs();
      // Everything that somebody waits for goes before it.
      await stt.transcribe({ samples, language: stt.languages?.[0] ?? 'en', purpose: 'partial', flow: ['', ''] }, signal);
      readMs = Math.min(readMs, clock.monotonicMs() - startedAtMs);
    }
    const soundMs = (samples.length / SAMPLE_RATE_HZ) * 1000;
    measured = talkersFollowed({ readMs, soundMs, atOnce, cores: availableParallelism() });
    log.info(
      { engine: stt.info, follows: measured, readMs: Math.round(readMs), soundMs: Math.round(soundMs), atOnce },
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
