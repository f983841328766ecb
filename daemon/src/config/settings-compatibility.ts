// Settings that are each right -> those that keep one another from doing what they say.
import { SubcamError } from '@subcam/shared';

export interface CompatibilityIssue {
  readonly key: string;
  /** What is the matter, and what to do. */
  readonly message: string;
}

interface Order {
  readonly key: string;
  readonly atMost: string;
  readonly because: string;
}

/** The first may not be above the second. */
const ORDERS: readonly Order[] = [
  {
    key: 'limits.maxConnectionsPerClient',
    atMost: 'limits.maxConnections',
    because: 'one client may then take the places of all',
  },
  { key: 'limits.maxReadersPerClient', atMost: 'limits.maxReaders', because: 'one client may then take the places of all readers' },
  { key: 'limits.maxReaders', atMost: 'limits.maxConnections', because: 'there are fewer connections than readers may have' },
  { key: 'limits.maxBotsPerClient', atMost: 'limits.maxBots', because: 'one client may then take the places of all bots' },
  {
    key: 'limits.translatorPatienceMs',
    atMost: 'limits.translationDeadlineMs',
    because: 'a translation is given up before another translator is asked',
  },
  {
    key: 'translator.partials.everyWordUpToMs',
    atMost: 'translator.partials.everyThirdWordUpToMs',
    because: 'every third word is then never reached',
  },
  { key: 'stt.crowdedThinOutAfterMs', atMost: 'stt.thinOutAfterMs', because: 'less is then read late than with few people' },
  { key: 'uploads.closeAfterMs', atMost: 'uploads.sessionIdleMs', because: 'a session is closed before its last sentence is' },
  { key: 'uploads.missingChunkMs', atMost: 'uploads.answerMs', because: 'no answer waits as long as a missing chunk is waited for' },
];

/** `values`: by key, all of them, each right by itself. */
export function findIssues(values: ReadonlyMap<string, unknown>): readonly CompatibilityIssue[] {
  const number = (key: string): number => {
    const value = values.get(key);
    if (typeof value !== 'number') throw new SubcamError('internal', `${key} is no setting with a number.`);
    return value;
  };
  return ORDERS.filter(({ key, atMost }) => number(key) > number(atMost)).map(({ key, atMost, because }) => ({
    key,
    message: `${key} is ${number(key)} and ${atMost} ${number(atMost)}: ${because}. Lower the first or raise the second.`,
  }));
}
