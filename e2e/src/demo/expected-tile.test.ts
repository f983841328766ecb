import { describe, expect, it } from 'vitest';
import { DEFAULT_TILE_SETTINGS } from '@subcam/shared/paint';
import type { Cue } from '@subcam/shared';
import { expectTileOf } from './expected-tile.ts';
import { correlation } from './pixels.ts';

const words = (text: string): Cue['original'] => ({ text, stableLength: text.length });

function cue(index: number, changes: Partial<Cue> = {}): Cue {
  return {
    cueId: `capture:${index}`,
    firstSample: index,
    continuesCueId: index === 0 ? null : `capture:${index - 1}`,
    status: 'final',
    revision: 1,
    speakerName: 'Ana García',
    speakerLabel: 'SPEAKER_00',
    sourceLanguage: 'en',
    original: words(`The words of cue number ${index}.`),
    translations: { es: words(`Las palabras de la cue ${index}.`) },
    confidence: null,
    shownAtMs: 0,
    expiresAtMs: null,
    ...changes,
  };
}

const expectTile = expectTileOf({ ...DEFAULT_TILE_SETTINGS, width: 640, height: 360 });

describe('the picture that the tile should show', () => {
  it('has the lines of each cue of a block under its own id', () => {
    const { lines } = expectTile([cue(0), cue(1)], 0);
    expect(lines.map(({ cueId, kind, text }) => [cueId, kind, text])).toEqual([
      ['capture:0', 'original', 'The words of cue number 0.'],
      ['capture:1', 'original', 'The words of cue number 1.'],
      ['capture:0', 'translation', 'Las palabras de la cue 0.'],
      ['capture:1', 'translation', 'Las palabras de la cue 1.'],
    ]);
  });

  it('expects nothing of a cue that has scrolled away, and no translation where there is none yet', () => {
    const { lines } = expectTile([cue(0), cue(1), cue(2, { translations: {} })], 0);
    expect(lines.map(({ cueId, kind }) => [cueId, kind])).toEqual([
      ['capture:1', 'original'],
      ['capture:2', 'original'],
      ['capture:1', 'translation'],
    ]);
  });

  it('is a picture in which each line can be told from other words at the same place', () => {
    const [one, other] = [
      expectTile([cue(0)], 0),
      expectTile([cue(0, { original: words('Quite another sentence!'), translations: { es: words('Una frase muy diferente.') } })], 0),
    ];
    expect(one.lines.length).toBe(2);
    for (const line of one.lines) {
      expect(correlation(one.luma, one.luma, line.box)).toBeGreaterThan(0.99);
      expect(correlation(one.luma, other.luma, line.box)).toBeLessThan(0.6);
    }
  });
});
