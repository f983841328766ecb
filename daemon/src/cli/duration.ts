// `30d`, `2h`, `90m`, `45s` -> milliseconds.
import { SubcamError } from '@subcam/shared';

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Throws `configuration`. */
export function durationMs(flag: string, text: string): number {
  const [, digits, unit] = /^(\d{1,6})([smhd])$/.exec(text.trim()) ?? [];
  const unitMs = UNITS_MS[unit ?? ''];
  if (unitMs === undefined || Number(digits) === 0) {
    throw new SubcamError('configuration', `--${flag} is a time such as 30d, 2h, 90m or 45s, not "${text}".`);
  }
  return Number(digits) * unitMs;
}
