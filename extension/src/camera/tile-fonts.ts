// Font messages -> fonts that the page's canvases can draw with, from bytes, since the page's CSP lets none in by URL; asked for on first use.
import type { Cue } from '@subcam/shared';
import { FIRST_FONTS, scriptsOf, TILE_FONTS, type FontScript } from '@subcam/shared/paint';

export interface TileFonts {
  /** Resolves to whether a font was added: not one that is there already, broken, or no font of ours. Never rejects. */
  add(font: { readonly family: string; readonly weight: number; readonly base64: string }): Promise<boolean>;
  /** Asks for the fonts that these cues are written in and that neither are there nor were asked for of late. */
  wanted(cues: readonly Cue[]): void;
}

export interface TileFontsOptions {
  readonly document: Document;
  readonly monotonicMs: () => number;
  /** Sends the wish on its way; the fonts come, or don't, through `add`. */
  readonly request: (scripts: readonly FontScript[]) => void;
}

/** After this long without an answer a script may be asked for again. */
const ASK_AGAIN_AFTER_MS = 10_000;

/** The scripts of every word of the cues that a tile may show. */
function scriptsOfCues(cues: readonly Cue[]): Set<FontScript> {
  const scripts = new Set<FontScript>();
  for (const { speakerName, speakerLabel, sourceLanguage, original, translations } of cues) {
    const texts: readonly (readonly [text: string, language: string | null])[] = [
      [`${speakerName ?? ''} ${speakerLabel ?? ''}`, null],
      [original.text, sourceLanguage],
      ...Object.entries(translations).map(([language, { text }]) => [text, language] as const),
    ];
    for (const [text, language] of texts) for (const script of scriptsOf(text, language)) scripts.add(script);
  }
  return scripts;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

export function createTileFonts(options: TileFontsOptions): TileFonts {
  const { document, monotonicMs, request } = options;
  const known = new Set<string>();
  const there = new Set<FontScript>();
  // What every page is given when it says that it is ready.
  const askedAtMs = new Map<FontScript, number>(FIRST_FONTS.map(({ script }) => [script, Number.POSITIVE_INFINITY]));
  return {
    async add({ family, weight, base64 }) {
      const font = TILE_FONTS.find((one) => one.family === family && one.weight === weight);
      const key = `${family} ${weight}`;
      if (font === undefined || known.has(key)) return false;
      known.add(key);
      try {
        const face = new FontFace(family, bytesOf(base64), { weight: font.forEveryWeight ? '100 900' : String(weight) });
        await face.load();
        document.fonts.add(face);
        there.add(font.script);
        return true;
      } catch {
        // A file that the platform refuses: the letters stay in the system's typeface, and another try is welcome.
        known.delete(key);
        return false;
      }
    },
    wanted(cues) {
      const nowMs = monotonicMs();
      const missing = [...scriptsOfCues(cues)].filter(
        (script) => !there.has(script) && nowMs - (askedAtMs.get(script) ?? Number.NEGATIVE_INFINITY) >= ASK_AGAIN_AFTER_MS,
      );
      if (missing.length === 0) return;
      for (const script of missing) askedAtMs.set(script, nowMs);
      request(missing);
    },
  };
}
