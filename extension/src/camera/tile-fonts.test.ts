import { describe, expect, it, vi } from 'vitest';
import type { Cue } from '@subcam/shared';
import { sampleCue } from '@subcam/shared/testing';
import { createTileFonts, type TileFonts } from './tile-fonts.ts';

function cue(text: string, changes: Partial<Cue> = {}): Cue {
  return sampleCue({ text, translation: null, speakerName: null, ...changes });
}

const words = (text: string): Cue['original'] => ({ text, stableLength: text.length });

/** A platform whose fonts take any bytes but `AAAA`. */
function openFonts(): { fonts: TileFonts; asked: string[][]; added: string[]; wait: (ms: number) => void } {
  const asked: string[][] = [];
  const added: string[] = [];
  let nowMs = 0;
  vi.stubGlobal(
    'FontFace',
    class {
      readonly name: string;
      readonly #bytes: Uint8Array;
      constructor(family: string, bytes: Uint8Array, descriptors: { readonly weight: string }) {
        this.name = `${family} ${descriptors.weight}`;
        this.#bytes = bytes;
      }
      load(): Promise<void> {
        return this.#bytes.every((byte) => byte === 0) ? Promise.reject(new Error('not a font')) : Promise.resolve();
      }
    },
  );
  const fontSet = { add: (face: { readonly name: string }) => void added.push(face.name) };
  const fonts = createTileFonts({
    document: { fonts: fontSet } as unknown as Document,
    monotonicMs: () => nowMs,
    request: (scripts) => asked.push([...scripts]),
  });
  return { fonts, asked, added, wait: (ms) => void (nowMs += ms) };
}

describe('fonts of a page', () => {
  it('are asked for when words, translations or names need them first, and not again', () => {
    const { fonts, asked } = openFonts();
    fonts.wanted([cue('Hello, señoría')]);
    expect(asked).toEqual([]);
    fonts.wanted([cue('Hello', { speakerName: 'أحمد', translations: { ja: words('日本'), th: words('สวัสดี') } })]);
    expect(asked.map((scripts) => scripts.toSorted())).toEqual([['arabic', 'japanese', 'thai']]);
    fonts.wanted([cue('ok', { translations: { th: words('ครับ'), ko: words('네') } })]);
    expect(asked.slice(1)).toEqual([['korean']]);
  });

  it('are asked for again after ten seconds in which none came', async () => {
    const { fonts, asked, wait } = openFonts();
    const cues = [cue('สวัสดี', { sourceLanguage: 'th', speakerName: 'Яна' })];
    fonts.wanted(cues);
    await fonts.add({ family: 'Subcam thai', weight: 400, base64: 'AQID' });
    wait(9_999);
    fonts.wanted(cues);
    expect(asked).toEqual([['cyrillic', 'thai']]);
    wait(1);
    fonts.wanted(cues);
    expect(asked).toEqual([['cyrillic', 'thai'], ['cyrillic']]);
  });

  it('are added once each, the only weight of a script for every weight', async () => {
    const { fonts, added } = openFonts();
    const results = [
      await fonts.add({ family: 'Subcam thai', weight: 600, base64: 'AQID' }),
      await fonts.add({ family: 'Subcam thai', weight: 600, base64: 'AQID' }),
      await fonts.add({ family: 'Subcam japanese', weight: 600, base64: 'AQID' }),
    ];
    expect(results).toEqual([true, false, true]);
    expect(added).toEqual(['Subcam thai 600', 'Subcam japanese 100 900']);
  });

  it('are nothing but ours, and one that is broken may come again', async () => {
    const { fonts, added } = openFonts();
    expect(await fonts.add({ family: 'Arial', weight: 400, base64: 'AQID' })).toBe(false);
    expect(await fonts.add({ family: 'Subcam thai', weight: 500, base64: 'AQID' })).toBe(false);
    expect(await fonts.add({ family: 'Subcam thai', weight: 400, base64: 'AAAA' })).toBe(false);
    expect(await fonts.add({ family: 'Subcam thai', weight: 400, base64: '%%%' })).toBe(false);
    expect(await fonts.add({ family: 'Subcam thai', weight: 400, base64: 'AQID' })).toBe(true);
    expect(added).toEqual(['Subcam thai 400']);
  });
});
