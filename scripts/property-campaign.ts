// Property tests with seed after seed -> what failed, and with which.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { glob } from 'node:fs/promises';
import type { CampaignOptions } from './test-options.ts';
import { addTallies, failedLines, tallyLine, tallyVitest, vitestTests, type RunnerEnd, type Tally } from './test-summary.ts';

/** Unit tests that draw their cases, relative to `root`, sorted. */
export async function propertyTestFiles(root: string): Promise<readonly string[]> {
  const files: string[] = [];
  const patterns = ['shared', 'daemon', 'extension', 'e2e'].map((place) => `${place}/**/*.test.ts`);
  const exclude = (name: string): boolean => /(?:^|\/)(?:node_modules|dist)$/.test(name);
  for await (const file of glob(patterns, { cwd: root, exclude })) {
    if (file.endsWith('.integration.test.ts')) continue;
    if ((await readFile(path.join(root, file), 'utf8')).includes('fc.assert(')) files.push(file.split(path.sep).join('/'));
  }
  return files.toSorted();
}

/** What a campaign needs of its surroundings. */
export interface CampaignTools {
  readonly root: string;
  readonly runVitest: (files: readonly string[], seed: number) => Promise<RunnerEnd>;
  readonly write: (text: string) => void;
}

/** The sum of all seeds. Each is told as it ends, with what failed. */
export async function runCampaign({ firstSeed, count }: CampaignOptions, { root, runVitest, write }: CampaignTools): Promise<Tally> {
  const files = await propertyTestFiles(root);
  const tallies: Tally[] = [];
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    const end = await runVitest(files, seed);
    const tally = tallyVitest(end);
    tallies.push(tally);
    const failed = failedLines(vitestTests(end.report, root));
    write(`seed ${seed}: ${tallyLine(tally)}\n${failed.map((line) => `${line}\n`).join('')}`);
  }
  const sum = addTallies(tallies);
  write(`${tallyLine(sum)}\n`);
  return sum;
}
