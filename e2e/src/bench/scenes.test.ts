import { describe, expect, it } from 'vitest';
import { blinkCrop } from './blink-crop.ts';
import { blinkingCue, changingCue, talkingScene } from './scenes.ts';

describe('the talking scene', () => {
  it('gives three to eight revisions a second, as partials do', () => {
    const { events, durationMs } = talkingScene(0, 1_000);
    const perSecond = events.length / (durationMs / 1000);
    expect(perSecond).toBeGreaterThan(3);
    expect(perSecond).toBeLessThan(8);
    expect(events.map(({ atMs }) => atMs)).toEqual(events.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
  });

  it('only ever grows a cue, by whole words, and ends it with a final that goes by itself', () => {
    const last = new Map<string, { original: string; revision: number }>();
    for (const { update } of talkingScene(3, 1_000).events) {
      if (update.type !== 'upsert') throw new Error('The scene takes a cue away');
      const { cueId, revision, original, status, expiresAtMs } = update.cue;
      const before = last.get(cueId);
      expect(original.text.startsWith(before?.original ?? '')).toBe(true);
      expect(revision).toBe((before?.revision ?? 0) + 1);
      expect(expiresAtMs === null).toBe(status === 'partial');
      last.set(cueId, { original: original.text, revision });
    }
    expect(last.size).toBe(4);
  });

  it('says the same again in the next round, in other cues', () => {
    const idsOf = (round: number) =>
      new Set(talkingScene(round, 0).events.map(({ update }) => (update.type === 'upsert' ? update.cue.cueId : '')));
    const next = idsOf(1);
    expect([...idsOf(0)].filter((cueId) => next.has(cueId))).toEqual([]);
    expect(next.size).toBe(4);
  });
});

describe('cues that change', () => {
  it('differ from one revision to the next', () => {
    expect(changingCue(7).translations).not.toEqual(changingCue(8).translations);
    expect(blinkingCue(1).translations).not.toEqual(blinkingCue(2).translations);
    expect(blinkingCue(1).translations).toEqual(blinkingCue(3).translations);
  });

  it('the words that come and go are found on the tile, clearly brighter than without them', () => {
    const { crop, threshold } = blinkCrop();
    expect(crop.width).toBeGreaterThan(20);
    expect(crop.height).toBeGreaterThan(8);
    expect(crop.x + crop.width).toBeLessThanOrEqual(1280);
    expect(crop.y + crop.height).toBeLessThanOrEqual(720);
    expect([crop.x, crop.y, crop.width, crop.height].every((value) => value % 2 === 0)).toBe(true);
    expect(threshold).toBeGreaterThan(10);
  });
});
