// For tests of the tile: a session of a few seconds as its log has it, in events or in packets.
import { DEFAULT_TILE_SETTINGS, NOTHING_SENT, type Cue, type SessionEvent, type SessionState, type TileSettings } from '@subcam/shared';

export const START_MS = 1_700_000_000_000;

const engine = (name: string) => ({ name, model: 'test' });

export function stateOf(over: Partial<SessionState> = {}): SessionState {
  return {
    sessionId: 'session-1',
    captureId: 'capture-1',
    status: 'listening',
    engines: { vad: engine('silero'), stt: engine('moonshine'), translator: engine('apertium') },
    sourceLanguage: 'en',
    targetLanguages: ['es'],
    translation: 'ok',
    receivedThrough: 0,
    committedThrough: 0,
    ackedThrough: 0,
    captureToDaemonMs: { n: 0, p50: null, p95: null },
    tile: { atMs: START_MS, framesPainted: 0, width: 1280, height: 720, liveTracks: 0, sending: NOTHING_SENT },
    ...over,
  };
}

export interface Said {
  readonly cueId: string;
  readonly atMs: number;
  readonly text: string;
  readonly translation?: string;
  readonly revision?: number;
  readonly expiresAtMs?: number | null;
  readonly speaker?: string;
}

export function cueOf({ cueId, atMs, text, translation, revision = 1, expiresAtMs = null, speaker = 'Ana' }: Said): Cue {
  return {
    cueId,
    firstSample: 0,
    continuesCueId: null,
    status: 'final',
    revision,
    speakerName: speaker,
    speakerLabel: 'SPEAKER_00',
    sourceLanguage: 'en',
    original: { text, stableLength: text.length },
    translations: translation === undefined ? {} : { es: { text: translation, stableLength: translation.length } },
    confidence: 0.9,
    shownAtMs: atMs,
    expiresAtMs,
  };
}

export function settingsOf(over: Partial<TileSettings> = {}): TileSettings {
  return { ...DEFAULT_TILE_SETTINGS, width: 320, height: 180, fps: 10, ...over };
}

const at = (afterMs: number) => ({ atMs: START_MS + afterMs, sessionId: 'session-1' });

function cueEvent(afterMs: number, said: Omit<Said, 'atMs'>): SessionEvent {
  const { atMs, sessionId } = at(afterMs);
  return { type: 'cue', atMs, sessionId, update: { type: 'upsert', emittedAtMs: atMs, cue: cueOf({ ...said, atMs }) } };
}

/** Three seconds: words that grow, their translation, and their end a second after the last event. */
export function shortSession(settings: TileSettings = settingsOf()): readonly SessionEvent[] {
  const cueId = 'capture-1:0';
  const expiresAtMs = START_MS + 3_000;
  return [
    { type: 'opened', ...at(0), captureId: 'capture-1', startedAtMs: START_MS, state: stateOf() },
    { type: 'tile-settings', ...at(0), settings },
    cueEvent(500, { cueId, text: 'Good morning' }),
    { type: 'state', ...at(700), state: stateOf({ receivedThrough: 9_000 }) },
    cueEvent(1_000, { cueId, revision: 2, text: 'Good morning everyone.' }),
    cueEvent(1_500, { cueId, revision: 3, text: 'Good morning everyone.', translation: 'Buenos días a todos.', expiresAtMs }),
    { type: 'state', ...at(2_000), state: stateOf({ receivedThrough: 32_000 }) },
  ];
}

export function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

/** The contract's own examples, word for word. */
export const TRANSCRIPTION = {
  translated_text: "Hello everyone, welcome to today's meeting.",
  source_language: 'en',
  target_language: 'en',
  speaker_id: 'SPEAKER_00',
  speaker_name: 'John Doe',
  translation_confidence: 0.95,
  is_original_transcription: true,
  timestamp: 1699123456.789,
};

export const TRANSLATION = {
  translated_text: 'Hola a todos, bienvenidos a la reunión de hoy.',
  source_language: 'en',
  target_language: 'es',
  speaker_id: 'SPEAKER_00',
  speaker_name: 'John Doe',
  translation_confidence: 0.88,
  is_original_transcription: false,
  google_meet_timestamp: 1699123456.123,
  internal_timestamp: 1699123456.789,
};
