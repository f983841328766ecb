// What a page asks of a camera -> which camera, at which size and rate, or the constraint that cannot be met. Pure.
import type { DeviceIdentity } from './device-identity.ts';

export interface VideoFormat {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
}

/**
 * `subcam`: our camera answers. `other`: the platform answers, since another camera is asked for and nothing else will do.
 * `other-first`: another camera is wished for by id; ours answers when the platform has none.
 */
export type CameraChoice = 'subcam' | 'other' | 'other-first';

type Wish = { readonly exact: readonly string[] | null; readonly ideal: readonly string[] | null };

function texts(value: unknown): readonly string[] | null {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : null;
}

function wishOf(value: unknown): Wish {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const { exact, ideal } = value as Record<string, unknown>;
    return { exact: texts(exact), ideal: texts(ideal) };
  }
  return { exact: null, ideal: texts(value) };
}

/** `video` as it stands in the constraints of getUserMedia, neither false nor absent. An empty id means no wish. */
export function chooseCamera(video: unknown, identity: DeviceIdentity): CameraChoice {
  if (typeof video !== 'object' || video === null) return 'subcam';
  const { deviceId, groupId, facingMode } = video as Record<string, unknown>;
  const device = wishOf(deviceId);
  const group = wishOf(groupId);
  if (device.exact !== null) return device.exact.includes(identity.deviceId) ? 'subcam' : 'other';
  if (group.exact !== null) return group.exact.includes(identity.groupId) ? 'subcam' : 'other';
  if (wishOf(facingMode).exact !== null) return 'other';
  const wished = device.ideal?.filter((id) => id !== '') ?? [];
  return wished.length === 0 || wished.includes(identity.deviceId) ? 'subcam' : 'other-first';
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly ideal: number | null;
}

function numeric(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A bare number is only a wish, as the platform has it. */
function rangeOf(value: unknown): Range {
  if (typeof value !== 'object' || value === null) return { min: -Infinity, max: Infinity, ideal: numeric(value) };
  const { exact, min, max, ideal } = value as Record<string, unknown>;
  const only = numeric(exact);
  return { min: only ?? numeric(min) ?? -Infinity, max: only ?? numeric(max) ?? Infinity, ideal: only ?? numeric(ideal) };
}

function field(video: unknown, name: keyof VideoFormat | 'aspectRatio'): unknown {
  return typeof video === 'object' && video !== null ? (video as Record<string, unknown>)[name] : undefined;
}

/** Smallest that is painted: below it nothing could be read; the platform's own cameras start at 1. */
const MIN_FORMAT: VideoFormat = { width: 1, height: 1, frameRate: 1 };

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

export type FormatAnswer = { readonly ok: true; readonly format: VideoFormat } | { readonly ok: false; readonly constraint: string };

/**
 * The format nearest to the wishes inside what must hold. `native`: the tile's own format, the largest there is. A wish for one
 * side alone keeps the tile's proportions.
 */
export function resolveFormat(video: unknown, native: VideoFormat): FormatAnswer {
  const ranges = {
    width: rangeOf(field(video, 'width')),
    height: rangeOf(field(video, 'height')),
    frameRate: rangeOf(field(video, 'frameRate')),
  };
  for (const name of ['width', 'height', 'frameRate'] as const) {
    const { min, max } = ranges[name];
    if (min > native[name] || max < MIN_FORMAT[name] || min > max) return { ok: false, constraint: name };
  }
  const fit = (name: keyof VideoFormat, wish: number): number =>
    clamp(clamp(wish, ranges[name].min, ranges[name].max), MIN_FORMAT[name], native[name]);
  const ratio = native.width / native.height;
  const { width, height, frameRate } = ranges;
  const bounded = (range: Range): boolean => range.ideal !== null || Number.isFinite(range.max);
  const wishedWidth = bounded(width) ? fit('width', width.ideal ?? native.width) : null;
  const wishedHeight = bounded(height) ? fit('height', height.ideal ?? native.height) : null;
  return {
    ok: true,
    format: {
      width: Math.round(fit('width', wishedWidth ?? (wishedHeight === null ? native.width : wishedHeight * ratio))),
      height: Math.round(fit('height', wishedHeight ?? (wishedWidth === null ? native.height : wishedWidth / ratio))),
      frameRate: fit('frameRate', frameRate.ideal ?? native.frameRate),
    },
  };
}

/** Whether a format meets everything that must hold. Returns the first constraint that it does not meet, or null. */
export function unmetConstraint(video: unknown, format: VideoFormat): string | null {
  for (const name of ['width', 'height', 'frameRate'] as const) {
    const { min, max } = rangeOf(field(video, name));
    if (format[name] < min || format[name] > max) return name;
  }
  const { min, max } = rangeOf(field(video, 'aspectRatio'));
  const ratio = format.width / format.height;
  // A hundredth of tolerance: pages write 1.777 or 1.7777777778.
  return ratio < min - 0.01 || ratio > max + 0.01 ? 'aspectRatio' : null;
}

export function sameFormat(a: VideoFormat, b: VideoFormat): boolean {
  return a.width === b.width && a.height === b.height && a.frameRate === b.frameRate;
}
