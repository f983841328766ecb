// The controls of the tile's settings: whichever of them a page has, shown as stored, and told when a person moves one.
import { SubcamError, TILE_LIMITS, TILE_MODES, TILE_THEMES } from '@subcam/shared';
import type { TileColours, TileMode, TileSettings, TileTheme } from '@subcam/shared';

export interface TileControls {
  show(settings: TileSettings): void;
}

export interface TileControlsOptions {
  /** Controls are found below it, by their names. */
  readonly root: HTMLElement;
  /** The settings with one of them changed, at every step of a slider. */
  readonly onChange: (settings: TileSettings) => void;
}

type TileControl = HTMLInputElement | HTMLSelectElement;

interface Binding {
  readonly write: (control: TileControl, settings: TileSettings) => void;
  /** null: what is typed is no value yet. */
  readonly read: (control: TileControl, settings: TileSettings) => TileSettings | null;
}

const MODE_NAMES: Readonly<Record<TileMode, string>> = {
  overlay: 'Overlay',
  subtitle: 'Subtitle',
  bottom_banner: 'Bottom banner',
  floating: 'Floating',
  sidebar: 'Sidebar',
  split: 'Split in two',
  interpreter: 'Interpreter',
  fullscreen: 'Full screen',
};

const THEME_NAMES: Readonly<Record<TileTheme, string>> = {
  dark: 'Dark',
  light: 'Light',
  high_contrast: 'High contrast',
  minimal: 'Minimal',
  corporate: 'Corporate',
  custom: 'Custom',
};

/** Where `custom` begins: the product's dark theme. */
const FIRST_COLOURS: TileColours = { background: '#10141b', panel: '#1c2430', text: '#ffffff' };

const PICTURE_SIZES = [
  [640, 360],
  [1280, 720],
  [1920, 1080],
] as const;
const RATES_FPS = [10, 15, 24, 30, 60] as const;

type NumberSetting = 'maxCues' | 'cueDurationMs' | 'backgroundOpacity' | 'letterScale';

/** A slider in steps that a person thinks in (percent, seconds), over a setting in the tile's own unit. */
function slider(setting: NumberSetting, perUnit: number, say: (shown: number) => string): Binding {
  const limits = TILE_LIMITS[setting];
  return {
    write(control, settings) {
      if (!(control instanceof HTMLInputElement)) return;
      control.min = String(limits.min * perUnit);
      control.max = String(limits.max * perUnit);
      const shown = Math.round(settings[setting] * perUnit);
      control.value = String(shown);
      control.setAttribute('aria-valuetext', say(shown));
      for (const value of control.labels?.[0]?.querySelectorAll('.value') ?? []) value.textContent = say(shown);
    },
    read: (control, settings) => ({ ...settings, [setting]: Number(control.value) / perUnit }),
  };
}

function tick(setting: 'showSpeakerNames' | 'showConfidence' | 'showTimestamps'): Binding {
  return {
    write(control, settings) {
      if (control instanceof HTMLInputElement) control.checked = settings[setting];
    },
    read: (control, settings) => (control instanceof HTMLInputElement ? { ...settings, [setting]: control.checked } : null),
  };
}

function choice<T extends string>(
  names: (settings: TileSettings) => readonly (readonly [value: T, name: string])[],
  valueOf: (settings: TileSettings) => T,
  changed: (settings: TileSettings, value: T) => TileSettings,
): Binding {
  return {
    write(control, settings) {
      if (!(control instanceof HTMLSelectElement)) return;
      const options = names(settings);
      const values = options.map(([value]) => value).join(' ');
      // Rebuilt only when it offers something else: an open list would close under the person's hand.
      if ([...control.options].map(({ value }) => value).join(' ') !== values) {
        control.replaceChildren(...options.map(([value, name]) => new Option(name, value)));
      }
      control.value = valueOf(settings);
    },
    read(control, settings) {
      const chosen = names(settings).find(([value]) => value === control.value);
      return chosen === undefined ? null : changed(settings, chosen[0]);
    },
  };
}

function colour(part: keyof TileColours): Binding {
  return {
    write(control, settings) {
      control.value = (settings.colours ?? FIRST_COLOURS)[part];
    },
    read: (control, settings) => ({ ...settings, colours: { ...(settings.colours ?? FIRST_COLOURS), [part]: control.value } }),
  };
}

const sizeValue = (width: number, height: number): string => `${width}x${height}`;

function sizesWith({ width, height }: TileSettings): (readonly [string, string])[] {
  const sizes = PICTURE_SIZES.some(([w, h]) => w === width && h === height) ? PICTURE_SIZES : [...PICTURE_SIZES, [width, height] as const];
  return sizes.map(([w, h]) => [sizeValue(w, h), `${w} × ${h}`]);
}

function ratesWith({ fps }: TileSettings): (readonly [string, string])[] {
  const rates: readonly number[] = (RATES_FPS as readonly number[]).includes(fps)
    ? RATES_FPS
    : [...RATES_FPS, fps].toSorted((a, b) => a - b);
  return rates.map((rate) => [String(rate), `${rate} frames a second`]);
}

const BINDINGS: Readonly<Record<string, Binding>> = {
  mode: choice(
    () => TILE_MODES.map((mode) => [mode, MODE_NAMES[mode]]),
    ({ mode }) => mode,
    (settings, mode) => ({ ...settings, mode }),
  ),
  theme: choice(
    () => TILE_THEMES.map((theme) => [theme, THEME_NAMES[theme]]),
    ({ theme }) => theme,
    (settings, theme) => ({ ...settings, theme, colours: theme === 'custom' ? (settings.colours ?? FIRST_COLOURS) : settings.colours }),
  ),
  'colour-background': colour('background'),
  'colour-panel': colour('panel'),
  'colour-text': colour('text'),
  'letter-scale': slider('letterScale', 100, (shown) => `${shown} %`),
  'background-opacity': slider('backgroundOpacity', 100, (shown) => `${shown} %`),
  'max-cues': slider('maxCues', 1, (shown) => String(shown)),
  'cue-duration': slider('cueDurationMs', 1 / 1000, (shown) => `${shown} s`),
  'speaker-names': tick('showSpeakerNames'),
  confidence: tick('showConfidence'),
  timestamps: tick('showTimestamps'),
  size: choice(
    sizesWith,
    ({ width, height }) => sizeValue(width, height),
    (settings, value) => {
      const [width = settings.width, height = settings.height] = value.split('x').map(Number);
      return { ...settings, width, height };
    },
  ),
  rate: choice(
    ratesWith,
    ({ fps }) => String(fps),
    (settings, value) => ({ ...settings, fps: Number(value) }),
  ),
};

/** Binds every control below `root` that has `data-tile`. Throws `internal` for a name that is no setting's. */
export function bindTileControls({ root, onChange }: TileControlsOptions): TileControls {
  let current: TileSettings | null = null;
  const controls = [...root.querySelectorAll<TileControl>('input[data-tile], select[data-tile]')].map((control) => {
    const name = control.dataset['tile'] ?? '';
    const binding = BINDINGS[name];
    if (binding === undefined) throw new SubcamError('internal', `This page has a control for ${name}, which the tile has no setting for.`);
    return { control, binding };
  });
  const ownColours = root.querySelectorAll<HTMLElement>('[data-when="custom"]');

  function show(settings: TileSettings): void {
    current = settings;
    for (const { control, binding } of controls) binding.write(control, settings);
    for (const group of ownColours) group.hidden = settings.theme !== 'custom';
  }

  for (const { control, binding } of controls) {
    control.addEventListener('input', () => {
      const next = current === null ? null : binding.read(control, current);
      if (next === null) return;
      show(next);
      onChange(next);
    });
  }
  return { show };
}
