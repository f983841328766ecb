import { describe, expect, it } from 'vitest';
import type { Cue } from '@subcam/shared';
import {
  cssFont,
  DEFAULT_TILE_SETTINGS,
  INITIAL_MARKS,
  paintTile,
  TILE_FONTS,
  TILE_THEMES,
  type FontScript,
  type TileInput,
  type TileLayout,
} from '@subcam/shared/paint';
import { sampleCue } from '@subcam/shared/testing';
import { OffscreenCanvas } from './offscreen-canvas.ts';

const words = (text: string): Cue['original'] => ({ text, stableLength: text.length });

const CUE = sampleCue({ confidence: 0.93 });

function paint(changes: Partial<TileInput> = {}): { readonly layout: TileLayout; readonly pixels: Uint8ClampedArray } {
  const input: TileInput = {
    cues: [CUE],
    marks: { ...INITIAL_MARKS, status: 'listening', engine: 'moonshine · apertium' },
    settings: DEFAULT_TILE_SETTINGS,
    width: 1280,
    height: 720,
    nowMs: 0,
    utcOffsetMinutes: 0,
    ...changes,
  };
  const canvas = new OffscreenCanvas(input.width, input.height);
  return { layout: paintTile(canvas.getContext('2d'), input), pixels: canvas.pixels() };
}

/** `#rrggbb` of one pixel. */
function colourAt(pixels: Uint8ClampedArray, at: number): string {
  return `#${[0, 1, 2].map((channel) => (pixels[at * 4 + channel] ?? 0).toString(16).padStart(2, '0')).join('')}`;
}

describe('a tile painted in Node', () => {
  it('has its letters where the layout says, in their full colour, and nothing anywhere else', () => {
    for (const [width, height] of [
      [1280, 720],
      [320, 180],
      [1920, 1080],
    ] as const) {
      const { layout, pixels } = paint({ width, height });
      const ground = new Set([layout.background, ...layout.boxes.map(({ colour }) => colour)]);
      const inLine = new Uint8Array(width * height);
      for (const line of layout.lines) {
        let solid = 0;
        for (let y = Math.floor(line.y); y < line.y + line.height; y += 1) {
          // A px of grace for the edges of letters that the platform smooths.
          for (let x = Math.floor(line.x) - 1; x < line.x + line.width + 1; x += 1) {
            const at = y * width + x;
            inLine[at] = 1;
            const seen = colourAt(pixels, at);
            // Small letters are smoothed all over: no pixel of theirs has the full colour.
            if (line.fontPx < 20 ? !ground.has(seen) : line.runs.some(({ colour }) => seen === colour)) solid += 1;
          }
        }
        expect(solid, `${line.role} at ${width}x${height}`).toBeGreaterThan(0);
      }
      let stray = 0;
      for (let at = 0; at < width * height; at += 1) {
        if (inLine[at] === 1 || ground.has(colourAt(pixels, at))) continue;
        // The smoothed corners of panels and dots are the only other pixels.
        const [x, y] = [at % width, Math.floor(at / width)];
        const nearCorner = layout.boxes.some((box) => {
          const r = box.radius + 1;
          const nearX = Math.min(Math.abs(x - box.x), Math.abs(x - box.x - box.width)) <= r;
          return nearX && Math.min(Math.abs(y - box.y), Math.abs(y - box.y - box.height)) <= r;
        });
        if (!nearCorner) stray += 1;
      }
      expect(stray, `${width}x${height}`).toBe(0);
    }
  });

  it('is the same to the last byte when it is painted again', () => {
    expect(Buffer.from(paint().pixels).equals(Buffer.from(paint().pixels))).toBe(true);
  });

  it('differs with theme, words and marks', () => {
    const pictures = [
      ...TILE_THEMES.map((theme) => paint({ settings: { ...DEFAULT_TILE_SETTINGS, theme } })),
      paint({ cues: [{ ...CUE, translations: { es: words('¿Empezamos con el plan de lanzamiento, senoría?') } }] }),
      paint({ marks: { ...INITIAL_MARKS, status: 'reconnecting' } }),
      paint({ cues: [] }),
    ];
    const distinct = new Set(pictures.map(({ pixels }) => Buffer.from(pixels).toString('base64')));
    expect(distinct.size).toBe(pictures.length);
  });

  it('is written with the bundled letters in every script that they have', () => {
    const context = new OffscreenCanvas(10, 10).getContext('2d');
    // Advance widths in the package's own files, in thousandths of the size; the fonts of an operating system have others.
    const expected: Readonly<Record<string, number>> = { H: 741, ñ: 618, ő: 605, Ж: 905, Ѣ: 675, Ω: 717, ἀ: 623, ế: 564, अ: 764 };
    context.font = cssFont(1000, 400);
    for (const [letter, width] of Object.entries(expected)) expect(Math.round(context.measureText(letter).width), letter).toBe(width);
  });

  it('has a glyph of the script’s own font for every letter, none of a missing one or of the system', () => {
    // None that an earlier font makes up of a letter and a mark of its own, as Latin does with most of Vietnamese.
    const samples: Readonly<Partial<Record<FontScript, readonly [text: string, locale: string | null]>>> = {
      latin: ['AZazñéßœø', 'es'],
      'latin-ext': ['őęłżčğ', 'hu'],
      cyrillic: ['АЯаяёїђ', 'ru'],
      'cyrillic-ext': ['ѢѣҮӘң', 'kk'],
      greek: ['ΑΩαωέϊ', 'el'],
      'greek-ext': ['ἀῶὖᾳ', 'el'],
      vietnamese: ['₫', 'vi'],
      devanagari: ['अआकखगमर०९', 'hi'],
      arabic: ['ابتثجحخدذرزسشصضطظعغفقكلمنهويپچ٠٩؟،', 'ar'],
      hebrew: ['אבגדהוזחטיכךלמםנןסעפףצץקרשת', 'he'],
      thai: ['กขคงจชซดตถทนบปพมยรลวสหอฮ๐๙', 'th'],
      armenian: ['ԱԲԳաբգևֆ', 'hy'],
      bengali: ['অআকখগমর০৯', 'bn'],
      ethiopic: ['ሀለሐመሠ፡።', 'am'],
      georgian: ['აბგდევზჰ', 'ka'],
      gujarati: ['અઆકખગમ૦૯', 'gu'],
      gurmukhi: ['ਅਆਕਖਗਮ੦੯', 'pa'],
      kannada: ['ಅಆಕಖಗಮ೦೯', 'kn'],
      khmer: ['កខគឃអ០៩។', 'km'],
      lao: ['ກຂຄງຈ໐໙', 'lo'],
      malayalam: ['അആകഖഗമ൦൯', 'ml'],
      myanmar: ['ကခဂဃအ၀၉။', 'my'],
      oriya: ['ଅଆକଖଗମ୦୯', 'or'],
      sinhala: ['අආකඛගම', 'si'],
      tamil: ['அஆகஙசம', 'ta'],
      telugu: ['అఆకఖగమ౦౯', 'te'],
      thaana: ['ހށނރބޅ', 'dv'],
      tibetan: ['ཀཁགངཅ༠༩།', 'bo'],
      'simplified-chinese': ['我们说这个发展，。！？《》', 'zh'],
      'traditional-chinese': ['我們說這個發展，。！？', 'zh-TW'],
      japanese: ['あんアン日本語会議々ー、。「」', 'ja'],
      korean: ['가각힣안녕하세요', 'ko'],
      emoji: ['😀👍🎉❤🔥', null],
      symbols: ['♪→①Ⅳ', null],
      mathematics: ['★✓≤∞', null],
    };
    const canvas = new OffscreenCanvas(60, 60);
    const context = canvas.getContext('2d');
    const draw = (text: string, font: string): string => {
      context.clearRect(0, 0, 60, 60);
      context.font = font;
      context.fillStyle = '#ffffff';
      context.fillText(text, 4, 44);
      return Buffer.from(canvas.pixels()).toString('base64');
    };
    for (const weight of [400, 600] as const) {
      const nothing = draw('\u{e123}', cssFont(36, weight));
      for (const script of new Set(TILE_FONTS.map((font) => font.script))) {
        const [text, locale] = samples[script] ?? ['', null];
        expect(text, script).not.toBe('');
        const families = TILE_FONTS.filter((font) => font.script === script).map(({ family }) => `"${family}"`);
        for (const letter of text) {
          const seen = draw(letter, cssFont(36, weight, locale));
          expect(seen === nothing, `${letter} of ${script} is missing`).toBe(false);
          // Its own families alone draw the very same pixels, with an operating system's font as their only help.
          expect(seen === draw(letter, `${weight} 36px ${[...families].join(', ')}, serif`), `${letter} is not of ${script}`).toBe(true);
        }
      }
    }
  });

  it('draws a sequence that stands for one picture as one: families, flags, keycaps, tones of skin', () => {
    const context = new OffscreenCanvas(10, 10).getContext('2d');
    context.font = cssFont(100, 400);
    const one = context.measureText('😀').width;
    for (const emoji of ['👨‍👩‍👧', '🇪🇸', '1️⃣', '👍🏽', '🏴‍☠️', '❤️']) expect(context.measureText(emoji).width, emoji).toBeCloseTo(one, 3);
  });

  it('is saved as PNG and JPEG', async () => {
    const canvas = new OffscreenCanvas(320, 180);
    expect((await canvas.png()).subarray(1, 4).toString()).toBe('PNG');
    expect((await canvas.jpeg(80)).subarray(0, 2).toString('hex')).toBe('ffd8');
  });
});
