// For tests of the tile: a session of a few seconds as its log has it, in events or in packets.
import {
  DEFAULT_TILE_SETTINGS,
  NOTHING_SENT,
  type Cue,
  type SessionEvent,
  type SessionState,
  type TileSettings,
  type TileState,
} from '@subcam/shared';
import { sampleCue, sampleCapture, sampleState } from '@subcam/shared/testing';

export const START_MS = 1_700_000_000_000;

const TILE: TileState = { atMs: START_MS, framesPainted: 0, width: 1280, height: 720, liveTracks: 0, sending: NOTHING_SENT };

export function stateOf(over: Partial<SessionState> = {}): SessionState {
  return sampleState({ tile: TILE, ...over });
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

export function cueOf({ atMs, speaker = 'Ana', translation, ...said }: Said): Cue {
  return sampleCue({ ...said, translation: translation ?? null, speakerName: speaker, confidence: 0.9, shownAtMs: atMs });
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
    { type: 'state', ...at(700), state: stateOf({ captures: [sampleCapture({ receivedThrough: 9_000 })] }) },
    cueEvent(1_000, { cueId, revision: 2, text: 'Good morning everyone.' }),
    cueEvent(1_500, { cueId, revision: 3, text: 'Good morning everyone.', translation: 'Buenos días a todos.', expiresAtMs }),
    { type: 'state', ...at(2_000), state: stateOf({ captures: [sampleCapture({ receivedThrough: 32_000 })] }) },
  ];
}

export function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
