// Events of a session -> its lines in the order of media time, each complete with its translations before the next is given out.
import { targetsOf, type MeetingLanguages } from '@subcam/shared';
import type { ReadEvent } from './session-event.ts';

export interface TranscriptLine {
  readonly captureId: string;
  readonly firstSample: number;
  /** One past the last sample of speech. */
  readonly speechEndSample: number;
  readonly text: string;
  readonly language: string;
  /** By target language. */
  readonly translations: Readonly<Record<string, string>>;
  /** By target language: why there is none. */
  readonly failures: Readonly<Record<string, string>>;
}

export interface TranscriptLog {
  record(event: ReadEvent): void;
  /** Resolves when every final that was recorded so far has all its translations, or knows why not. */
  settled(): Promise<void>;
  /** Gives out what is left as it is: a line without its translation is still a line. */
  flush(): void;
}

interface OpenLine extends TranscriptLine {
  readonly translations: Record<string, string>;
  readonly failures: Record<string, string>;
}

/** `onLine` is called once for each final, in order. */
export function openTranscriptLog(languages: MeetingLanguages, onLine: (line: TranscriptLine) => void): TranscriptLog {
  const open: OpenLine[] = [];
  let wake: (() => void) | null = null;
  const lineAt = (firstSample: number): OpenLine | undefined => open.find((line) => line.firstSample === firstSample);
  const isComplete = (line: OpenLine): boolean =>
    targetsOf(languages, line.language).every((code) => code in line.translations || code in line.failures);
  const give = (): void => {
    for (let line = open[0]; line !== undefined && isComplete(line); line = open[0]) {
      open.shift();
      onLine(line);
    }
    if (open.length === 0) wake?.();
  };
  return {
    record: (event) => {
      switch (event.type) {
        case 'final': {
          const { captureId, firstSample, speechEndSample, text, language } = event.transcript;
          open.push({ captureId, firstSample, speechEndSample, text, language, translations: {}, failures: {} });
          open.sort((a, b) => a.firstSample - b.firstSample);
          break;
        }
        case 'translation': {
          const { firstSample, status, targetLanguage, text } = event.translation;
          const line = lineAt(firstSample);
          if (line !== undefined && status === 'final') line.translations[targetLanguage] = text;
          break;
        }
        case 'translation-failed': {
          const line = lineAt(event.firstSample);
          if (line !== undefined) line.failures[event.targetLanguage] = event.message;
          break;
        }
        case 'partial':
        case 'gap':
        case 'omission':
          return;
      }
      give();
    },
    settled: () =>
      new Promise((resolve) => {
        wake = resolve;
        give();
      }),
    flush: () => {
      for (const line of open.splice(0)) onLine(line);
      wake?.();
    },
  };
}
