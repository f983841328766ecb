// The contract's virtual webcam: its settings and its figures, field for field in snake_case.
import { parseTileSettings, SubcamError, TILE_LIMITS, TILE_MODES, TILE_THEMES, type TileSettings } from '@subcam/shared';
import type { WebcamConfig, WebcamStats } from '@subcam/shared/http';
import type { SessionTile } from './session-tile.ts';

export function webcamConfigOf(settings: TileSettings): WebcamConfig {
  return {
    width: settings.width,
    height: settings.height,
    fps: settings.fps,
    display_mode: settings.mode,
    theme: settings.theme,
    max_translations_displayed: settings.maxCues,
    translation_duration_seconds: settings.cueDurationMs / 1000,
    show_speaker_names: settings.showSpeakerNames,
    show_confidence: settings.showConfidence,
    show_timestamps: settings.showTimestamps,
    background_opacity: settings.backgroundOpacity,
    letter_scale: settings.letterScale,
    colours: settings.colours,
  };
}

/** The contract's names, and the shorter ones that are in the wild beside them. */
const FIELDS: Readonly<Record<string, keyof TileSettings>> = {
  width: 'width',
  height: 'height',
  fps: 'fps',
  display_mode: 'mode',
  mode: 'mode',
  theme: 'theme',
  max_translations_displayed: 'maxCues',
  max_translations: 'maxCues',
  translation_duration_seconds: 'cueDurationMs',
  duration_seconds: 'cueDurationMs',
  show_speaker_names: 'showSpeakerNames',
  show_confidence: 'showConfidence',
  show_timestamps: 'showTimestamps',
  background_opacity: 'backgroundOpacity',
  letter_scale: 'letterScale',
  colours: 'colours',
};

export interface ReadWebcamConfig {
  readonly settings: TileSettings;
  /** Names of fields that mean nothing here. */
  readonly ignored: string[];
}

/** What is wrong with a field, with the values that are right. */
const EXPECTED: Partial<Record<keyof TileSettings, string>> = {
  mode: `one of ${TILE_MODES.join(', ')}`,
  theme: `one of ${TILE_THEMES.join(', ')}`,
  showSpeakerNames: 'true or false',
  showConfidence: 'true or false',
  showTimestamps: 'true or false',
  colours: 'null or {background, panel, text}, each such as "#1a2b3c"',
};

/** Names of ignored fields that are told. */
const MAX_IGNORED = 20;

/**
 * Settings of a client over those that hold: numbers are clamped to the contract's limits. Throws `bad-request`, naming the field
 * and what it may be, for a wrong mode, theme or type.
 */
export function readWebcamConfig(input: unknown, base: TileSettings): ReadWebcamConfig {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new SubcamError('bad-request', 'The settings of a tile are a JSON object such as {"display_mode": "overlay", "theme": "dark"}.');
  }
  let settings = base;
  const ignored: string[] = [];
  for (const [name, value] of Object.entries(input)) {
    const key = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
    if (key === undefined) {
      if (ignored.length < MAX_IGNORED) ignored.push(name.slice(0, 100));
      continue;
    }
    const given = key === 'cueDurationMs' && typeof value === 'number' ? value * 1000 : value;
    try {
      settings = parseTileSettings({ [key]: given }, settings);
    } catch (error) {
      const limits = Object.hasOwn(TILE_LIMITS, key) ? TILE_LIMITS[key as keyof typeof TILE_LIMITS] : null;
      const expected = EXPECTED[key] ?? (limits === null ? 'another value' : `a number${unitOf(key, limits)}`);
      throw new SubcamError('bad-request', `${name} is ${expected}.`, { cause: error });
    }
  }
  return { settings, ignored };
}

function unitOf(key: keyof TileSettings, { min, max }: { readonly min: number; readonly max: number }): string {
  return key === 'cueDurationMs' ? ` of seconds from ${min / 1000} to ${max / 1000}` : ` from ${min} to ${max}`;
}

export interface StatsOf {
  readonly tile: SessionTile;
  readonly sessionId: string | null;
  readonly isStreaming: boolean;
  readonly framesGenerated: number;
  readonly durationMs: number;
  readonly nowMs: number;
}

export function webcamStatsOf({ tile, sessionId, isStreaming, framesGenerated, durationMs, nowMs }: StatsOf): WebcamStats {
  const { lastTranslationAtMs } = tile;
  return {
    is_streaming: isStreaming,
    session_id: sessionId,
    frames_generated: framesGenerated,
    duration_seconds: durationMs / 1000,
    average_fps: durationMs > 0 ? framesGenerated / (durationMs / 1000) : 0,
    current_translations_count: tile.translationsAt(nowMs),
    speakers_count: tile.speakersCount,
    config: webcamConfigOf(tile.model.settings),
    last_translation_time: lastTranslationAtMs === null ? null : lastTranslationAtMs / 1000,
  };
}
