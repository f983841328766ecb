// Reading what reaches the MAIN world: plain functions instead of a schema library, which a script in every page must not carry.
import type { Cue, CueText, CueUpdate, TileColours, TileMode, TileSettings, TileTheme } from '@subcam/shared';
import type { TileMarks } from '@subcam/shared/paint';
import type { ChosenCamera } from './chosen-camera.ts';
import type { ToCamera } from './page-messages.ts';

/** Above what any cue, name or font of ours measures; what is longer is refused unread. */
const MAX_TEXT_UNITS = 200_000;
const MAX_FONT_BASE64_UNITS = 8_000_000;
const MAX_CUES = 200;
const MAX_LANGUAGES = 16;

const MODES: Readonly<Record<TileMode, true>> = {
  overlay: true,
  sidebar: true,
  bottom_banner: true,
  floating: true,
  fullscreen: true,
  subtitle: true,
  split: true,
  interpreter: true,
};
const THEMES: Readonly<Record<TileTheme, true>> = {
  dark: true,
  light: true,
  high_contrast: true,
  minimal: true,
  corporate: true,
  custom: true,
};
const STATUSES: Readonly<Record<TileMarks['status'], true>> = {
  waiting: true,
  listening: true,
  'no-sound': true,
  reconnecting: true,
  ended: true,
};
const TRANSLATION: Readonly<Record<TileMarks['translation'], true>> = { ok: true, off: true, failing: true };

/** Thrown inside this file only: the whole message is refused. */
class Refused extends Error {}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refused();
  return value as Fields;
}

function text(value: unknown, maxUnits = MAX_TEXT_UNITS): string {
  if (typeof value !== 'string' || value.length > maxUnits) throw new Refused();
  return value;
}

function finite(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Refused();
  return value;
}

function between(value: unknown, min: number, max: number): number {
  return Math.min(max, Math.max(min, finite(value)));
}

function flag(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Refused();
  return value;
}

function oneOf<Name extends string>(value: unknown, names: Readonly<Record<Name, unknown>>): Name {
  if (typeof value !== 'string' || !Object.hasOwn(names, value)) throw new Refused();
  return value as Name;
}

function orNull<Value>(value: unknown, read: (value: unknown) => Value): Value | null {
  return value === null || value === undefined ? null : read(value);
}

function readCueText(value: unknown): CueText {
  const given = fields(value);
  const words = text(given['text']);
  return { text: words, stableLength: Math.round(between(given['stableLength'], 0, words.length)) };
}

function readCue(value: unknown): Cue {
  const given = fields(value);
  const translations = Object.entries(fields(given['translations'])).slice(0, MAX_LANGUAGES);
  return {
    cueId: text(given['cueId'], 500),
    firstSample: finite(given['firstSample']),
    continuesCueId: orNull(given['continuesCueId'], (id) => text(id, 500)),
    status: oneOf(given['status'], { partial: true, final: true }),
    revision: finite(given['revision']),
    speakerName: orNull(given['speakerName'], text),
    speakerLabel: orNull(given['speakerLabel'], text),
    sourceLanguage: text(given['sourceLanguage'], 100),
    original: readCueText(given['original']),
    translations: Object.fromEntries(translations.map(([language, words]) => [text(language, 100), readCueText(words)])),
    confidence: orNull(given['confidence'], (share) => between(share, 0, 1)),
    shownAtMs: finite(given['shownAtMs']),
    expiresAtMs: orNull(given['expiresAtMs'], finite),
  };
}

function readUpdate(value: unknown): CueUpdate {
  const given = fields(value);
  const emittedAtMs = finite(given['emittedAtMs']);
  return oneOf(given['type'], { upsert: true, remove: true }) === 'upsert'
    ? { type: 'upsert', emittedAtMs, cue: readCue(given['cue']) }
    : { type: 'remove', emittedAtMs, cueId: text(given['cueId'], 500) };
}

function colour(value: unknown): string {
  const given = text(value, 7);
  if (!/^#[0-9a-f]{6}$/i.test(given)) throw new Refused();
  return given;
}

function readColours(value: unknown): TileColours {
  const given = fields(value);
  return { background: colour(given['background']), panel: colour(given['panel']), text: colour(given['text']) };
}

function readSettings(value: unknown): TileSettings {
  const given = fields(value);
  return {
    width: Math.round(between(given['width'], 320, 1920)),
    height: Math.round(between(given['height'], 180, 1080)),
    fps: between(given['fps'], 1, 60),
    mode: oneOf(given['mode'], MODES),
    theme: oneOf(given['theme'], THEMES),
    maxCues: Math.round(between(given['maxCues'], 1, 10)),
    cueDurationMs: between(given['cueDurationMs'], 5_000, 60_000),
    showSpeakerNames: flag(given['showSpeakerNames']),
    showConfidence: flag(given['showConfidence']),
    showTimestamps: flag(given['showTimestamps']),
    backgroundOpacity: between(given['backgroundOpacity'], 0, 1),
    letterScale: between(given['letterScale'], 0.75, 1.5),
    colours: orNull(given['colours'], readColours),
  };
}

function readMarks(value: unknown): TileMarks {
  const given = fields(value);
  return {
    status: oneOf(given['status'], STATUSES),
    translation: oneOf(given['translation'], TRANSLATION),
    engine: text(given['engine'], 500),
  };
}

function readCues(value: unknown): readonly Cue[] {
  if (!Array.isArray(value) || value.length > MAX_CUES) throw new Refused();
  return value.map(readCue);
}

function readChosenCamera(value: unknown): ChosenCamera {
  const given = fields(value);
  return { deviceId: text(given['deviceId'], 500), label: text(given['label'], 500), mirror: flag(given['mirror']) };
}

const READERS: { readonly [Type in ToCamera['type']]: (given: Fields) => Extract<ToCamera, { type: Type }> } = {
  settings: (given) => ({ type: 'settings', settings: readSettings(given['settings']) }),
  marks: (given) => ({ type: 'marks', marks: readMarks(given['marks']) }),
  cues: (given) => ({ type: 'cues', cues: readCues(given['cues']) }),
  cue: (given) => ({ type: 'cue', update: readUpdate(given['update']) }),
  backdrop: (given) => ({ type: 'backdrop', camera: orNull(given['camera'], readChosenCamera) }),
  font: (given) => ({
    type: 'font',
    family: text(given['family'], 100),
    weight: between(given['weight'], 1, 1000),
    base64: text(given['base64'], MAX_FONT_BASE64_UNITS),
  }),
};

function readMessage(given: Fields): ToCamera {
  const type = oneOf(given['type'], READERS);
  return READERS[type](given);
}

/** A message for the camera, its numbers clamped to the contract's limits; null for anything else. Never throws. */
export function readToCamera(body: unknown): ToCamera | null {
  try {
    return readMessage(fields(body));
  } catch {
    return null;
  }
}
