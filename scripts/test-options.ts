// Command line of `npm test` -> what is run in which order.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { MAX_SEED, parseSeed, PROPERTY_SEED_VARIABLE } from './property-seed.ts';

export interface TestOptions {
  /** Of the random order and of the cases of property tests; null: those of every day, the longest files first. */
  readonly seed: number | null;
}

/** Property tests alone, once for each seed. */
export interface CampaignOptions {
  readonly firstSeed: number;
  /** The seeds are those from the first one on. */
  readonly count: number;
}

/** What the command line asks for: a run, the help text, or nothing that is known (a sentence that says what to do). */
export type TestRequest =
  | { readonly type: 'run'; readonly options: TestOptions }
  | { readonly type: 'campaign'; readonly options: CampaignOptions }
  | { readonly type: 'help' }
  | { readonly type: 'bad'; readonly message: string };

/** Hours of work. */
const MAX_CAMPAIGN_SEEDS = 10_000;

export const TEST_HELP = `npm test: every check and every test of the workspace; the last line is the sum

  -- --random              files, and the tests of a Vitest file, in random order, and other cases in property tests; the seed is
                           printed at the start and at the end
  -- --seed N              the random order and the cases of that seed, a whole number from 0 to ${MAX_SEED}
  -- --property-seeds N    property tests alone, once for each of N seeds that were drawn, or, after --seed, of those from that one on;
                           N from 1 to ${MAX_CAMPAIGN_SEEDS}
  -- --help                this text

Without them all property tests try the same cases in every run. A run of Vitest alone takes its seed from ${PROPERTY_SEED_VARIABLE}.

In turn: the steps of \`pnpm check\`, two at a time; unit tests; integration tests, several files at a time, and then those
that need a quiet machine, one at a time (vitest.config.ts says which and why); end-to-end tests, several files at a time.
Reports: out/test-reports/*.json.

Exit codes: 0 all passed, 1 something failed, 2 bad input.
`;

/** `drawSeed`: where a seed is needed and none is given. */
export function parseTestOptions(args: readonly string[], drawSeed = (): number => randomInt(MAX_SEED)): TestRequest {
  const bad = (message: string): TestRequest => ({ type: 'bad', message: `${message} See \`npm test -- --help\`.` });
  let values: { random: boolean; seed?: string; 'property-seeds'?: string; help: boolean };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        random: { type: 'boolean', default: false },
        seed: { type: 'string' },
        'property-seeds': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    return bad(`${error instanceof Error ? error.message.split('. ')[0] : String(error)}.`);
  }
  if (values.help) return { type: 'help' };
  const seed = values.seed === undefined ? null : parseSeed(values.seed);
  if (values.seed !== undefined && seed === null) return bad(`--seed takes a whole number from 0 to ${MAX_SEED}, not "${values.seed}".`);
  const seeds = values['property-seeds'];
  if (seeds === undefined) return { type: 'run', options: { seed: seed ?? (values.random ? drawSeed() : null) } };
  const count = /^\d{1,5}$/.test(seeds) ? Number(seeds) : 0;
  if (count < 1 || count > MAX_CAMPAIGN_SEEDS)
    return bad(`--property-seeds takes a whole number from 1 to ${MAX_CAMPAIGN_SEEDS}, not "${seeds}".`);
  const most = MAX_SEED - count + 1;
  if (seed !== null && seed > most) return bad(`--seed takes a whole number up to ${most} where ${count} seeds are to begin with it.`);
  return { type: 'campaign', options: { firstSeed: seed ?? Math.min(drawSeed(), most), count } };
}
