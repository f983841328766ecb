// A store in memory with meetings in it, as the pipeline writes them: what tests of the archive, of its routes and of its commands read.
import { SAMPLE_RATE_HZ, type Attribution, type Store } from '@subcam/shared';
import { openStore } from '../store/index.ts';

export const ANA: Attribution = { participantId: 'p1', displayName: 'Ana Silva', speakerLabel: 'SPEAKER_00', confidence: 1 };
export const BEN: Attribution = { participantId: 'p2', displayName: 'Ben', speakerLabel: 'SPEAKER_01', confidence: 0.5 };

/** 2026-11-29 14:00 UTC. */
export const BEGAN_AT_MS = Date.UTC(2026, 10, 29, 14);

export interface Said {
  readonly second: number;
  readonly by: Attribution;
  readonly text: string;
  readonly language?: string;
  readonly translations?: Readonly<Record<string, string>>;
}

export const TALK: readonly Said[] = [
  { second: 1, by: ANA, text: 'Shall we begin with the annual report?', translations: { pt: 'Começamos com o relatório anual?' } },
  {
    second: 4,
    by: BEN,
    text: 'Sí, claro: el informe está listo.',
    language: 'es',
    translations: { pt: 'Sim, claro: o relatório está pronto.' },
  },
  { second: 3_725, by: ANA, text: 'Thank you.', translations: { pt: 'Obrigada.' } },
];

export interface TalkOptions {
  readonly sessionId: string;
  readonly openedAtMs?: number;
  readonly meetingUrl?: string | null;
  readonly said?: readonly Said[];
  readonly isOpen?: boolean;
}

const captureOf = (sessionId: string): string => `${sessionId}-tab`;

/** One capture; the session is closed an hour and a quarter after it was opened. */
export async function writeTalk(store: Store, { sessionId, said = TALK, isOpen = false, ...options }: TalkOptions): Promise<void> {
  const { openedAtMs = BEGAN_AT_MS, meetingUrl = 'https://meet.google.com/abc-defg-hij' } = options;
  const captureId = captureOf(sessionId);
  const languages = { sourceLanguage: 'auto', spoken: ['en', 'es'], targetLanguages: ['pt'], twoWay: false };
  await store.openCapture(
    { sessionId, meetingUrl, client: 'extension 0.1.0', ...languages, openedAtMs },
    { captureId, sessionId, source: 'tab', startedAtMs: openedAtMs + 500, connectionEpoch: 1 },
  );
  for (const { participantId, displayName } of new Set(said.map(({ by }) => by))) {
    if (participantId === null || displayName === null) continue;
    await store.recordMeetingEvent(sessionId, { type: 'participant-joined', atMs: openedAtMs, participantId, displayName, isSelf: false });
  }
  for (const one of said) await sayMore(store, sessionId, one);
  await store.recordGap(captureId, { firstSample: 9 * SAMPLE_RATE_HZ, sampleCount: SAMPLE_RATE_HZ, reason: 'source-gap' });
  if (!isOpen) await store.closeSession(sessionId, openedAtMs + 75 * 60_000);
}

/** In the session's capture. */
export async function sayMore(store: Store, sessionId: string, said: Said): Promise<void> {
  const captureId = captureOf(sessionId);
  const { second, by, text, language = 'en', translations = {} } = said;
  const firstSample = second * SAMPLE_RATE_HZ;
  const endSample = firstSample + 2 * SAMPLE_RATE_HZ;
  const engine = { name: 'scripted', model: 'test' };
  await store.commitFinal({
    sessionId,
    transcript: {
      captureId,
      firstSample,
      endSample,
      speechEndSample: endSample - 4_800,
      status: 'final',
      revision: 2,
      text,
      stableLength: text.length,
      language,
      confidence: 0.75,
      engine,
    },
    attribution: by,
    targetLanguages: Object.keys(translations),
    progress: { captureId, throughSample: endSample, segmenterState: '{}' },
    atMs: BEGAN_AT_MS + second * 1000,
  });
  for (const [targetLanguage, translated] of Object.entries(translations)) {
    const key = { captureId, firstSample, targetLanguage, sourceLanguage: language };
    await store.commitTranslation(
      { ...key, status: 'final', revision: 2, text: translated, stableLength: translated.length, confidence: null, engine },
      BEGAN_AT_MS + second * 1000 + 500,
    );
  }
}

/** Nothing of it reaches a disk. */
export function storeInMemory(): Promise<Store> {
  return openStore({ file: null });
}
