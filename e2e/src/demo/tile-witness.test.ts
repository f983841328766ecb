import { describe, expect, it } from 'vitest';
import type { Cue } from '@subcam/shared';
import { sampleCue } from '@subcam/shared/testing';
import { openTileWitness, type ExpectedTile } from './tile-witness.ts';
import type { Luma } from './pixels.ts';

/** A tile whose "text" is a pattern that depends on the words: each letter a column of its own brightness. */
function drawn(text: string): Luma {
  const pixels = new Uint8Array(160 * 40).fill(20);
  for (const [index, letter] of Array.from(text).entries()) {
    for (let y = 4; y < 36; y += 1)
      for (let dx = 0; dx < 4; dx += 1) pixels[y * 160 + ((index * 5 + dx) % 160)] = 60 + ((letter.charCodeAt(0) * 37) % 190);
  }
  return { width: 160, height: 40, pixels };
}

function cue(text: string, revision: number): Cue {
  return sampleCue({ cueId: 'c:0', revision, text, translation: text });
}

const expectTile = (cues: readonly Cue[]): ExpectedTile => ({
  luma: drawn(cues[0]?.original.text ?? ''),
  lines: cues.map((shown) => ({
    cueId: shown.cueId,
    kind: 'translation' as const,
    text: shown.original.text,
    box: { x: 0, y: 0, width: 160, height: 40 },
  })),
});

describe('the witness of the tile', () => {
  it('sees a subtitle whose picture arrives, and measures how long it took', () => {
    const witness = openTileWitness(expectTile);
    for (let atMs = 0; atMs < 1000; atMs += 33) witness.frame({ decodedAtMs: atMs, luma: drawn('') });
    witness.update({ type: 'upsert', emittedAtMs: 1000, cue: cue('hello there everyone', 1) });
    for (let atMs = 1023; atMs < 1500; atMs += 33)
      witness.frame({ decodedAtMs: atMs, luma: drawn(atMs < 1050 ? '' : 'hello there everyone') });
    expect(witness.cueToPixelMs).toEqual([56]);
    expect(witness.sightings).toHaveLength(1);
    expect(witness.sightings[0]).toMatchObject({ cueId: 'c:0', revision: 1, seen: true, hasTranslation: true });
  });

  it('does not see a subtitle when the picture shows other words or none', () => {
    for (const shown of ['', 'something else altogether']) {
      const witness = openTileWitness(expectTile);
      witness.update({ type: 'upsert', emittedAtMs: 0, cue: cue('hello there everyone', 1) });
      for (let atMs = 10; atMs < 800; atMs += 33) witness.frame({ decodedAtMs: atMs, luma: drawn(shown) });
      expect(witness.sightings.map((sighting) => sighting.seen)).toEqual([false]);
    }
  });

  it('takes the picture that stands when the next words come for what was seen until then, if it is new enough', () => {
    for (const [decodedAtMs, sightings] of [
      [130, [{ revision: 1, seen: true }]],
      [60, []],
    ] as const) {
      const witness = openTileWitness(expectTile);
      witness.update({ type: 'upsert', emittedAtMs: 0, cue: cue('hello there everyone', 1) });
      witness.frame({ decodedAtMs, luma: drawn('hello there everyone') });
      witness.update({ type: 'upsert', emittedAtMs: 220, cue: cue('hello there everyone again', 2) });
      expect(witness.sightings).toMatchObject(sightings);
    }
  });

  it('measures nothing when another change was still under way', () => {
    const witness = openTileWitness(expectTile);
    witness.frame({ decodedAtMs: 0, luma: drawn('') });
    witness.frame({ decodedAtMs: 33, luma: drawn('earlier words') });
    witness.update({ type: 'upsert', emittedAtMs: 60, cue: cue('hello there everyone', 1) });
    witness.frame({ decodedAtMs: 99, luma: drawn('hello there everyone') });
    expect(witness.cueToPixelMs).toEqual([]);
  });
});
