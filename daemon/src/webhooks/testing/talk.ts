// For the tests of webhooks: a session whose words are stored, second by second.
import { SAMPLE_RATE_HZ, type Store } from '@subcam/shared';

export const SESSION_ID = 'session-1';
export const CAPTURE_ID = 'capture-1';

export const textOf = (index: number): string => `zircon words ${index}`;

export async function say(store: Store, count: number): Promise<void> {
  await store.openCapture(
    {
      sessionId: SESSION_ID,
      meetingUrl: null,
      client: 'a test',
      sourceLanguage: 'en',
      targetLanguages: ['es'],
      spoken: [],
      twoWay: false,
      openedAtMs: 1_000,
    },
    { captureId: CAPTURE_ID, sessionId: SESSION_ID, source: 'tab', startedAtMs: 1_000.5, connectionEpoch: 1 },
  );
  for (let index = 0; index < count; index += 1) {
    const [firstSample, endSample] = [index * SAMPLE_RATE_HZ, (index + 1) * SAMPLE_RATE_HZ];
    const text = textOf(index);
    await store.commitFinal({
      sessionId: SESSION_ID,
      transcript: {
        captureId: CAPTURE_ID,
        firstSample,
        endSample,
        speechEndSample: endSample,
        status: 'final',
        revision: 1,
        text,
        stableLength: text.length,
        language: 'en',
        confidence: null,
        engine: { name: 'scripted', model: 'test' },
      },
      attribution: { participantId: null, displayName: null, speakerLabel: null, confidence: 0 },
      targetLanguages: ['es'],
      progress: { captureId: CAPTURE_ID, throughSample: endSample, segmenterState: '{}' },
      atMs: 5_000,
    });
  }
}
