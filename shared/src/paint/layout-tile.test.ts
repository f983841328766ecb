import { describe, expect, it } from 'vitest';
import type { Cue } from '../cue/cue.ts';
import { TILE_MODES, type TileSettings } from '../settings/tile-defaults.ts';
import { WAITING_TEXT } from './layout-tile.ts';
import { DISCLOSURE } from './marks-strip.ts';
import { measureLetters, ofRole, scriptedCue, scriptedLayout, words } from './testing/scripted-tile.ts';
import { tileGeometry } from './tile-geometry.ts';
import { INITIAL_MARKS } from './tile-input.ts';
import type { TextLine, TileLayout } from './tile-layout.ts';

describe('what the tile shows', () => {
  it('waits until the first cue, and not again when the last one has gone', () => {
    expect(ofRole(scriptedLayout(), 'waiting')).toEqual([WAITING_TEXT]);
    expect(ofRole(scriptedLayout({ cueSeen: true }), 'waiting')).toEqual([]);
    expect(ofRole(scriptedLayout({ cues: [scriptedCue(0)] }), 'waiting')).toEqual([]);
  });

  it('says at all times who it is, what it does and with what', () => {
    const tile = scriptedLayout({
      cues: [scriptedCue(0)],
      marks: { ...INITIAL_MARKS, status: 'reconnecting', translation: 'failing', engine: 'moonshine · apertium' },
    });
    expect(ofRole(tile, 'disclosure')).toEqual([DISCLOSURE]);
    expect(ofRole(tile, 'state')).toEqual(['Reconnecting… · Translation failing']);
    expect(ofRole(tile, 'engine')).toEqual(['· moonshine · apertium']);
  });

  it('puts name, original and translation of a cue one under the other', () => {
    const tile = scriptedLayout({ cues: [scriptedCue(3)] });
    const lines = tile.lines.filter(({ cueId }) => cueId !== null);
    expect(lines.map(({ role, text }) => [role, text])).toEqual([
      ['name', 'Speaker 3'],
      ['language', 'EN → ES'],
      ['original', 'Original words of cue 3.'],
      ['translation', 'Palabras de la 3.'],
    ]);
    expect(lines.map(({ y }) => y)).toEqual(lines.map(({ y }) => y).toSorted((a, b) => a - b));
    expect(tile.cues).toEqual([{ cueId: 'capture:3', revision: 1 }]);
  });

  it('keeps a place for a translation that is to come, and makes the original large when none will', () => {
    const untranslated = scriptedCue(0, { translations: {} });
    expect(ofRole(scriptedLayout({ cues: [untranslated] }), 'pending')).toEqual(['…']);
    const alone = scriptedLayout({ cues: [untranslated], marks: { ...INITIAL_MARKS, translation: 'off' } });
    expect([...ofRole(alone, 'translation'), ...ofRole(alone, 'pending')]).toEqual([]);
    expect(alone.lines.find(({ role }) => role === 'original')?.fontPx).toBeGreaterThanOrEqual(40);
  });

  it('names each language when there are several, in a fixed order', () => {
    const tile = scriptedLayout({ cues: [scriptedCue(0, { translations: { fr: words('Bonjour'), de: words('Guten Tag') } })] });
    expect(ofRole(tile, 'translation')).toEqual(['Guten Tag', 'Bonjour']);
    expect(ofRole(tile, 'language')).toEqual(['EN → DE FR', 'DE', 'FR']);
  });

  it('draws what is settled solid and the words that still grow dimmer, whole words at a time', () => {
    const tile = scriptedLayout({ cues: [scriptedCue(0, { status: 'partial', translations: { es: words('Buenos días a todos', 9) } })] });
    const [line] = tile.lines.filter(({ role }) => role === 'translation');
    expect(line?.runs.map(({ text }) => text)).toEqual(['Buenos ', 'días a todos']);
    expect(new Set(line?.runs.map(({ colour }) => colour)).size).toBe(2);
    expect(line?.runs[1]?.x).toBeCloseTo((line?.x ?? 0) + measureLetters('Buenos ', `600 ${line?.fontPx}px x`), 5);
  });

  it('does not move what is settled when words are added within a line', () => {
    const place = (text: string): readonly (number | undefined)[] => {
      const run = scriptedLayout({ cues: [scriptedCue(0, { status: 'partial', translations: { es: words(text, 7) } })] }).lines.find(
        ({ role }) => role === 'translation',
      )?.runs[0];
      return [run?.x, run?.width];
    };
    expect(place('Buenos días')).toEqual(place('Buenos días a todos'));
  });

  it('sets right-to-left text from the right edge, settled words first', () => {
    const tile = scriptedLayout({ cues: [scriptedCue(0, { status: 'partial', translations: { he: words('שלום לכולם היום', 10) } })] });
    const line = tile.lines.find(({ role }) => role === 'translation');
    expect(line?.direction).toBe('rtl');
    expect((line?.x ?? 0) + (line?.width ?? 0)).toBeGreaterThan(1200);
    expect(line?.runs[0]?.x).toBeGreaterThan(line?.runs[1]?.x ?? Infinity);
  });

  it('sets a sentence from the right edge by its language, although it begins with a Latin name', () => {
    const translations = { ar: words('WhatsApp مفيد جدا (حقا).') };
    const tile = scriptedLayout({ cues: [scriptedCue(0, { status: 'final', translations })] });
    const line = tile.lines.find(({ role }) => role === 'translation');
    expect(line).toMatchObject({ direction: 'rtl', text: 'WhatsApp مفيد جدا (حقا).' });
    expect((line?.x ?? 0) + (line?.width ?? 0)).toBeGreaterThan(1200);
  });

  it('leaves expired cues out, and lets the oldest go when the room runs out', () => {
    const cues = Array.from({ length: 9 }, (_, index) => scriptedCue(index, index === 8 ? { expiresAtMs: 2_000 } : {}));
    const shown = scriptedLayout({ cues, settings: { maxCues: 10 } }).cues.map(({ cueId }) => cueId);
    expect(shown.at(-1)).toBe('capture:7');
    expect(shown.length).toBeGreaterThan(1);
    expect(shown).toEqual(cues.slice(8 - shown.length, 8).map(({ cueId }) => cueId));
    expect(scriptedLayout({ cues, settings: { maxCues: 2 } }).cues).toHaveLength(2);
  });

  it('keeps the letters of cues at an eighteenth of the height or more, and follows the person who wants them smaller or larger', () => {
    for (const mode of TILE_MODES) {
      for (const [width, height] of [
        [320, 180],
        [640, 360],
        [1280, 720],
        [1920, 1080],
        [320, 1080],
      ] as const) {
        const tileAt = (letterScale: number): TileLayout =>
          scriptedLayout({ cues: [scriptedCue(0)], width, height, settings: { mode, letterScale } });
        for (const role of ['original', 'translation'] as const) {
          const letters = (letterScale: number): number =>
            tileAt(letterScale).lines.find((line) => line.role === role)?.fontPx ?? Number.NaN;
          expect(letters(1), `${mode} ${width}x${height}`).toBeGreaterThanOrEqual(height / 18);
          for (const scale of [0.75, 1.25]) expect(Math.abs(letters(scale) - letters(1) * scale)).toBeLessThan(2);
        }
      }
    }
  });

  it('hides names, shows confidence and times as the settings say', () => {
    const cues = [scriptedCue(0, { confidence: 0.934, shownAtMs: Date.UTC(2026, 0, 2, 3, 4, 5) })];
    expect(ofRole(scriptedLayout({ cues, settings: { showSpeakerNames: false } }), 'name')).toEqual([]);
    expect(ofRole(scriptedLayout({ cues }), 'note')).toEqual(['93 %']);
    expect(
      ofRole(scriptedLayout({ cues, utcOffsetMinutes: 60, settings: { showConfidence: false, showTimestamps: true } }), 'note'),
    ).toEqual(['04:04:05']);
  });

  it('shortens the disclosure in a narrow picture, and never leaves it out', () => {
    const narrow = scriptedLayout({ width: 320, height: 640 });
    expect(ofRole(narrow, 'disclosure')).toEqual(['Subcam bot']);
  });

  it('gives the name alone, and the label with it where two bear one name', () => {
    const ana = scriptedCue(0, { speakerName: 'Ana', speakerLabel: 'SPEAKER_00' });
    const other = scriptedCue(1, { speakerName: 'Ana', speakerLabel: 'SPEAKER_01' });
    expect(ofRole(scriptedLayout({ cues: [ana, scriptedCue(2)] }), 'name')).toEqual(['Ana', 'Speaker 2']);
    expect(ofRole(scriptedLayout({ cues: [ana, other] }), 'name')).toEqual(['Ana (SPEAKER_00)', 'Ana (SPEAKER_01)']);
    expect(ofRole(scriptedLayout({ cues: [scriptedCue(0, { speakerName: null })] }), 'name')).toEqual(['SPEAKER_00']);
  });

  it('says in which languages a viewer reads: in the header, or in the strip where blocks have none', () => {
    const german = scriptedCue(0, { sourceLanguage: 'de' });
    expect(ofRole(scriptedLayout({ cues: [german] }), 'language')).toEqual(['DE → ES']);
    const bare = scriptedLayout({ cues: [german], settings: { showSpeakerNames: false, showConfidence: false } });
    expect(bare.lines.filter(({ role }) => role === 'language')).toMatchObject([{ text: '· DE → ES', cueId: null }]);
    expect(ofRole(scriptedLayout({ cues: [scriptedCue(0, { sourceLanguage: 'auto' })] }), 'language')).toEqual(['→ ES']);
  });

  it("gives each of eight speakers a colour of their own, in their name and their block's bar", () => {
    for (const mode of TILE_MODES) {
      const colours = Array.from({ length: 8 }, (_, index) => {
        const tile = scriptedLayout({ cues: [scriptedCue(index)], settings: { mode } });
        const colour = tile.lines.find(({ role }) => role === 'name')?.runs[0]?.colour;
        expect(tile.boxes.filter((box) => box.colour === colour && box.height > 20)).not.toEqual([]);
        return colour;
      });
      expect(new Set(colours).size).toBe(8);
    }
  });
});

describe('the state', () => {
  it('says that what is heard is in another language than it is made for', () => {
    const marks = { status: 'another-language', anotherLanguage: null, translation: 'ok', targetLanguages: null, engine: '' } as const;
    expect(ofRole(scriptedLayout({ marks }), 'state')).toEqual(['Speech in another language']);
  });

  it('names that language where it is known, in that state alone', () => {
    const marks = { ...INITIAL_MARKS, status: 'another-language', anotherLanguage: 'ru' } as const;
    expect(ofRole(scriptedLayout({ marks }), 'state')).toEqual(['Speech in another language (Russian)']);
    expect(ofRole(scriptedLayout({ marks: { ...marks, status: 'listening' } }), 'state')).toEqual(['Listening']);
    const odd = { ...marks, anotherLanguage: 'not a code' };
    expect(ofRole(scriptedLayout({ marks: odd }), 'state')).toEqual(['Speech in another language (not a code)']);
  });
});

describe('the languages of a cue', () => {
  it('stand beside each speaker where several are spoken', () => {
    const cues = [
      scriptedCue(0, { sourceLanguage: 'en', translations: { es: words('Sí') } }),
      scriptedCue(1, { sourceLanguage: 'es', translations: { en: words('Yes') } }),
    ];
    expect(ofRole(scriptedLayout({ cues }), 'language')).toEqual(['EN → ES', 'ES → EN']);
  });

  it('keeps no place for a translation into the language that a cue is in', () => {
    const marks = { ...INITIAL_MARKS, targetLanguages: ['pt'] };
    const shown = (sourceLanguage: string) => {
      const tile = scriptedLayout({ cues: [scriptedCue(0, { sourceLanguage, translations: {} })], marks });
      return [...ofRole(tile, 'pending'), ...ofRole(tile, 'translation')];
    };
    expect(shown('en')).toEqual(['…']);
    expect(shown('pt')).toEqual([]);
    expect(shown('pt-BR')).toEqual([]);
  });

  it('leaves words room for a whole letter beside the names of languages, however large letters are for the picture', () => {
    const cues = [scriptedCue(0, { translations: { es: words('Sí'), pt: words('Sim') } })];
    const tile = scriptedLayout({ cues, width: 320, height: 1033, backdrop: true, settings: { mode: 'split', letterScale: 1.5 } });
    const [panel] = tile.boxes;
    const right = (panel?.x ?? 0) + (panel?.width ?? 0);
    const translations = tile.lines.filter(({ role }) => role === 'translation');
    expect(translations.map(({ language }) => language)).toContain('es');
    for (const { x, width } of translations) {
      expect(width).toBeGreaterThan(50);
      expect(x + width).toBeLessThan(right);
    }
  });

  it('gives up those that wait for their words before those that have some, where there is no room for all', () => {
    const speaker = { speakerName: null, speakerLabel: null };
    const before = scriptedCue(0, { ...speaker, translations: { de: words('Ja'), es: words('Sí'), fr: words('Oui'), pt: words('Sim') } });
    const settings = { mode: 'interpreter', letterScale: 1.35, showSpeakerNames: false } as const;
    const shown = (translations: Cue['translations']): readonly string[] => {
      const cues = [before, scriptedCue(1, { ...speaker, continuesCueId: before.cueId, translations })];
      const tile = scriptedLayout({ cues, settings, width: 320, height: 180 });
      return tile.lines.flatMap(({ role, language, text }) =>
        (role === 'translation' || role === 'pending') && language !== null ? [`${language} ${text}`] : [],
      );
    };
    expect(shown({})).toEqual(['de …', 'es …', 'fr …']);
    expect(shown({ pt: words('Não') })).toEqual(['de …', 'es …', 'pt Não']);
    expect(shown({ fr: words('Non'), pt: words('Não') })).toEqual(['de …', 'fr Non', 'pt Não']);
    expect(shown({ de: words('Nein'), es: words('No'), fr: words('Non'), pt: words('Não') })).toEqual(['de Nein', 'es No', 'fr Non']);
  });

  it('shows each cue of a two-way session with the other language, in blocks of their own also where one person says both', () => {
    const speaker = { speakerName: 'Ana', speakerLabel: 'SPEAKER_00' };
    const english = scriptedCue(0, { ...speaker, original: words('Good morning'), translations: { pt: words('Bom dia') } });
    const portuguese = scriptedCue(1, {
      ...speaker,
      continuesCueId: english.cueId,
      sourceLanguage: 'pt',
      original: words('Até logo'),
      translations: { en: words('See you later') },
    });
    const marks = { ...INITIAL_MARKS, targetLanguages: ['en', 'pt'] };
    const tile = scriptedLayout({ cues: [english, portuguese], marks });
    const roles = ['language', 'original', 'translation', 'pending'] as const;
    const lines = tile.lines.filter(({ role }) => roles.some((one) => one === role));
    expect(lines.map(({ role, text }) => [role, text])).toEqual([
      ['language', 'EN → PT'],
      ['original', 'Good morning'],
      ['translation', 'Bom dia'],
      ['language', 'PT → EN'],
      ['original', 'Até logo'],
      ['translation', 'See you later'],
    ]);
  });
});

describe('the modes', () => {
  const cues = [scriptedCue(0), scriptedCue(1)];
  const tileIn = (mode: TileSettings['mode']): TileLayout => scriptedLayout({ cues, settings: { mode } });
  const ofCues = (tile: TileLayout): readonly TextLine[] => tile.lines.filter(({ cueId }) => cueId !== null);
  const one = (tile: TileLayout, role: TextLine['role']): TextLine => {
    const found = tile.lines.findLast((line) => line.role === role);
    if (found === undefined) throw new Error(`no line of the role ${role}`);
    return found;
  };

  it('are eight different pictures', () => {
    const places = TILE_MODES.map((mode) => JSON.stringify({ ...tileIn(mode), cues: [] }));
    expect(new Set(places).size).toBe(TILE_MODES.length);
  });

  it('sidebar: the right third from top to bottom, and more where a third is too narrow for words', () => {
    expect(Math.min(...ofCues(tileIn('sidebar')).map(({ x }) => x))).toBeGreaterThanOrEqual((1280 * 2) / 3);
    const narrow = scriptedLayout({ cues, width: 320, height: 1080, settings: { mode: 'sidebar' } });
    expect(Math.min(...ofCues(narrow).map(({ x }) => x))).toBeLessThan(100);
  });

  it('bottom banner and subtitle: the latest words alone, from edge to edge or in the middle', () => {
    for (const mode of ['bottom_banner', 'subtitle'] as const) expect(tileIn(mode).cues).toEqual([{ cueId: 'capture:1', revision: 1 }]);
    expect(tileIn('bottom_banner').boxes[0]).toMatchObject({ x: 0, width: 1280 });
    const [panel] = tileIn('subtitle').boxes;
    expect((panel?.x ?? 0) + (panel?.width ?? 0) / 2).toBeCloseTo(640, -1);
    expect(panel?.x).toBeGreaterThan(60);
  });

  it('fullscreen: large letters in a column in the middle, on no panel', () => {
    const tile = tileIn('fullscreen');
    expect(one(tile, 'translation').fontPx).toBeGreaterThan(one(tileIn('overlay'), 'translation').fontPx);
    const [bar] = tile.boxes;
    expect(bar?.width).toBeLessThan(20);
    const region = tileGeometry({ width: 1280, height: 720 }, { mode: 'fullscreen', maxCues: 5, letterScale: 1 }).region;
    expect(region.x + region.width / 2).toBeCloseTo(640, -1);
  });

  it('split: the original in the left half, its translation on the same row in the right half', () => {
    const short = scriptedCue(0, { original: words('Yes, go ahead.'), translations: { es: words('Sí, adelante.') } });
    const tile = scriptedLayout({ cues: [short], settings: { mode: 'split' } });
    const [original, translation] = [one(tile, 'original'), one(tile, 'translation')];
    expect(translation.y).toBe(original.y);
    expect(original.x + original.width).toBeLessThanOrEqual(640);
    expect(translation.x).toBeGreaterThanOrEqual(640);
  });

  it('interpreter: the translation large, the original small under the name', () => {
    const tile = tileIn('interpreter');
    expect(one(tile, 'translation').fontPx).toBeGreaterThan(1.5 * one(tile, 'original').fontPx);
    const large = TILE_MODES.filter((mode) => one(tileIn(mode), 'translation').fontPx >= one(tile, 'translation').fontPx);
    expect(large).toEqual(['interpreter']);
    expect(one(tile, 'original').y).toBe(one(tile, 'name').y + one(tile, 'name').height);
  });
});
