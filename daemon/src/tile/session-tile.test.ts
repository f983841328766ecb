// A session's tile as its events tell it: marks, cues that come again, and the contract's counts.
import { describe, expect, it } from 'vitest';
import { sampleCapture, sampleTrouble } from '@subcam/shared/testing';
import type { SessionState } from '@subcam/shared';
import { createSessionTile, type SessionTile } from './session-tile.ts';
import { cueOf, START_MS, stateOf, type Said } from './testing/sample-log.ts';

const at = (afterMs: number) => ({ atMs: START_MS + afterMs, sessionId: 'session-1' });
const inputOf = (tile: SessionTile) => tile.model.input({ width: 320, height: 180 }, START_MS + 1);

function opens(tile: SessionTile, over: Partial<SessionState> = {}, afterMs = 0): void {
  const state = stateOf(over);
  tile.event({ type: 'opened', ...at(afterMs), captureId: state.captures[0]?.captureId ?? 'capture-1', startedAtMs: START_MS, state });
}

function says(tile: SessionTile, said: Omit<Said, 'atMs'>, afterMs = 0): void {
  const { atMs, sessionId } = at(afterMs);
  tile.event({ type: 'cue', atMs, sessionId, update: { type: 'upsert', emittedAtMs: atMs, cue: cueOf({ ...said, atMs }) } });
}

describe('the tile of a session', () => {
  it('waits until something is known, and then says what the session says', () => {
    const tile = createSessionTile();
    expect(inputOf(tile).marks.status).toBe('waiting');
    opens(tile);
    expect(inputOf(tile).marks).toEqual({
      status: 'listening',
      anotherLanguage: null,
      translation: 'ok',
      targetLanguages: ['es'],
      engine: 'moonshine · apertium',
    });
    tile.event({ type: 'state', ...at(1), state: stateOf({ captures: [sampleCapture({ status: 'no-sound' })] }) });
    expect(inputOf(tile).marks.status).toBe('no-sound');
    tile.event({ type: 'state', ...at(2), state: stateOf({ trouble: { recogniser: sampleTrouble(), translator: null, storage: null } }) });
    expect(inputOf(tile).marks.status).toBe('delayed');
  });

  it('whose words come from nowhere but packets listens as soon as there are any', () => {
    const tile = createSessionTile();
    says(tile, { cueId: 'packet:1', text: 'Words' });
    expect(inputOf(tile).marks.status).toBe('listening');
  });

  it('is redrawn for what viewers see, and not for a state that says the same', () => {
    const tile = createSessionTile();
    opens(tile);
    const { version } = tile.model;
    tile.event({ type: 'state', ...at(1), state: stateOf({ captures: [sampleCapture({ receivedThrough: 5_000 })] }) });
    expect(tile.model.version).toBe(version);
    tile.event({ type: 'state', ...at(2), state: stateOf({ trouble: { recogniser: null, translator: sampleTrouble(), storage: null } }) });
    expect(tile.model.version).toBeGreaterThan(version);
  });

  it('takes a cue’s revisions from the beginning when its capture is opened again, and leaves another capture’s alone', () => {
    const tile = createSessionTile();
    opens(tile);
    opens(tile, { captures: [sampleCapture({ captureId: 'microphone' })] });
    says(tile, { cueId: 'capture-1:0', revision: 7, text: 'Before the restart' });
    says(tile, { cueId: 'microphone:0', text: 'Mine' });
    opens(tile);
    expect(inputOf(tile).cues.map(({ cueId }) => cueId)).toEqual(['microphone:0']);
    says(tile, { cueId: 'capture-1:0', revision: 1, text: 'After the restart' });
    expect(inputOf(tile).cues.map(({ original }) => original.text)).toEqual(['Mine', 'After the restart']);
  });

  it('counts speakers of all its cues, translations that can be read now, and when the last one changed', () => {
    const tile = createSessionTile();
    opens(tile, {}, 5);
    expect(tile.openedAtMs).toBe(START_MS + 5);
    says(tile, { cueId: 'capture-1:0', text: 'a', translation: 'b', expiresAtMs: START_MS + 2_000 }, 10);
    says(tile, { cueId: 'capture-1:1', text: 'c' }, 20);
    says(tile, { cueId: 'capture-1:0', revision: 2, text: 'a', translation: 'b', expiresAtMs: START_MS + 3_000 }, 30);
    expect([tile.speakersCount, tile.lastTranslationAtMs]).toEqual([1, START_MS + 10]);
    expect([tile.translationsAt(START_MS + 2_999), tile.translationsAt(START_MS + 3_000)]).toEqual([1, 0]);
  });
});
