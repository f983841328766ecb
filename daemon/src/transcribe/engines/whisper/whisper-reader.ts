// Sound -> text, and sound -> language: whisper.cpp in this thread, one reading at a time. It blocks the thread while it reads.
import { SAMPLE_RATE_HZ } from '@subcam/shared';
import whisper, { type WhisperFullParams } from '@napi-rs/whisper';
import { FULL_AUDIO_CONTEXT } from './audio-context.ts';

const { Whisper, WhisperSamplingStrategy, WhisperFullParams: Params } = whisper;

/** whisper.cpp answers nothing to less than a second: what is shorter goes on in silence. */
const LEAST_SAMPLES = 1.1 * SAMPLE_RATE_HZ;

/** The least stretch of sound that whisper.cpp takes as a reading: of no more than this it reads nothing, and keeps the audio context. */
const NO_READING_MS = 1000;

export interface WhisperRequest {
  /** 16 kHz, −1…1. */
  readonly samples: Float32Array;
  /** Places of the encoder that are worked out, at most `FULL_AUDIO_CONTEXT`. */
  readonly audioContext: number;
  /** A code of Whisper's; null: only tell the language. */
  readonly language: string | null;
  /** '' for none. */
  readonly prompt: string;
  readonly maxTokens: number;
  /** That work on it. */
  readonly threads: number;
}

export interface WhisperReading {
  /** As whisper.cpp writes it; empty where only the language was asked for. */
  readonly text: string;
  /** A code of Whisper's: what was asked for, or what was heard. */
  readonly language: string;
}

export interface WhisperReader {
  /** Throws where whisper.cpp does. */
  read(request: WhisperRequest): WhisperReading;
}

export interface WhisperContext {
  /** Absolute path of the file. It was checked: whisper.cpp aborts the process for some that are damaged. */
  readonly model: string;
  readonly useGpu: boolean;
}

/** Loads the model, which takes as much memory as its file and 150 MB. Throws where whisper.cpp can't. */
export function openWhisperReader({ model, useGpu }: WhisperContext): WhisperReader {
  const context = new Whisper(model, { useGpu });
  const isMultilingual = context.isMultilingual !== 0;
  const params = (audioContext: number, threads: number): WhisperFullParams => {
    const chosen = new Params(WhisperSamplingStrategy.Greedy);
    chosen.nThreads = threads;
    chosen.audioCtx = audioContext === FULL_AUDIO_CONTEXT ? 0 : audioContext;
    chosen.noContext = true;
    chosen.noTimestamps = true;
    chosen.singleSegment = true;
    chosen.suppressNonSpeechTokens = true;
    chosen.printProgress = false;
    chosen.printRealtime = false;
    chosen.printTimestamps = false;
    return chosen;
  };
  return {
    read: ({ samples: given, audioContext, language, prompt, maxTokens, threads }) => {
      const samples = given.length < LEAST_SAMPLES ? longer(given) : given;
      if (language === null && !isMultilingual) return { text: '', language: 'en' };
      if (language === null) {
        // The audio context in which the language is told is that of the reading before; this one only sets it.
        const setting = params(audioContext, threads);
        setting.language = 'en';
        setting.durationMs = NO_READING_MS;
        context.full(setting, samples);
        const telling = params(audioContext, threads);
        telling.language = 'auto';
        telling.detectLanguage = true;
        context.full(telling, samples);
        return { text: '', language: Whisper.lang(context.fullLangId) ?? 'en' };
      }
      const reading = params(audioContext, threads);
      reading.language = language;
      reading.maxTokens = maxTokens;
      if (prompt !== '') reading.initialPrompt = prompt;
      return { text: context.full(reading, samples).trim(), language };
    },
  };
}

function longer(samples: Float32Array): Float32Array {
  const padded = new Float32Array(LEAST_SAMPLES);
  padded.set(samples);
  return padded;
}
