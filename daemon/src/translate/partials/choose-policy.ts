// How long a translator takes -> which policy its partials are translated by. Pure.
import type { PartialPolicyName } from './partial-policies.ts';
import type { StableUnit } from './stable-prefix.ts';

export interface PartialSettings {
  /** `auto`: by how long translations take. */
  readonly policy: PartialPolicyName | 'auto';
  /** Up to here every word is translated, in ms a translation. */
  readonly everyWordUpToMs: number;
  /** Up to here every third word is; beyond, finals alone. */
  readonly everyThirdWordUpToMs: number;
  readonly stableUnit: StableUnit;
  /** By the name of an engine that has a limit of its own: beyond it, finals alone, in ms a translation. Left out: none has. */
  readonly upToMs?: Readonly<Record<string, number>>;
}

/**
 * Readings come each 256 ms: what takes much more than half of that falls behind them. Half a sentence is wanted within 300 ms, or not at all.
 * Nothing is stable before the final: how a final is translated must not depend on what was read, when, before it (ADR 24).
 */
export const DEFAULT_PARTIAL_SETTINGS: PartialSettings = {
  policy: 'auto',
  everyWordUpToMs: 150,
  everyThirdWordUpToMs: 300,
  stableUnit: 'final',
};

/** A policy that asks more often comes back only when translations take this much of its limit: one that is near it would come and go. */
export const RETURN_SHARE = 0.8;

/** As they are for an engine, or for several in the order of a way (`bergamot+apertium`), with the limit of its own that it may have. */
export function settingsFor(engine: string | null, settings: PartialSettings): PartialSettings {
  const own = (engine ?? '').split('+').flatMap((name) => settings.upToMs?.[name] ?? []);
  if (own.length === 0) return settings;
  const upToMs = Math.min(...own);
  return { ...settings, everyWordUpToMs: Math.min(settings.everyWordUpToMs, upToMs), everyThirdWordUpToMs: upToMs };
}

/**
 * `latencyMs`: null while nothing is known yet: then every word is translated, until it is. `before`: the policy that was in use; null: none.
 */
export function choosePolicy(
  latencyMs: number | null,
  { policy, everyWordUpToMs, everyThirdWordUpToMs }: PartialSettings,
  before: PartialPolicyName | null,
): PartialPolicyName {
  if (policy !== 'auto') return policy;
  if (latencyMs === null) return before ?? 'every-word';
  const limit = (ms: number, isBack: boolean): number => (isBack ? RETURN_SHARE * ms : ms);
  if (latencyMs <= limit(everyWordUpToMs, before === 'every-third-word' || before === 'finals-only')) return 'every-word';
  if (latencyMs <= limit(everyThirdWordUpToMs, before === 'finals-only')) return 'every-third-word';
  return 'finals-only';
}
