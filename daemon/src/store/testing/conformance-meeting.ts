// What the store's conformance suite writes down: a meeting whose ids nobody else has, so that checks may share one database.
import { randomUUID } from 'node:crypto';
import { SAMPLE_RATE_HZ, type Attribution, type Journal, type SessionRow, type Store, type Transcript } from '@subcam/shared';

type NewCapture = Parameters<Journal['openCapture']>[1];
type NewFinal = Parameters<Journal['commitFinal']>[0];

export interface StoreSubject {
  readonly store: Store;
  /** Closes the store and opens the same database, as another process would. The subject's owner closes what it resolves with. */
  readonly reopen: () => Promise<Store>;
}

export const NOBODY: Attribution = { participantId: null, displayName: null, speakerLabel: null, confidence: 0 };

export class Meeting {
  readonly sessionId = `session-${randomUUID()}`;
  readonly captureId = `capture-${randomUUID()}`;

  session(over: Partial<SessionRow> = {}): SessionRow {
    return {
      sessionId: this.sessionId,
      meetingUrl: 'https://meet.google.com/abc-defg-hij',
      client: 'a test',
      sourceLanguage: 'en',
      targetLanguages: ['es'],
      spoken: [],
      twoWay: false,
      openedAtMs: 1_000.25,
      ...over,
    };
  }

  capture(over: Partial<NewCapture> = {}): NewCapture {
    const { captureId, sessionId } = this;
    return { captureId, sessionId, source: 'tab', startedAtMs: 1_000.5, connectionEpoch: 1, ...over };
  }

  async open(store: Store, over: Partial<NewCapture> = {}): Promise<void> {
    await store.openCapture(this.session(), this.capture(over));
  }

  /** The final of second `index`. */
  transcript(index: number, over: Partial<Transcript> = {}): Transcript {
    const text = over.text ?? `words ${index}`;
    return {
      captureId: this.captureId,
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
      ...over,
    };
  }

  progress(throughSample: number, captureId = this.captureId) {
    return { captureId, throughSample, segmenterState: JSON.stringify({ at: throughSample }) };
  }

  final(index: number, over: Partial<NewFinal> = {}): NewFinal {
    const transcript = over.transcript ?? this.transcript(index);
    return {
      sessionId: this.sessionId,
      transcript,
      attribution: NOBODY,
      targetLanguages: ['es'],
      progress: this.progress(transcript.endSample, transcript.captureId),
      atMs: 5_000,
      ...over,
    };
  }

  key(index: number, targetLanguage = 'es') {
    return { captureId: this.captureId, firstSample: index * SAMPLE_RATE_HZ, targetLanguage };
  }

  translation(index: number, text: string, targetLanguage = 'es') {
    return {
      ...this.key(index, targetLanguage),
      status: 'final',
      revision: 3,
      sourceLanguage: 'en',
      text,
      stableLength: text.length,
      confidence: 0.5,
      engine: { name: 'scripted', model: 'test' },
    } as const;
  }

  /** How far the sound is settled, and the state there; opens the capture once more. */
  async settled(store: Store, connectionEpoch: number) {
    const { capture } = await store.openCapture(this.session(), this.capture({ connectionEpoch }));
    return { through: capture.committedThrough, state: capture.segmenterState };
  }
}
