// Playwright: the whole chain in real Chromium.
import { readdirSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/**
 * Two lanes run side by side, each with one file at a time. In the lane `talk` people talk and are understood: each file takes more than a core,
 * and beside another such Chrome would get no processor in time and lose words on their way. All other files are the lane `pages`, but for one
 * (`small-tile-read-by-ocr`), so that the last files of this lane, which measure how soon something is seen, come when the other lane is through.
 */
const TALK: readonly string[] = [
  'tile-read-by-ocr',
  'demo-tells-the-truth',
  'daemon-killed-in-mid-call',
  'translator-stopped-in-mid-call',
  'service-comes-and-goes-in-mid-call',
  'meet-in-other-languages',
  'own-microphone',
  'service-worker-killed-in-mid-call',
  'small-tile-read-by-ocr',
  'two-way',
  'subtitles-reach-the-far-end',
];

/** A permutation that is the same for the same seed: sorted by a hash of seed and name (FNV-1a, 32 bits). */
function shuffled(names: readonly string[], seed: string): readonly string[] {
  const hash = (text: string): number => {
    let value = 0x811c9dc5;
    for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    return value;
  };
  return names.toSorted((a, b) => hash(`${seed} ${a}`) - hash(`${seed} ${b}`));
}

const specs = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.spec.ts'))
  .map((name) => name.slice(0, -'.spec.ts'.length))
  .toSorted();
for (const name of TALK) {
  if (!specs.includes(name)) throw new Error(`playwright.config.ts: there is no ${name}.spec.ts; has it been moved?`);
}
const lanes: Readonly<Record<string, readonly string[]>> = { talk: TALK, pages: specs.filter((name) => !TALK.includes(name)) };

const { SUBCAM_E2E_SEED: seed, SUBCAM_E2E_REPORT: report, SUBCAM_E2E_LANE: lane } = process.env;
const chosen = lane === undefined ? Object.values(lanes).flat() : lanes[lane];
if (chosen === undefined) throw new Error(`playwright.config.ts: there is no lane ${lane}, but ${Object.keys(lanes).join(' and ')}.`);

const projectOf = (name: string) => ({ name, testMatch: `${name}.spec.ts` });

/**
 * Each file is a project of its own, to be named by `--project` or put into another order. A lane in its usual order is one project:
 * Playwright starts a process for each, which loads all modules anew, two seconds of a processor's time.
 */
function projectsOf(files: readonly string[]) {
  if (seed !== undefined) return shuffled(files, seed).map(projectOf);
  return lane === undefined ? files.map(projectOf) : [{ name: lane, testMatch: files.map((name) => `${name}.spec.ts`) }];
}

export default defineConfig({
  testDir: '.',
  projects: projectsOf(chosen),
  workers: 1,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  retries: 0,
  reporter: report === undefined ? [['list']] : [['list'], ['json', { outputFile: report }]],
  // Each run empties its own.
  outputDir: `test-results/${lane ?? 'all'}`,
});
