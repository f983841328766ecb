// A recogniser that does what a test's script says, when it says: answers, delays, failures; and remembers what it was asked.
import {
  SubcamError,
  type Clock,
  type EngineInfo,
  type HeardLanguage,
  type LanguageCode,
  type Stt,
  type SttPiece,
  type SttRequest,
  type SttWord,
} from '@subcam/shared';

/** What comes of one request. */
export interface ScriptedReading {
  readonly text?: string;
  /** Of a repeatable engine, in place of `text`. */
  readonly words?: readonly SttWord[];
  /** Default: the language that was asked for; English where it was to tell. */
  readonly language?: LanguageCode;
  /** Default: it tells none. */
  readonly heardLanguage?: HeardLanguage;
  /** Signs of the engine; default: it gives none. */
  readonly pieces?: readonly SttPiece[];
  /** Of the clock's time; default none. */
  readonly afterMs?: number;
  /** Thrown in place of an answer. */
  readonly error?: Error;
}

export interface SttCall {
  readonly request: SttRequest;
  readonly startedAtMs: number;
  outcome: 'reading' | 'read' | 'failed' | 'given-up';
  /** When the outcome was known. */
  endedAtMs: number | null;
}

export interface ScriptedStt extends Stt {
  readonly calls: readonly SttCall[];
}

const INFO: EngineInfo = { name: 'scripted', model: 'test' };

/** `script` is asked at the start of each request; `index` counts them from 0. */
export function scriptedStt(
  clock: Clock,
  script: (request: SttRequest, index: number) => ScriptedReading,
  {
    isRepeatable = false,
    info = INFO,
    languages,
  }: { readonly isRepeatable?: boolean; readonly info?: EngineInfo; readonly languages?: readonly LanguageCode[] } = {},
): ScriptedStt {
  const calls: SttCall[] = [];
  let isClosed = false;
  return {
    info,
    ...(languages === undefined ? {} : { languages }),
    ...(isRepeatable ? { isRepeatable } : {}),
    calls,
    transcribe: async (request, signal) => {
      if (isClosed) throw new SubcamError('engine-unavailable', 'The recogniser is closed.', { retryable: true });
      const reading = script(request, calls.length);
      const call: SttCall = { request, startedAtMs: clock.nowMs(), outcome: 'reading', endedAtMs: null };
      calls.push(call);
      const end = (outcome: SttCall['outcome']): void => {
        call.outcome = outcome;
        call.endedAtMs = clock.nowMs();
      };
      // Even a quick answer takes a turn, in which the signal may fire.
      await clock.sleep(reading.afterMs ?? 0, signal).catch((error: unknown) => {
        end('given-up');
        throw new SubcamError('aborted', 'The reading was given up.', { cause: error });
      });
      if (reading.error !== undefined) {
        end('failed');
        throw reading.error;
      }
      end('read');
      const asked = request.language === 'auto' ? 'en' : request.language;
      const language = reading.language ?? asked;
      const words = reading.words === undefined ? {} : { words: reading.words };
      const pieces = reading.pieces === undefined ? {} : { pieces: reading.pieces };
      const heard = reading.heardLanguage === undefined ? {} : { heardLanguage: reading.heardLanguage };
      const text = reading.text ?? reading.words?.map((word) => word.text).join(' ') ?? '';
      return { text, ...words, ...pieces, ...heard, language, confidence: null, engine: info };
    },
    close: () => {
      isClosed = true;
      return Promise.resolve();
    },
  };
}
