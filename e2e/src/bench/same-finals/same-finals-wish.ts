// Flags -> which sound is heard three times, and how often the daemon is killed in one of them.
import path from 'node:path';
import { SubcamError } from '@subcam/shared';

export interface SameFinalsWish {
  /** null: the conversation that comes with the mock meeting. */
  readonly audio: string | null;
  readonly kills: number;
  /** Its first seconds. */
  readonly isQuick: boolean;
}

export interface SameFinalsFlags {
  readonly audio?: string;
  readonly kills?: string;
}

export const DEFAULT_KILLS = 10;
export const MAX_KILLS = 1_000;

/** Throws `configuration` for what makes no sense. */
export function sameFinalsWish({ audio, kills = String(DEFAULT_KILLS) }: SameFinalsFlags, isQuick: boolean): SameFinalsWish {
  if (!/^[1-9]\d{0,8}$/.test(kills) || Number(kills) > MAX_KILLS) {
    throw new SubcamError(
      'configuration',
      `--kills takes a whole number from 1 to ${MAX_KILLS}, not "${kills}". See \`pnpm bench --help\`.`,
    );
  }
  return { audio: audio === undefined ? null : path.resolve(audio), kills: isQuick ? 1 : Number(kills), isQuick };
}
