// Mode x theme x script sample -> the input of each golden picture.
import { DEFAULT_TILE_SETTINGS, type Cue, type TileMode, type TileTheme } from '@subcam/shared';
import { TILE_MODES, TILE_THEMES, type TileInput } from '@subcam/shared/paint';
import { SCRIPT_SAMPLES, type ScriptSample } from './script-samples.ts';

export interface GoldenPicture {
  readonly mode: TileMode;
  readonly theme: TileTheme;
  readonly script: string;
  readonly input: TileInput;
}

/** A common size of a tile that is sent; the smallest at which letters are still meant to be read with ease. */
export const GOLDEN_SIZE = { width: 640, height: 360 } as const;

const NOW_MS = Date.UTC(2025, 0, 15, 10, 30, 0);

/** A person's own colours, unlike any theme's. */
const OWN_COLOURS = { background: '#2b1036', panel: '#12061a', text: '#ffe9c7' } as const;

const words = (text: string, stableLength = text.length): Cue['original'] => ({ text, stableLength });

function cuesOf({ speaker, language, statement, answer }: ScriptSample): readonly Cue[] {
  const english = 'Shall we begin with the release plan? Here are its 12 parts.';
  const common = { firstSample: 0, continuesCueId: null, revision: 1, expiresAtMs: null } as const;
  return [
    {
      ...common,
      cueId: 'golden:0',
      status: 'final',
      speakerName: speaker,
      speakerLabel: 'SPEAKER_00',
      sourceLanguage: language,
      original: words(statement),
      translations: { en: words(english) },
      confidence: 0.93,
      shownAtMs: NOW_MS - 4_000,
    },
    {
      ...common,
      cueId: 'golden:1',
      firstSample: 64_000,
      status: 'partial',
      speakerName: 'Grace Hopper',
      speakerLabel: 'SPEAKER_01',
      sourceLanguage: 'en',
      original: words(answer.english, 5),
      translations: { [language]: words(answer.translated, 4) },
      confidence: 0.8,
      shownAtMs: NOW_MS - 500,
    },
  ];
}

/** All of them, by mode, then theme, then script. */
export const GOLDEN_PICTURES: readonly GoldenPicture[] = TILE_MODES.flatMap((mode) =>
  TILE_THEMES.flatMap((theme) =>
    SCRIPT_SAMPLES.map((sample) => ({
      mode,
      theme,
      script: sample.name,
      input: {
        cues: cuesOf(sample),
        marks: { status: 'listening', anotherLanguage: null, translation: 'ok', targetLanguages: null, engine: 'moonshine · apertium' },
        settings: { ...DEFAULT_TILE_SETTINGS, ...GOLDEN_SIZE, mode, theme, colours: theme === 'custom' ? OWN_COLOURS : null },
        ...GOLDEN_SIZE,
        nowMs: NOW_MS,
        utcOffsetMinutes: 0,
      },
    })),
  ),
);
