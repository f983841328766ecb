// Arguments: what is not understood is refused with where to look, never ignored.
import { expect, test } from 'vitest';
import { command, everyValue, listOf } from './command.ts';
import { tableLines } from './terminal.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';

const greet = command({
  name: 'greet',
  description: 'Says a greeting',
  args: {
    who: { type: 'positional', description: 'Whom', required: true },
    tone: { type: 'enum', description: 'How', options: ['kind', 'curt'], default: 'kind' },
    times: { type: 'string', description: 'How often' },
    loud: { type: 'boolean', description: 'Whether it is shouted' },
  },
  run: (args, terminal) => {
    terminal.out(`${args.who} ${args.tone} ${args.times ?? 1} ${args.loud === true}`);
    return Promise.resolve(0);
  },
});

const run = async (...argv: string[]): Promise<readonly string[]> => {
  const terminal = recordingTerminal();
  await greet.run(argv, terminal);
  return terminal.outLines;
};

test('flags, their defaults and positionals arrive as they were typed', async () => {
  expect(await run('Ada')).toEqual(['Ada kind 1 false']);
  expect(await run('--tone=curt', '--times', '3', 'Ada', '--loud')).toEqual(['Ada curt 3 true']);
});

test('what follows the named positionals arrives where a command takes it', async () => {
  const sum = command({
    name: 'sum',
    description: 'Adds up',
    args: { unit: { type: 'positional', description: 'Of what', required: true }, loud: { type: 'boolean', description: 'Shouted' } },
    rest: 'numbers',
    run: (args, terminal) => {
      terminal.out(`${args._.slice(1).join('+')} ${args.unit} ${args.loud === true}`);
      return Promise.resolve(0);
    },
  });
  const terminal = recordingTerminal();
  await sum.run(['metres', '1', '--loud', '2'], terminal);
  await sum.run(['metres'], terminal);
  expect(terminal.outLines).toEqual(['1+2 metres true', ' metres false']);
});

test.each([
  [['Ada', '--tmies', '3'], "'--tmies'"],
  [['Ada', '--times'], '--times'],
  [['Ada', '--times='], '--times needs a value'],
  [['Ada', '--tone', 'rude'], '--tone is one of kind, curt, not "rude"'],
  [['Ada', 'Grace'], '"Grace" is one argument too many'],
  [[], 'WHO is missing'],
])('%j is refused and says where to look', async (argv, what) => {
  const refusal = (async () => greet.run(argv, recordingTerminal()))();
  await expect(refusal).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringContaining('See "subcam greet --help"') as string,
  });
  await expect(refusal).rejects.toThrow(what);
});

test('the usage names every flag, without colours', async () => {
  const usage = await greet.usage();
  for (const flag of ['WHO', '--tone=<kind|curt>', '--times', '--loud', '--verbose']) expect(usage).toContain(flag);
  expect(usage).not.toContain('\u001B');
});

test('a flag that may be repeated keeps every value, and lists are split at commas', () => {
  expect(everyValue(['x', '--chrome-arg=--a=1', '--chrome-arg', 'b'], 'chrome-arg')).toEqual(['--a=1', 'b']);
  expect(everyValue(['x'], 'chrome-arg')).toEqual([]);
  expect(listOf(' es, fr,,')).toEqual(['es', 'fr']);
  expect(listOf(undefined)).toEqual([]);
});

test('a table is aligned, its last column free', () => {
  expect(
    tableLines([
      ['a', 'bb', 'long tail'],
      ['ccc', 'd', 'x'],
    ]),
  ).toEqual(['a    bb  long tail', 'ccc  d   x']);
});
