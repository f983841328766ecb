// Command line of `npm test` -> what is run in which order.
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export interface TestOptions {
  /** Of the random order; null: the order of every day, in which the longest files begin first. */
  readonly seed: number | null;
}

/** What the command line asks for: a run, the help text, or nothing that is known (a sentence that says what to do). */
export type TestRequest =
  { readonly type: 'run'; readonly options: TestOptions } | { readonly type: 'help' } | { readonly type: 'bad'; readonly message: string };

export const TEST_HELP = `npm test: every check and every test of the workspace; the last line is the sum

  -- --random        files, and the tests of a Vitest file, in random order; the seed is printed at the start and at the end
  -- --seed N        the random order of that seed, a whole number from 0 to ${2 ** 31 - 1}
  -- --help          this text

In turn: the steps of \`pnpm check\`, two at a time; unit tests; integration tests, several files at a time, and then those
that need a quiet machine, one at a time (vitest.config.ts says which and why); end-to-end tests, several files at a time.
Reports: out/test-reports/*.json.

Exit codes: 0 all passed, 1 something failed, 2 bad input.
`;

const MAX_SEED = 2 ** 31 - 1;

/** `drawSeed`: for a random order without a seed. */
export function parseTestOptions(args: readonly string[], drawSeed = (): number => randomInt(MAX_SEED)): TestRequest {
  const bad = (message: string): TestRequest => ({ type: 'bad', message: `${message} See \`npm test -- --help\`.` });
  let values: { random: boolean; seed?: string; help: boolean };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        random: { type: 'boolean', default: false },
        seed: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    return bad(`${error instanceof Error ? error.message.split('. ')[0] : String(error)}.`);
  }
  if (values.help) return { type: 'help' };
  if (values.seed === undefined) return { type: 'run', options: { seed: values.random ? drawSeed() : null } };
  const seed = Number(values.seed);
  if (!/^\d+$/.test(values.seed) || seed > MAX_SEED) return bad(`--seed takes a whole number from 0 to ${MAX_SEED}, not "${values.seed}".`);
  return { type: 'run', options: { seed } };
}
