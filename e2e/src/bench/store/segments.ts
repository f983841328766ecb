// Numbers -> segments of meetings as the pipeline stores them: a final of four seconds, who spoke it, and its translation.
import { SAMPLE_RATE_HZ, type Journal, type Transcript, type Translation } from '@subcam/shared';
import type { SaidTexts } from './said-texts.ts';

export type NewFinal = Parameters<Journal['commitFinal']>[0];

export interface Segment {
  readonly final: NewFinal;
  readonly translation: Translation;
  readonly startedAtMs: number;
}

/** An hour and seven minutes of talk. */
export const SEGMENTS_A_SESSION = 1_000;

const SEGMENT_S = 4;
const PEOPLE = ['Ana', 'Bo', 'Chen', 'Dana', 'Emil'] as const;
const ENGINE = { name: 'scripted', model: 'bench' };

/** A Monday morning. */
const FIRST_SESSION_AT_MS = 1_767_600_000_000;
const SESSION_EVERY_MS = 3_600_000;

export interface MeetingPlace {
  readonly sessionId: string;
  readonly captureId: string;
  readonly openedAtMs: number;
}

export function meetingAt(number: number): MeetingPlace {
  const name = String(number).padStart(6, '0');
  return { sessionId: `session-${name}`, captureId: `capture-${name}`, openedAtMs: FIRST_SESSION_AT_MS + number * SESSION_EVERY_MS };
}

/** The segment of this number in a meeting; `textIndex`: which text is said. */
export function segmentOf(
  { sessionId, captureId, openedAtMs }: MeetingPlace,
  number: number,
  { texts, textIndex }: { readonly texts: SaidTexts; readonly textIndex: number },
): Segment {
  const { language, text, target, translated } = texts.at(textIndex);
  const firstSample = number * SEGMENT_S * SAMPLE_RATE_HZ;
  const endSample = firstSample + SEGMENT_S * SAMPLE_RATE_HZ;
  const person = (textIndex * 7) % PEOPLE.length;
  const transcript: Transcript = {
    captureId,
    firstSample,
    endSample,
    speechEndSample: endSample - 4_800,
    status: 'final',
    revision: 3,
    text,
    stableLength: text.length,
    language,
    confidence: 0.9,
    engine: ENGINE,
  };
  return {
    startedAtMs: openedAtMs + number * SEGMENT_S * 1000,
    final: {
      sessionId,
      transcript,
      attribution: {
        participantId: `p${person}`,
        displayName: PEOPLE[person] ?? null,
        speakerLabel: `SPEAKER_0${person}`,
        confidence: 0.75,
      },
      targetLanguages: [target],
      progress: { captureId, throughSample: endSample, segmenterState: JSON.stringify({ at: endSample, held: [] }) },
      atMs: openedAtMs + (number + 1) * SEGMENT_S * 1000,
    },
    translation: {
      captureId,
      firstSample,
      targetLanguage: target,
      sourceLanguage: language,
      status: 'final',
      revision: 3,
      text: translated,
      stableLength: translated.length,
      confidence: 0.5,
      engine: ENGINE,
    },
  };
}
