// What `npm test` understands: an order, a seed, and nothing that it does not know.
import { expect, test } from 'vitest';
import { parseTestOptions, TEST_HELP } from './test-options.ts';

test('the order is that of every day until a random one is asked for', () => {
  expect(parseTestOptions([])).toEqual({ type: 'run', options: { seed: null } });
  expect(parseTestOptions(['--random'], () => 17)).toEqual({ type: 'run', options: { seed: 17 } });
});

test('a seed repeats an order, and asks for a random one by itself', () => {
  expect(parseTestOptions(['--random', '--seed', '12'], () => 17)).toEqual({ type: 'run', options: { seed: 12 } });
  expect(parseTestOptions(['--seed', '0'])).toEqual({ type: 'run', options: { seed: 0 } });
});

test('seeds that are drawn differ', () => {
  const drawn = Array.from({ length: 20 }, () => JSON.stringify(parseTestOptions(['--random'])));
  expect(new Set(drawn).size).toBeGreaterThan(15);
});

test.each([
  ['--seed', 'x'],
  ['--seed', '-1'],
  ['--seed', '1.5'],
  ['--seed', ''],
  ['--seed', '2147483648'],
  ['--sede', '1'],
  ['--property-seeds', '0'],
  ['--property-seeds', 'x'],
  ['--property-seeds', '10001'],
  ['--property-seeds', '-1'],
  ['file.test.ts'],
])('refuses %s %s with a sentence that names it', (...args) => {
  const request = parseTestOptions(args.filter((one) => one !== undefined));
  expect(request).toMatchObject({ type: 'bad', message: expect.stringContaining('npm test -- --help') as string });
  expect(request).toMatchObject({ message: expect.stringContaining(args[0] ?? '') as string });
});

test('property tests run alone with several seeds, drawn or from a given one on', () => {
  expect(parseTestOptions(['--property-seeds', '40'], () => 17)).toEqual({ type: 'campaign', options: { firstSeed: 17, count: 40 } });
  const given = parseTestOptions(['--property-seeds', '3', '--seed', '5'], () => 17);
  expect(given).toEqual({ type: 'campaign', options: { firstSeed: 5, count: 3 } });
});

test('no seed of several is above the largest', () => {
  const largest = 2 ** 31 - 1;
  const drawn = parseTestOptions(['--property-seeds', '10'], () => largest);
  expect(drawn).toEqual({ type: 'campaign', options: { firstSeed: largest - 9, count: 10 } });
  expect(parseTestOptions(['--property-seeds', '10', '--seed', String(largest - 9)])).toEqual(drawn);
  const refused = parseTestOptions(['--property-seeds', '10', '--seed', String(largest - 8)]);
  expect(refused).toMatchObject({ type: 'bad', message: expect.stringContaining(`up to ${largest - 9}`) as string });
});

test('help names every option', () => {
  expect(parseTestOptions(['--help'])).toEqual({ type: 'help' });
  for (const option of ['--random', '--seed', '--property-seeds', '--help']) expect(TEST_HELP).toContain(option);
});
