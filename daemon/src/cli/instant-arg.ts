// A time as people type it -> seconds since 1970: a day, a day with a time, or how long ago.
import { SubcamError } from '@subcam/shared';

const UNITS_S: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 };

export const INSTANT_HINT = 'WHEN';
export const INSTANT_NOTE =
  'WHEN is a day (2026-11-29), a day and a time (2026-11-29T14:30), or how long ago (90m, 12h, 3d, 2w); in the time zone of this machine.';

/** undefined where nothing was given. Throws `configuration`. */
export function instantOf(flag: string, given: string | undefined, nowMs: number): number | undefined {
  if (given === undefined) return undefined;
  const [, count, unit] = /^(\d+)([mhdw])$/u.exec(given) ?? [];
  if (count !== undefined) return nowMs / 1000 - Number(count) * (UNITS_S[unit ?? ''] ?? 0);
  // A day alone would be read as one of UTC.
  const ms = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$/u.test(given)
    ? Date.parse(given.includes('T') ? given : `${given}T00:00`)
    : Number.NaN;
  if (!Number.isNaN(ms)) return ms / 1000;
  throw new SubcamError(
    'configuration',
    `--${flag} is a day, a day and a time, or how long ago (2026-11-29, 2026-11-29T14:30, 3d), not "${given}".`,
  );
}
