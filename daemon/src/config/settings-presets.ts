// Sets of settings that go together, each for one kind of meeting or machine. All of them count in running sessions at once.
export interface SettingsPresetValues {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** By key. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** The preset that takes back what all others set. */
export const DEFAULT_PRESET = 'default';

export const SETTINGS_PRESETS: readonly SettingsPresetValues[] = [
  {
    name: 'low_latency',
    title: 'Low latency',
    description:
      'Translates at every word, however long the translator takes, and asks the next one soon: for a strong computer or a quick service.',
    values: { 'translator.partials.policy': 'every-word', 'limits.translatorPatienceMs': 500, 'stt.lateAfterMs': 2_000 },
  },
  {
    name: 'steady',
    title: 'Steady',
    description: 'Translates only what has been said to its end, so that no line changes while it is read.',
    values: { 'translator.partials.policy': 'finals-only', 'tile.cueDurationMs': 12_000 },
  },
  {
    name: 'weak_computer',
    title: 'Weak computer',
    description: 'Reads and translates as little as finals allow, and draws the tile less often.',
    values: { 'translator.partials.policy': 'finals-only', 'stt.thinOutAfterMs': 5_000, 'stt.crowdedThinOutAfterMs': 200, 'tile.fps': 15 },
  },
  {
    name: 'easy_to_read',
    title: 'Easy to read',
    description: 'Large letters in strong contrast, few cues at once, each for a long time.',
    values: {
      'tile.theme': 'high_contrast',
      'tile.letterScale': 1.4,
      'tile.maxCues': 3,
      'tile.cueDurationMs': 15_000,
      'tile.backgroundOpacity': 1,
    },
  },
];

/** Keys that some preset sets. */
export const PRESET_KEYS: readonly string[] = [...new Set(SETTINGS_PRESETS.flatMap(({ values }) => Object.keys(values)))];
