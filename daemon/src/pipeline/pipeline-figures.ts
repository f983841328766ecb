// Sessions that run -> how much runs and waits now, for metrics.
import { CAPTURE_SOURCES, samplesToMs, type SessionState } from '@subcam/shared';
import type { LiveFigures } from '../telemetry/index.ts';
import type { OwedTranslations } from './owed-translations.ts';
import type { Talk } from './talk.ts';

/** See `LiveFigures`. */
export type PipelineFigures = Pick<
  LiveFigures,
  'sessions' | 'captures' | 'bufferedBytes' | 'uncommittedAudioMs' | 'waitingTranslations' | 'troubles' | 'talkers' | 'talkersFollowed'
>;

function count<Key extends string>(keys: Iterable<Key>, known: readonly Key[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>(known.map((key) => [key, 0]));
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const PARTS = ['recogniser', 'partials', 'translator', 'storage'] as const;

export function figuresOf(
  running: readonly { state(): SessionState }[],
  {
    backlog,
    talk,
    owed,
  }: {
    readonly backlog: { readonly heldBytes: number };
    readonly talk: Pick<Talk, 'talkers' | 'follows'>;
    readonly owed: OwedTranslations;
  },
): PipelineFigures {
  const states = running.map((session) => session.state());
  const all = states.flatMap(({ captures }) => captures);
  const uncommittedSamples = all.map(({ receivedThrough, committedThrough }) => Math.max(0, receivedThrough - committedThrough));
  const inTrouble = states.flatMap(({ trouble }) => PARTS.filter((part) => (trouble[part] ?? null) !== null));
  return {
    sessions: running.length,
    captures: count(
      all.map(({ source }) => source),
      CAPTURE_SOURCES,
    ),
    bufferedBytes: backlog.heldBytes,
    uncommittedAudioMs: samplesToMs(sum(uncommittedSamples)),
    waitingTranslations: owed.size,
    troubles: count(inTrouble, PARTS),
    talkers: talk.talkers,
    talkersFollowed: talk.follows,
  };
}
