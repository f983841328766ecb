// What a page asks of a camera -> which camera, at which size and rate, or the constraint that cannot be met. Pure.
import type { CameraConstraints, ConstraintName, ConstraintSet, NumberConstraint, NumberName } from './constraint-sets.ts';
import type { DeviceIdentity } from './device-identity.ts';

export interface VideoFormat {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
}

/** `subcam`: our camera answers. `other`: the platform answers, since another camera is asked for, or no camera. */
export type CameraChoice = 'subcam' | 'other';

/** By which a page names a camera. */
export type CameraName = Pick<DeviceIdentity, 'deviceId' | 'groupId'>;

/** Whether a set wishes for our camera by this name, for one of the others, or for none that is there (null). */
function wished(
  set: ConstraintSet,
  kind: 'exact' | 'ideal',
  { ours, others }: { ours: CameraName; others: readonly CameraName[] },
): CameraChoice | null {
  for (const name of ['deviceId', 'groupId'] as const) {
    const ids = set[name]?.[kind] ?? [];
    if (ids.includes(ours[name])) return 'subcam';
    if (others.some((other) => other[name] !== '' && ids.includes(other[name]))) return 'other';
  }
  return null;
}

/** `others`: the real cameras that the page may know by name. Wishes for a camera that is not there are nobody's. */
export function chooseCamera(constraints: CameraConstraints, ours: CameraName, others: readonly CameraName[]): CameraChoice {
  const { basic, advanced, capture } = constraints;
  if (capture) return 'other';
  for (const name of ['deviceId', 'groupId'] as const) {
    const demanded = basic[name]?.exact;
    if (demanded !== undefined) return demanded.includes(ours[name]) ? 'subcam' : 'other';
  }
  if (basic.facingMode?.exact !== undefined) return 'other';
  for (const set of advanced) {
    const choice = wished(set, 'exact', { ours, others });
    if (choice !== null) return choice;
  }
  return wished(basic, 'ideal', { ours, others }) ?? 'subcam';
}

/** Whether cameras are wished for by name, so that it matters which there are. */
export function namesCamera({ basic, advanced }: CameraConstraints): boolean {
  return [basic, ...advanced].some(({ deviceId, groupId }) => deviceId !== undefined || groupId !== undefined);
}

/** The demand by which a request that names no camera of this machine is refused: one that none can meet. null: there is none. */
export function demandForAnother({ basic }: CameraConstraints): ConstraintName | null {
  return (['deviceId', 'groupId', 'facingMode'] as const).find((name) => basic[name]?.exact !== undefined) ?? null;
}

/** The first demand that our camera, whatever its format, does not meet. It looks in no direction. */
export function unmetName({ basic }: CameraConstraints, ours: CameraName): ConstraintName | null {
  for (const name of ['deviceId', 'groupId'] as const) {
    const demanded = basic[name]?.exact;
    if (demanded !== undefined && !demanded.includes(ours[name])) return name;
  }
  if (basic.facingMode?.exact !== undefined) return 'facingMode';
  const modes = basic.resizeMode?.exact;
  return modes === undefined || modes.includes('none') || modes.includes('crop-and-scale') ? null : 'resizeMode';
}

interface Range {
  readonly min: number;
  readonly max: number;
  readonly ideal: number | null;
}

type Ranges = { readonly [Name in NumberName]: Range };

const ANY: Range = { min: -Infinity, max: Infinity, ideal: null };
const ANYTHING: Ranges = { aspectRatio: ANY, frameRate: ANY, height: ANY, width: ANY };

/** Smallest that is painted: below it nothing could be read; the platform's own cameras start at 1. */
const MIN_FORMAT: VideoFormat = { width: 1, height: 1, frameRate: 1 };

/** Pages write 1.777 or 1.7777777778. */
const RATIO_TOLERANCE = 0.01;

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

function narrowed(range: Range, { min, max, exact, ideal }: NumberConstraint): Range {
  return {
    min: Math.max(range.min, exact ?? min ?? -Infinity),
    max: Math.min(range.max, exact ?? max ?? Infinity),
    ideal: range.ideal ?? exact ?? ideal ?? null,
  };
}

function withSet(ranges: Ranges, set: ConstraintSet, native: VideoFormat): Ranges {
  const range = (name: NumberName): Range => narrowed(ranges[name], set[name] ?? {});
  const modes = set.resizeMode?.exact;
  const unscaled = modes !== undefined && !modes.includes('crop-and-scale');
  const side = (name: 'width' | 'height'): Range => (unscaled ? narrowed(range(name), { exact: native[name] }) : range(name));
  return { aspectRatio: range('aspectRatio'), frameRate: range('frameRate'), height: side('height'), width: side('width') };
}

function fit(ranges: Ranges, native: VideoFormat): VideoFormat {
  const most = (name: keyof VideoFormat): number => Math.min(native[name], ranges[name].max);
  const least = (name: keyof VideoFormat): number => Math.max(MIN_FORMAT[name], ranges[name].min);
  const within = (name: keyof VideoFormat, value: number): number => clamp(value, least(name), most(name));
  const wish = (name: keyof VideoFormat): number | null => {
    const { ideal, max } = ranges[name];
    return ideal === null && !Number.isFinite(max) ? null : within(name, ideal ?? native[name]);
  };
  const { aspectRatio } = ranges;
  const allowed = (ratio: number): number => clamp(ratio, aspectRatio.min, aspectRatio.max);
  const [wishedWidth, wishedHeight] = [wish('width'), wish('height')];
  const own =
    wishedWidth !== null && wishedHeight !== null ? wishedWidth / wishedHeight : (aspectRatio.ideal ?? native.width / native.height);
  const ratio = allowed(own);
  // One side is wished: the other follows. Both: the longer one is cut to the proportions. None: as large as there is.
  const height = wishedHeight ?? (wishedWidth ?? native.width) / ratio;
  const width = Math.min(wishedWidth ?? Infinity, height * ratio);
  const scale = Math.min(1, most('width') / width, most('height') / (width / ratio));
  return {
    width: Math.round(within('width', width * scale)),
    height: Math.round(within('height', (width / ratio) * scale)),
    frameRate: wish('frameRate') ?? native.frameRate,
  };
}

/** The first range that no format of the device, or not the one that would be taken, lies in. */
function unmetRange(ranges: Ranges, native: VideoFormat): NumberName | null {
  for (const name of ['width', 'height', 'frameRate'] as const) {
    const { min, max } = ranges[name];
    if (min > native[name] || max < MIN_FORMAT[name] || min > max) return name;
  }
  return outside(ranges, fit(ranges, native));
}

function outside(ranges: Ranges, format: VideoFormat): NumberName | null {
  for (const name of ['width', 'height', 'frameRate'] as const) {
    if (format[name] < ranges[name].min || format[name] > ranges[name].max) return name;
  }
  const { min, max } = ranges.aspectRatio;
  const ratio = format.width / format.height;
  return ratio < min - RATIO_TOLERANCE || ratio > max + RATIO_TOLERANCE ? 'aspectRatio' : null;
}

export type FormatAnswer = { readonly ok: true; readonly format: VideoFormat } | { readonly ok: false; readonly constraint: NumberName };

/**
 * The format nearest to the wishes inside what must hold. `native`: the tile's own format, the largest there is. A wish for one
 * side alone keeps the tile's proportions, or those that are asked for.
 */
export function resolveFormat({ basic, advanced }: CameraConstraints, native: VideoFormat): FormatAnswer {
  let ranges = withSet(ANYTHING, basic, native);
  const constraint = unmetRange(ranges, native);
  if (constraint !== null) return { ok: false, constraint };
  for (const set of advanced) {
    const narrower = withSet(ranges, set, native);
    if (unmetRange(narrower, native) === null) ranges = narrower;
  }
  return { ok: true, format: fit(ranges, native) };
}

export function sameFormat(a: VideoFormat, b: VideoFormat): boolean {
  return a.width === b.width && a.height === b.height && a.frameRate === b.frameRate;
}
