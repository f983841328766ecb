// Rows for the store's tests: one session, one capture, finals one second long.
import { SAMPLE_RATE_HZ, type Attribution, type Progress, type SessionRow, type Store, type Transcript } from '@subcam/shared';

type NewCapture = Parameters<Store['openCapture']>[1];

export const nobody: Attribution = { participantId: null, displayName: null, speakerLabel: null, confidence: 0 };

export const session: SessionRow = {
  sessionId: 'session-1',
  meetingUrl: 'https://meet.google.com/abc-defg-hij',
  client: 'a test',
  sourceLanguage: 'en',
  targetLanguages: ['es'],
  spoken: [],
  twoWay: false,
  openedAtMs: 1_000,
};

export function capture(over: Partial<NewCapture> = {}): NewCapture {
  return { captureId: 'capture-1', sessionId: 'session-1', source: 'tab', startedAtMs: 1_000.5, connectionEpoch: 1, ...over };
}

/** The final of second `index` of the capture. */
export function transcript(index: number, captureId = 'capture-1'): Transcript {
  const text = `words ${index}`;
  return {
    captureId,
    firstSample: index * SAMPLE_RATE_HZ,
    endSample: (index + 1) * SAMPLE_RATE_HZ,
    speechEndSample: (index + 1) * SAMPLE_RATE_HZ - 4_800,
    status: 'final',
    revision: 3,
    text,
    stableLength: text.length,
    language: 'en',
    confidence: null,
    engine: { name: 'scripted', model: 'test' },
  };
}

export function progressThrough(throughSample: number, captureId = 'capture-1'): Progress {
  return { captureId, throughSample, segmenterState: JSON.stringify({ at: throughSample }) };
}

/** Everything that `commitFinal` takes for the final of second `index`. */
export function finalOf(index: number, targetLanguages: readonly string[] = ['es']) {
  return {
    sessionId: 'session-1',
    transcript: transcript(index),
    attribution: nobody,
    targetLanguages,
    progress: progressThrough((index + 1) * SAMPLE_RATE_HZ),
    atMs: 5_000,
  };
}
