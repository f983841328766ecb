// The tile's fonts for a preview in our own pages: from the packaged files, a script at a time, when words first need it.
import { TILE_FONTS, scriptsOf } from '@subcam/shared/paint';
import { packagedFontPath } from '../bus/tile-font-files.ts';
import type { Cue } from '@subcam/shared';
import type { FontScript } from '@subcam/shared/paint';

export interface PreviewFonts {
  /** Loads what these cues need and is not there yet; a script is asked for once. */
  need(cues: readonly Cue[]): void;
  /** Rises with every font that has come: letters measure differently from then on. */
  readonly version: number;
}

export interface PreviewFontsOptions {
  /** The address of a packaged file. */
  readonly urlOf: (path: string) => string;
  readonly onFont: () => void;
  /** A file that is not there, or is no font: a fault of the package. */
  readonly onError: (error: unknown) => void;
}

function scriptsOfCue({ speakerName, sourceLanguage, original, translations }: Cue): readonly FontScript[] {
  return [
    ...scriptsOf(speakerName ?? '', null),
    ...scriptsOf(original.text, sourceLanguage),
    ...Object.entries(translations).flatMap(([language, { text }]) => scriptsOf(text, language)),
  ];
}

export function createPreviewFonts(options: PreviewFontsOptions): PreviewFonts {
  // What every tile is written with: names, marks and the disclosure are Latin.
  const asked = new Set<FontScript>();
  let version = 0;

  async function load(script: FontScript): Promise<void> {
    const fonts = TILE_FONTS.filter((font) => font.script === script);
    await Promise.all(
      fonts.map(async ({ family, weight, forEveryWeight, file }) => {
        const face = new FontFace(family, `url("${options.urlOf(packagedFontPath(file))}")`, {
          weight: forEveryWeight ? '100 900' : String(weight),
        });
        document.fonts.add(await face.load());
        version += 1;
      }),
    );
    options.onFont();
  }

  function ask(script: FontScript): void {
    if (asked.has(script)) return;
    asked.add(script);
    load(script).catch(options.onError);
  }

  return {
    need(cues) {
      for (const script of ['latin', 'latin-ext', ...cues.flatMap(scriptsOfCue)] as const) ask(script);
    },
    get version() {
      return version;
    },
  };
}
