// The bench of the store as a program, in its short form, on the database that needs no server.
import { expect, it } from 'vitest';
import { runBench } from '../testing/run-bench.ts';

it('prints one JSON object with a figure for every key, and leaves nothing running', async () => {
  const { code, stdout, stderr, left } = await runBench('store', ['--quick', '--store', 'sqlite', '--rows', '1000', '--json']);
  expect([code, left], stderr).toEqual([0, 0]);
  const report = JSON.parse(stdout) as { readonly sqlite: Readonly<Record<string, unknown>> };
  expect(report).toMatchObject({ bench: 'store', rows: 1_000, seed: 1 });
  expect(report).not.toHaveProperty('postgres');
  const { searchP95MsOf, openP50Ms, openP95Ms, ...figures } = report.sqlite;
  for (const [name, value] of Object.entries(figures)) expect([name, Number(value) > 0]).toEqual([name, true]);
  expect(Object.keys(searchP95MsOf as object)).toHaveLength(7);
  for (const openings of [openP50Ms, openP95Ms]) expect(openings).toMatchObject({ among: [2, 1] });
});
