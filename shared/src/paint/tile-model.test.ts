import { describe, expect, it } from 'vitest';
import type { Cue } from '../cue/cue.ts';
import { sampleCue } from '../testing/index.ts';
import { createTileModel, STOPPED_CUE_MS } from './tile-model.ts';

const SIZE = { width: 1280, height: 720 };

function cue(cueId: string, revision: number, expiresAtMs: number | null = null): Cue {
  return sampleCue({ cueId, revision, expiresAtMs, status: 'partial' });
}

describe('the tile model', () => {
  it('keeps cues in the order in which they came, whichever is revised', () => {
    const model = createTileModel();
    for (const one of [cue('a', 1), cue('b', 1), cue('a', 2)]) model.update({ type: 'upsert', emittedAtMs: 0, cue: one });
    expect(model.input(SIZE, 0).cues.map(({ cueId, revision }) => `${cueId}${revision}`)).toEqual(['a2', 'b1']);
  });

  it('holds on to a newer revision when an older one comes late', () => {
    const model = createTileModel();
    for (const one of [cue('a', 2), cue('a', 1)]) model.update({ type: 'upsert', emittedAtMs: 0, cue: one });
    expect(model.input(SIZE, 0).cues[0]?.revision).toBe(2);
  });

  it('remembers that it has shown something', () => {
    const model = createTileModel();
    expect(model.input(SIZE, 0).cueSeen).toBe(false);
    model.setCues([cue('a', 1)]);
    model.update({ type: 'remove', emittedAtMs: 0, cueId: 'a' });
    expect(model.input(SIZE, 0)).toMatchObject({ cues: [], cueSeen: true });
  });

  it('says when the next cue goes, so that nobody has to ask at every frame', () => {
    const model = createTileModel();
    model.setCues([cue('a', 1, 500), cue('b', 1, 300), cue('c', 1)]);
    expect(model.nextExpiryMs(0)).toBe(300);
    expect(model.nextExpiryMs(300)).toBe(500);
    expect(model.nextExpiryMs(500)).toBeNull();
  });

  it('forgets the oldest of a flood of cues', () => {
    const model = createTileModel();
    for (let index = 0; index < 1_000; index += 1) model.update({ type: 'upsert', emittedAtMs: 0, cue: cue(`c${index}`, 1) });
    const { cues } = model.input(SIZE, 0);
    expect(cues).toHaveLength(50);
    expect(cues.at(-1)?.cueId).toBe('c999');
  });

  it('once captions have stopped, shows no sentence that was growing, finished ones for some seconds more, and says so until new marks come', () => {
    const model = createTileModel();
    model.setMarks({ status: 'listening', anotherLanguage: null, translation: 'failing', targetLanguages: null, engine: 'moonshine' });
    const final = (cueId: string, expiresAtMs: number | null): Cue => ({ ...cue(cueId, 1, expiresAtMs), status: 'final' });
    model.setCues([final('short', 1_000), final('long', 90_000), final('growing block', null), cue('half', 1)]);
    const before = model.version;
    model.stop(500);
    expect(model.version).toBeGreaterThan(before);
    const { cues, marks } = model.input(SIZE, 500);
    expect(cues.map(({ cueId, expiresAtMs }) => [cueId, expiresAtMs])).toEqual([
      ['short', 1_000],
      ['long', 500 + STOPPED_CUE_MS],
      ['growing block', 500 + STOPPED_CUE_MS],
    ]);
    expect(marks.status).toBe('stopped');
    expect(marks.engine).toBe('');
    model.setMarks({ status: 'listening', anotherLanguage: null, translation: 'ok', targetLanguages: null, engine: 'moonshine' });
    expect(model.input(SIZE, 500).marks.status).toBe('listening');
  });

  it('goes on saying that captions ended when whoever said so goes', () => {
    const model = createTileModel();
    model.setMarks({ status: 'ended', anotherLanguage: null, translation: 'ok', targetLanguages: null, engine: '' });
    model.stop(0);
    expect(model.input(SIZE, 0).marks.status).toBe('ended');
  });

  it('changes its version with everything that changes the picture', () => {
    const model = createTileModel();
    const versions = [model.version];
    model.setMarks({ status: 'listening', anotherLanguage: null, translation: 'ok', targetLanguages: null, engine: '' });
    versions.push(model.version);
    model.setSettings({ ...model.settings, theme: 'light' });
    versions.push(model.version);
    model.redraw();
    versions.push(model.version);
    expect(new Set(versions).size).toBe(4);
  });
});
