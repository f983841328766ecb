import { describe, expect, it } from 'vitest';
import type { Cue } from '../cue/cue.ts';
import { TILE_MODES } from '../settings/tile-defaults.ts';
import { columnsOf } from './columns.ts';
import { numberedWords, ofRole, scriptedCue, scriptedLayout, words } from './testing/scripted-tile.ts';
import type { TextLine, TileLayout } from './tile-layout.ts';

const FREE = ['sidebar'] as const;
const LIMITED = TILE_MODES.filter((mode) => !FREE.some((free) => free === mode));

/** Cues of one speaker, each continuing the one before it. */
function monologue(texts: readonly { readonly original: string; readonly es?: string; readonly fr?: string }[]): readonly Cue[] {
  return texts.map(({ original, es, fr }, index) =>
    scriptedCue(index, {
      speakerName: 'Ana',
      speakerLabel: 'SPEAKER_00',
      continuesCueId: index === 0 ? null : `capture:${index - 1}`,
      original: words(original),
      translations: { ...(es === undefined ? {} : { es: words(es) }), ...(fr === undefined ? {} : { fr: words(fr) }) },
    }),
  );
}

const subtitles = (tile: TileLayout): readonly TextLine[] =>
  tile.lines.filter(({ role }) => role === 'original' || role === 'translation' || role === 'pending');

describe('what a block shows', () => {
  it.each(LIMITED)('%s: at most two lines of at most 42 columns in each language, the latest', (mode) => {
    for (const text of [numberedWords(60), '東京都に行きます。'.repeat(12), 'สวัสดีตอนเช้าทุกคน'.repeat(12)]) {
      const tile = scriptedLayout({
        cues: [scriptedCue(0, { original: words(text), translations: { es: words(text) } })],
        settings: { mode },
      });
      for (const role of ['original', 'translation'] as const) {
        const lines = ofRole(tile, role);
        expect(lines.length).toBeGreaterThan(0);
        expect(lines.length).toBeLessThanOrEqual(2);
        expect(text.endsWith(lines.at(-1) ?? '?')).toBe(true);
        for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(42);
      }
    }
  });

  it('the sidebar wraps freely: as many lines as there is room for', () => {
    const tile = scriptedLayout({
      cues: [scriptedCue(0, { original: words(numberedWords(60)), translations: { es: words(numberedWords(60)) } })],
      settings: { mode: 'sidebar' },
    });
    for (const role of ['original', 'translation'] as const) {
      expect(ofRole(tile, role).length).toBeGreaterThan(3);
      expect(ofRole(tile, role).at(-1)).toMatch(/word59$/u);
    }
  });

  it('joins cues that continue one another under one name, each on a line of its own', () => {
    const tile = scriptedLayout({
      cues: monologue([
        { original: 'one', es: 'uno' },
        { original: 'two', es: 'dos' },
      ]),
    });
    expect(ofRole(tile, 'name')).toEqual(['Ana']);
    expect(ofRole(tile, 'original')).toEqual(['one', 'two']);
    expect(ofRole(tile, 'translation')).toEqual(['uno', 'dos']);
    expect(tile.cues.map(({ cueId }) => cueId)).toEqual(['capture:0', 'capture:1']);
  });

  it('counts a monologue as one, whatever cues it joins, when cues are limited', () => {
    const cues = [
      scriptedCue(9),
      ...monologue([
        { original: 'one', es: 'uno' },
        { original: 'two', es: 'dos' },
      ]),
    ];
    expect(ofRole(scriptedLayout({ cues, settings: { maxCues: 1 } }), 'original')).toEqual(['one', 'two']);
  });

  it('does not join what another speaker has interrupted', () => {
    const [one, two] = monologue([
      { original: 'one', es: 'uno' },
      { original: 'two', es: 'dos' },
    ]) as [Cue, Cue];
    expect(ofRole(scriptedLayout({ cues: [one, scriptedCue(5), two], settings: { mode: 'split' } }), 'name')).toEqual([
      'Ana',
      'Speaker 5',
      'Ana',
    ]);
  });

  it('parts a block where a cue turns out to be of someone else', () => {
    const [one, two] = monologue([
      { original: 'one', es: 'uno' },
      { original: 'two', es: 'dos' },
    ]) as [Cue, Cue];
    const corrected = { ...two, speakerName: 'Jonas', speakerLabel: 'SPEAKER_01' };
    expect(ofRole(scriptedLayout({ cues: [one, corrected], settings: { mode: 'split' } }), 'name')).toEqual(['Ana', 'Jonas']);
    const namesake = { ...two, speakerLabel: 'SPEAKER_01' };
    expect(ofRole(scriptedLayout({ cues: [one, namesake], settings: { mode: 'split' } }), 'name')).toEqual([
      'Ana (SPEAKER_00)',
      'Ana (SPEAKER_01)',
    ]);
  });
});

describe('the room that a block has', () => {
  it('moves nothing sideways and wraps nothing again when the head of a monologue goes', () => {
    const cues = monologue([
      { original: 'one', es: 'uno' },
      { original: numberedWords(9), es: numberedWords(9) },
    ]);
    const [before, after] = [scriptedLayout({ cues }), scriptedLayout({ cues: cues.slice(1) })];
    const tail = (tile: TileLayout): readonly unknown[] =>
      subtitles(tile)
        .filter(({ cueId }) => cueId === 'capture:1')
        .map(({ text, x, y }) => [text, x, y]);
    expect(tail(after)).toEqual(tail(before));
  });

  it('leaves the row of an older cue blank that has scrolled away in another language', () => {
    const cues = monologue([
      { original: 'one', es: 'uno' },
      { original: numberedWords(10), es: 'dos' },
    ]);
    const tile = scriptedLayout({ cues });
    expect(ofRole(tile, 'original')).toHaveLength(2);
    expect(ofRole(tile, 'translation')).toEqual(['dos']);
    expect(tile.cues.map(({ cueId }) => cueId)).toEqual(['capture:1']);
    const [two] = tile.lines.filter(({ role }) => role === 'translation');
    const [both] = scriptedLayout({
      cues: monologue([
        { original: 'one', es: 'uno' },
        { original: 'two', es: 'dos' },
      ]),
    }).lines.filter(({ text }) => text === 'dos');
    expect(two?.y).toBe(both?.y);
  });

  it('leaves it blank in the original too, when it is the translation that has scrolled', () => {
    const tile = scriptedLayout({
      cues: monologue([
        { original: 'one', es: 'uno' },
        { original: 'two', es: numberedWords(10) },
      ]),
    });
    expect(ofRole(tile, 'original')).toEqual(['two']);
    expect(ofRole(tile, 'translation')).toHaveLength(2);
  });

  it('has the room of the newest block from its first word on: translations that come, and a second language, move nothing', () => {
    const older = scriptedCue(0, { translations: { es: words('uno'), fr: words('un') } });
    const before = scriptedLayout({ cues: [older, scriptedCue(1, { original: words('two'), translations: {} })] });
    const after = scriptedLayout({
      cues: [
        older,
        scriptedCue(1, {
          original: words(numberedWords(14)),
          translations: { es: words(numberedWords(14)), fr: words(numberedWords(14)) },
        }),
      ],
    });
    const places = (tile: TileLayout): readonly unknown[] =>
      tile.lines.filter(({ cueId }) => cueId === 'capture:0').map(({ text, x, y }) => [text, x, y]);
    expect(places(after)).toEqual(places(before));
    expect(ofRole(before, 'pending')).toEqual(['…', '…']);
  });

  it('lets whole blocks go from the top when the room runs out, and keeps the newest at the foot', () => {
    const cues = Array.from({ length: 9 }, (_, index) => scriptedCue(index));
    const tile = scriptedLayout({ cues, settings: { maxCues: 10 } });
    expect(tile.cues.length).toBeLessThan(9);
    expect(tile.cues.at(-1)?.cueId).toBe('capture:8');
    expect(new Set(subtitles(tile).map(({ cueId }) => cueId)).size).toBe(tile.cues.length);
    const bottom = (shown: TileLayout): number => Math.max(...shown.boxes.map(({ y, height }) => y + height));
    expect(bottom(tile)).toBe(bottom(scriptedLayout({ cues: cues.slice(8) })));
  });

  it('gives up rows, then names, before it gives up a language, in a picture that is too small', () => {
    const texts = Object.fromEntries(['de', 'es', 'fr', 'it'].map((language) => [language, words(numberedWords(20, language))]));
    const tile = scriptedLayout({
      cues: [scriptedCue(0, { original: words(numberedWords(20)), translations: texts })],
      width: 320,
      height: 180,
    });
    expect(tile.lines.filter(({ role }) => role === 'translation').map(({ language }) => language)).toEqual(['de', 'es', 'fr', 'it']);
  });
});
