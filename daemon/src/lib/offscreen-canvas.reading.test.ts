import { describe, expect, it } from 'vitest';
import type { Cue } from '@subcam/shared';
import {
  DEFAULT_TILE_SETTINGS,
  INITIAL_MARKS,
  paintTile,
  TILE_MODES,
  type TextLine,
  type TextRun,
  type TileInput,
  type TileLayout,
} from '@subcam/shared/paint';
import { sampleCue } from '@subcam/shared/testing';
import { OffscreenCanvas } from './offscreen-canvas.ts';

/** Committed words, and words that come one after another. */
const SAID: Readonly<Record<string, readonly string[]>> = {
  en: 'So the first point is the migration of the database, which we moved to the end of the month, because the tests were late.'.split(
    ' ',
  ),
  he: 'היום נדבר על iPhone 15 Pro (3.5% זול יותר) ועוד דברים רבים שקרו בחודש האחרון, בין 10:30 לבין 12:00 בערב'.split(' '),
  ar: 'مرحبا بكم جميعا في هذا الاجتماع، ننظر اليوم إلى Chrome 156 وأشياء أخرى كثيرة حدثت في الشهر الماضي'.split(' '),
  hi: 'नमस्ते आज हम पिछली तिमाही के आंकड़े देखते हैं और उन पर विस्तार से चर्चा करते हैं ताकि सब समझ सकें'.split(' '),
  ja: Array.from(
    '今日は東京都の新しい計画について話します。「ありがとうございます」と彼は言いました。それから、次の会議の日程を決めました。',
  ),
  th: Array.from(
    new Intl.Segmenter('th').segment('สวัสดีตอนเช้าทุกคนวันนี้เราจะพูดถึงเรื่องใหม่ที่น่าสนใจเกี่ยวกับเทคโนโลยีและการศึกษา'),
    ({ segment }) => segment,
  ),
};

function cueOf(language: string, count: number): Cue {
  const all = SAID[language] ?? [];
  const join = (words: readonly string[]): string => words.join(language === 'ja' || language === 'th' ? '' : ' ');
  // Three words are still uncertain: what comes next replaces them.
  const text = join([...all.slice(0, count), ...(count < all.length ? ['uncertain', 'words', 'here'].slice(0, count % 4) : [])]);
  const given = { text, stableLength: join(all.slice(0, count)).length };
  return sampleCue({
    status: 'partial',
    revision: count,
    sourceLanguage: language,
    original: given,
    translations: { [language]: given },
  });
}

interface Picture {
  readonly layout: TileLayout;
  readonly pixels: Uint8ClampedArray;
}

function paint(changes: Partial<TileInput>): Picture {
  const input: TileInput = {
    cues: [],
    marks: { ...INITIAL_MARKS, status: 'listening' },
    settings: DEFAULT_TILE_SETTINGS,
    width: 640,
    height: 360,
    nowMs: 0,
    ...changes,
  };
  const canvas = new OffscreenCanvas(input.width, input.height);
  return { layout: paintTile(canvas.getContext('2d'), input), pixels: canvas.pixels() };
}

type Placed = TextRun & Pick<TextLine, 'y' | 'height' | 'direction' | 'role'>;

/** Runs in the colours of what is drawn for good: translations white, originals the lighter of their two greys. */
const goodRuns = ({ layout }: Picture, role: TextLine['role']): readonly Placed[] =>
  layout.lines
    .filter((line) => line.role === role)
    .flatMap(({ runs, y, height, direction }) =>
      runs.filter(({ colour }) => colour === '#ffffff' || colour === '#c3ccd8').map((run) => ({ ...run, y, height, direction, role })),
    );

/** How many pixels of a run's words differ, without its edges: what stands beside, above and below may reach into those. */
function differing(one: Picture, other: Picture, run: Placed & { readonly otherX: number; readonly otherY: number }): number {
  const { width } = one.layout;
  const [left, right] = [Math.ceil(run.x) + 2, Math.floor(run.x + run.width) - 8];
  let count = 0;
  for (let row = Math.ceil(run.height * 0.3); row < run.height * 0.85; row += 1) {
    for (let x = left; x < right; x += 1) {
      const at = ((run.y + row) * width + x) * 4;
      const otherAt = ((run.otherY + row) * width + x + Math.round(run.otherX - run.x)) * 4;
      if ([0, 1, 2].some((channel) => Math.abs((one.pixels[at + channel] ?? 0) - (other.pixels[otherAt + channel] ?? 0)) > 0)) count += 1;
    }
  }
  return count;
}

describe('the reading contract, in pixels', { timeout: 60_000 }, () => {
  it.each(Object.keys(SAID))(
    '%s: what is drawn for good is not drawn otherwise while the text grows, and goes up by whole lines',
    (language) => {
      for (const mode of ['overlay', 'split'] as const) {
        const settings = { ...DEFAULT_TILE_SETTINGS, mode };
        let before = paint({ settings, cues: [cueOf(language, 1)] });
        let compared = 0;
        for (let count = 2; count <= (SAID[language]?.length ?? 0); count += 1) {
          const after = paint({ settings, cues: [cueOf(language, count)] });
          for (const role of ['original', 'translation'] as const) {
            const now = goodRuns(after, role);
            for (const run of goodRuns(before, role)) {
              const same = now.find(({ text, y }) => text.startsWith(run.text) && y <= run.y);
              if (same === undefined || run.width < 20) continue;
              expect((run.y - same.y) % run.height).toBe(0);
              const otherX = run.direction === 'rtl' ? same.x + same.width - run.width : same.x;
              expect(otherX).toBeCloseTo(run.x, 1);
              expect(differing(before, after, { ...run, otherX, otherY: same.y }), `${mode} ${role} ${run.text}`).toBe(0);
              compared += 1;
            }
          }
          before = after;
        }
        expect(compared).toBeGreaterThan(8);
      }
    },
  );

  it('has a different picture for each mode, and each is the same when it is painted again on a canvas that was used before', () => {
    const cues = [{ ...cueOf('en', 8), status: 'final' as const }];
    const pictures = TILE_MODES.map((mode) =>
      Buffer.from(paint({ cues, settings: { ...DEFAULT_TILE_SETTINGS, mode } }).pixels).toString('base64'),
    );
    expect(new Set(pictures).size).toBe(TILE_MODES.length);
    const canvas = new OffscreenCanvas(640, 360);
    const again = TILE_MODES.map((mode) => {
      const input = {
        cues,
        marks: { ...INITIAL_MARKS, status: 'listening' as const },
        settings: { ...DEFAULT_TILE_SETTINGS, mode },
        width: 640,
        height: 360,
        nowMs: 0,
      };
      paintTile(canvas.getContext('2d'), input);
      return Buffer.from(canvas.pixels()).toString('base64');
    });
    expect(again).toEqual(pictures);
  });

  it('leaves what is under it where there is no panel, over a camera', () => {
    const canvas = new OffscreenCanvas(640, 360);
    const context = canvas.getContext('2d');
    context.fillStyle = '#ff0000';
    context.fillRect(0, 0, 640, 360);
    const input = {
      cues: [cueOf('en', 8)],
      marks: INITIAL_MARKS,
      settings: DEFAULT_TILE_SETTINGS,
      width: 640,
      height: 360,
      nowMs: 0,
      backdrop: true,
    };
    const { boxes } = paintTile(context, input);
    const pixels = canvas.pixels();
    const redAt = (x: number, y: number): boolean => pixels[(y * 640 + x) * 4] === 255 && pixels[(y * 640 + x) * 4 + 1] === 0;
    const strip = boxes.find(({ y }) => y === 0);
    expect(redAt(320, Math.ceil(strip?.height ?? 0) + 3)).toBe(true);
    expect(redAt(320, 2)).toBe(false);
    expect(redAt(2, 200)).toBe(true);
  });
});
