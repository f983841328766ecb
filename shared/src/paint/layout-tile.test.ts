import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cue, CueText } from '../cue/cue.ts';
import { DEFAULT_TILE_SETTINGS, TILE_MODES, TILE_THEMES, type TileSettings } from '../settings/tile-defaults.ts';
import type { TextMeasure } from './canvas-2d.ts';
import { cssFont } from './fonts.ts';
import { graphemesOf } from './clean-text.ts';
import { layoutTile, WAITING_TEXT } from './layout-tile.ts';
import { DISCLOSURE } from './marks-strip.ts';
import { INITIAL_MARKS, type TileInput } from './tile-input.ts';
import type { TextLine, TileLayout } from './tile-layout.ts';

/** Letters of 0.6 of their size, as wide as Noto Sans' semi-bold ones; a grapheme is one letter. */
const measure: TextMeasure = (text, font) => graphemesOf(text).length * 0.6 * Number(/ ([\d.]+)px/u.exec(font)?.[1]);

const words = (text: string, stableLength = text.length): CueText => ({ text, stableLength });

function cue(index: number, changes: Partial<Cue> = {}): Cue {
  return {
    cueId: `capture:${index}`,
    firstSample: index,
    continuesCueId: null,
    status: 'final',
    revision: 1,
    speakerName: `Speaker ${index}`,
    speakerLabel: `SPEAKER_0${index % 8}`,
    sourceLanguage: 'en',
    original: words(`Original words of cue ${index}.`),
    translations: { es: words(`Palabras de la ${index}.`) },
    confidence: null,
    shownAtMs: 1_000 + index,
    expiresAtMs: null,
    ...changes,
  };
}

function layout(changes: Partial<Omit<TileInput, 'settings'>> & { readonly settings?: Partial<TileSettings> } = {}): TileLayout {
  const { settings, ...rest } = changes;
  return layoutTile(
    {
      cues: [],
      marks: { ...INITIAL_MARKS, status: 'listening' },
      width: 1280,
      height: 720,
      nowMs: 2_000,
      ...rest,
      settings: { ...DEFAULT_TILE_SETTINGS, ...settings },
    },
    measure,
  );
}

const ofRole = (tile: TileLayout, role: TextLine['role']): readonly string[] =>
  tile.lines.filter((line) => line.role === role).map(({ text }) => text);

describe('what the tile shows', () => {
  it('waits until the first cue, and not again when the last one has gone', () => {
    expect(ofRole(layout(), 'waiting')).toEqual([WAITING_TEXT]);
    expect(ofRole(layout({ cueSeen: true }), 'waiting')).toEqual([]);
    expect(ofRole(layout({ cues: [cue(0)] }), 'waiting')).toEqual([]);
  });

  it('says at all times who it is, what it does and with what', () => {
    const tile = layout({ cues: [cue(0)], marks: { status: 'reconnecting', translation: 'failing', engine: 'moonshine · apertium' } });
    expect(ofRole(tile, 'disclosure')).toEqual([DISCLOSURE]);
    expect(ofRole(tile, 'state')).toEqual(['Reconnecting… · Translation failing']);
    expect(ofRole(tile, 'engine')).toEqual(['· moonshine · apertium']);
  });

  it('puts name, original and translation of a cue one under the other', () => {
    const tile = layout({ cues: [cue(3)] });
    const lines = tile.lines.filter(({ cueId }) => cueId !== null);
    expect(lines.map(({ role, text }) => [role, text])).toEqual([
      ['name', 'Speaker 3'],
      ['original', 'Original words of cue 3.'],
      ['translation', 'Palabras de la 3.'],
    ]);
    expect(lines.map(({ y }) => y)).toEqual(lines.map(({ y }) => y).toSorted((a, b) => a - b));
    expect(tile.cues).toEqual([{ cueId: 'capture:3', revision: 1 }]);
  });

  it('keeps a place for a translation that is to come, and makes the original large when none will', () => {
    const untranslated = cue(0, { translations: {} });
    expect(ofRole(layout({ cues: [untranslated] }), 'translation')).toEqual(['…']);
    const alone = layout({ cues: [untranslated], marks: { ...INITIAL_MARKS, translation: 'off' } });
    expect(ofRole(alone, 'translation')).toEqual([]);
    expect(alone.lines.find(({ role }) => role === 'original')?.fontPx).toBeGreaterThanOrEqual(40);
  });

  it('names each language when there are several, in a fixed order', () => {
    const tile = layout({ cues: [cue(0, { translations: { fr: words('Bonjour'), de: words('Guten Tag') } })] });
    expect(ofRole(tile, 'translation')).toEqual(['Guten Tag', 'Bonjour']);
    expect(ofRole(tile, 'language')).toEqual(['DE', 'FR']);
  });

  it('draws what is settled solid and the words that still grow dimmer, whole words at a time', () => {
    const tile = layout({ cues: [cue(0, { status: 'partial', translations: { es: words('Buenos días a todos', 9) } })] });
    const [line] = tile.lines.filter(({ role }) => role === 'translation');
    expect(line?.runs.map(({ text }) => text)).toEqual(['Buenos ', 'días a todos']);
    expect(new Set(line?.runs.map(({ colour }) => colour)).size).toBe(2);
    expect(line?.runs[1]?.x).toBeCloseTo((line?.x ?? 0) + measure('Buenos ', `600 ${line?.fontPx}px x`), 5);
  });

  it('does not move what is settled when words are added within a line', () => {
    const place = (text: string): readonly (number | undefined)[] => {
      const run = layout({ cues: [cue(0, { status: 'partial', translations: { es: words(text, 6) } })] }).lines.find(
        ({ role }) => role === 'translation',
      )?.runs[0];
      return [run?.x, run?.width];
    };
    expect(place('Buenos días')).toEqual(place('Buenos días a todos'));
  });

  it('sets right-to-left text from the right edge, settled words first', () => {
    const tile = layout({ cues: [cue(0, { translations: { he: words('שלום לכולם היום', 4) } })] });
    const line = tile.lines.find(({ role }) => role === 'translation');
    expect(line?.direction).toBe('rtl');
    expect((line?.x ?? 0) + (line?.width ?? 0)).toBeGreaterThan(1200);
    expect(line?.runs[0]?.x).toBeGreaterThan(line?.runs[1]?.x ?? Infinity);
  });

  it('leaves expired cues out, and lets the oldest go when the room runs out', () => {
    const cues = Array.from({ length: 9 }, (_, index) => cue(index, index === 8 ? { expiresAtMs: 2_000 } : {}));
    const shown = layout({ cues, settings: { maxCues: 10 } }).cues.map(({ cueId }) => cueId);
    expect(shown.at(-1)).toBe('capture:7');
    expect(shown.length).toBeGreaterThan(1);
    expect(shown).toEqual(cues.slice(8 - shown.length, 8).map(({ cueId }) => cueId));
    expect(layout({ cues, settings: { maxCues: 2 } }).cues).toHaveLength(2);
  });

  it('shows the last lines of a cue that is longer than the picture, of the original and of the translation', () => {
    const long = Array.from({ length: 300 }, (_, index) => `word${index}`).join(' ');
    const tile = layout({ cues: [cue(0), cue(1, { original: words(long), translations: { es: words(long) } })] });
    expect(tile.cues.map(({ cueId }) => cueId)).toEqual(['capture:1']);
    for (const role of ['original', 'translation'] as const) {
      expect(ofRole(tile, role).length).toBeGreaterThan(2);
      expect(ofRole(tile, role).at(-1)).toMatch(/word299$/u);
    }
  });

  it('keeps the letters of translations at an eighteenth of the height or more', () => {
    for (const mode of TILE_MODES) {
      for (const [width, height] of [
        [320, 180],
        [640, 360],
        [1280, 720],
        [1920, 1080],
        [320, 1080],
      ] as const) {
        const [line] = layout({ cues: [cue(0)], width, height, settings: { mode } }).lines.filter(({ role }) => role === 'translation');
        expect(line?.fontPx, `${mode} ${width}x${height}`).toBeGreaterThanOrEqual(height / 18);
      }
    }
  });

  it('stands in the right third as a sidebar, at the foot as a banner with the latest cue alone, in the middle in full screen', () => {
    const cues = [cue(0), cue(1)];
    const left = (mode: TileSettings['mode']): number =>
      Math.min(
        ...layout({ cues, settings: { mode } })
          .lines.filter(({ cueId }) => cueId !== null)
          .map(({ x }) => x),
      );
    expect(left('sidebar')).toBeGreaterThanOrEqual((1280 * 2) / 3);
    const banner = layout({ cues, settings: { mode: 'bottom_banner' } });
    expect(banner.cues).toEqual([{ cueId: 'capture:1', revision: 1 }]);
    expect(banner.boxes[0]).toMatchObject({ x: 0, width: 1280 });
    const centred = layout({ cues: [cue(1)], settings: { mode: 'fullscreen' } }).lines.find(({ role }) => role === 'translation');
    expect((centred?.x ?? 0) + (centred?.width ?? 0) / 2).toBeCloseTo(640, -1);
  });

  it('hides names, shows confidence and times as the settings say', () => {
    const cues = [cue(0, { confidence: 0.934, shownAtMs: Date.UTC(2026, 0, 2, 3, 4, 5) })];
    expect(ofRole(layout({ cues, settings: { showSpeakerNames: false } }), 'name')).toEqual([]);
    expect(ofRole(layout({ cues }), 'note')).toEqual(['93 %']);
    expect(ofRole(layout({ cues, utcOffsetMinutes: 60, settings: { showConfidence: false, showTimestamps: true } }), 'note')).toEqual([
      '04:04:05',
    ]);
  });
});

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.lorem({ maxCount: 60 }),
  fc.constantFrom(
    'x'.repeat(5_000),
    `a${'\u0301'.repeat(10_000)}`,
    '\u202eabc\u202c',
    '﷽'.repeat(40),
    '<b>hi</b>',
    '👨‍👩‍👧‍👦'.repeat(200),
    'שלום 12 abc '.repeat(40),
    '東京'.repeat(300),
  ),
);
const hostileCueText = fc.record({ text: hostileText, stableLength: fc.integer({ min: 0, max: 500 }) });
const hostileCue = fc
  .record({
    speakerName: fc.option(hostileText),
    speakerLabel: fc.option(fc.oneof(hostileText, fc.constant('SPEAKER_03'))),
    original: hostileCueText,
    translations: fc.dictionary(fc.constantFrom('es', 'ar', 'ja', 'pt-BR'), hostileCueText, { maxKeys: 4 }),
    confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    shownAtMs: fc.double(),
  })
  .map((changes) => changes);

const hostileInput = fc.record({
  cues: fc.array(hostileCue, { maxLength: 8 }).map((list) => list.map((changes, index) => cue(index, changes))),
  width: fc.integer({ min: 320, max: 1920 }),
  height: fc.integer({ min: 180, max: 1080 }),
  marks: fc.record({
    status: fc.constantFrom('waiting', 'listening', 'no-sound', 'reconnecting', 'ended' as const),
    translation: fc.constantFrom('ok', 'off', 'failing' as const),
    engine: hostileText,
  }),
  settings: fc.record({
    mode: fc.constantFrom(...TILE_MODES),
    theme: fc.constantFrom(...TILE_THEMES),
    maxCues: fc.integer({ min: 1, max: 10 }),
    backgroundOpacity: fc.double({ min: 0, max: 1, noNaN: true }),
    showTimestamps: fc.boolean(),
  }),
});

describe('for any text, size, mode and mark', () => {
  it('nothing leaves the picture and no line overlaps another of its cue', () => {
    fc.assert(
      fc.property(hostileInput, (input) => {
        const tile = layout(input);
        for (const box of [...tile.boxes, ...tile.lines, ...tile.lines.flatMap((line) => line.runs.map((run) => ({ ...line, ...run })))]) {
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.y).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(tile.width + 1e-6);
          expect(box.y + box.height).toBeLessThanOrEqual(tile.height + 1e-6);
        }
        for (const line of tile.lines) {
          // Letters keep their shape: only a single grapheme that is wider than its line is condensed.
          if (graphemesOf(line.text).length > 1)
            expect(measure(line.text, cssFont(line.fontPx, line.weight))).toBeLessThanOrEqual(line.width + 1e-6);
        }
        const stacked = tile.lines.filter(({ role }) => role === 'original' || role === 'translation');
        for (const [index, line] of stacked.entries()) {
          const next = stacked[index + 1];
          if (next !== undefined) expect(next.y).toBeGreaterThanOrEqual(line.y + line.height);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('cues keep their order, and each shows its original with every translation that it has, or neither', () => {
    fc.assert(
      fc.property(hostileInput, (input) => {
        const tile = layout(input);
        const order = tile.cues.map(({ cueId }) => cueId);
        expect(order).toEqual(input.cues.map(({ cueId }) => cueId).filter((cueId) => order.includes(cueId)));
        const drawn = tile.lines.flatMap(({ cueId }) => (cueId === null ? [] : [cueId]));
        expect([...new Set(drawn)]).toEqual(order);
        for (const { cueId } of tile.cues) {
          const roles = new Set(tile.lines.filter((line) => line.cueId === cueId).map(({ role }) => role));
          const given = input.cues.find((one) => one.cueId === cueId);
          const hasLetters = (text: string): boolean => /[a-z東ש]/iu.test(text);
          if (given !== undefined && hasLetters(given.original.text)) expect(roles.has('original')).toBe(true);
          if (given !== undefined && Object.values(given.translations).some(({ text }) => hasLetters(text)))
            expect(roles.has('translation')).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('lays out in bounded time what would take a naive measure minutes', () => {
    const monster = `${'x'.repeat(100_000)}${'\u0301'.repeat(10_000)}`;
    let measured = 0;
    const counting: TextMeasure = (text, font) => {
      measured += text.length;
      return measure(text, font);
    };
    const cues = Array.from({ length: 10 }, (_, index) =>
      cue(index, { speakerName: monster, original: words(monster), translations: { es: words(monster) } }),
    );
    layoutTile(
      { cues, marks: INITIAL_MARKS, settings: { ...DEFAULT_TILE_SETTINGS, maxCues: 10 }, width: 1280, height: 720, nowMs: 0 },
      counting,
    );
    expect(measured).toBeLessThan(2_000_000);
  });
});
