// Playwright: the whole chain in real Chromium. Each file is a project of its own, so that the order in which files begin can be chosen.
import { readdirSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** The longest, which begin first, so that none of them is still running alone when all else is done. */
const LONGEST_FIRST: readonly string[] = [
  'tile-read-by-ocr',
  'demo-tells-the-truth',
  'meet-switches-the-camera-off',
  'daemon-killed-in-mid-call',
  'tile-golden',
  'camera-probes',
  'own-microphone',
  'popup',
  'options',
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
for (const name of LONGEST_FIRST) {
  if (!specs.includes(name)) throw new Error(`playwright.config.ts: there is no ${name}.spec.ts; has it been moved?`);
}
const longestFirst = [...LONGEST_FIRST, ...specs.filter((name) => !LONGEST_FIRST.includes(name))];

const { SUBCAM_E2E_SEED: seed, SUBCAM_E2E_REPORT: report } = process.env;

export default defineConfig({
  testDir: '.',
  projects: (seed === undefined ? longestFirst : shuffled(specs, seed)).map((name) => ({ name, testMatch: `${name}.spec.ts` })),
  // Each takes most of a core, and Chrome drops sound when it gets none in time, which several of them would call a loss.
  workers: '100%',
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  retries: 0,
  reporter: report === undefined ? [['list']] : [['list'], ['json', { outputFile: report }]],
  outputDir: 'test-results',
});
