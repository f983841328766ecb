// Playwright: the whole chain in real Chromium. Each file is a project of its own, so that the order in which files begin can be chosen.
import { readdirSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** What has a limit in milliseconds, or plays a conversation through the real recogniser beside two browsers: one at a time. */
const NEEDS_A_QUIET_MACHINE: Readonly<Record<string, string>> = {
  'daemon-killed-in-mid-call': 'the tile is back within five seconds',
  'demo-tells-the-truth': 'the share of words that were read, and the demo’s own verdict about its latency',
};

/** The longest of the others, which begin first, so that none of them is still running alone when all else is done. */
const LONGEST_FIRST: readonly string[] = ['tile-read-by-ocr', 'meet-switches-the-camera-off', 'own-microphone', 'popup', 'options'];

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
for (const name of [...Object.keys(NEEDS_A_QUIET_MACHINE), ...LONGEST_FIRST]) {
  if (!specs.includes(name)) throw new Error(`playwright.config.ts: there is no ${name}.spec.ts; has it been moved?`);
}

const alone = Object.keys(NEEDS_A_QUIET_MACHINE);
const together = [...LONGEST_FIRST, ...specs.filter((name) => !LONGEST_FIRST.includes(name) && !alone.includes(name))];

/** `npm test` runs the two kinds one after the other; whoever names a file on the command line gets it whichever kind it is. */
const { SUBCAM_E2E_FILES: wanted, SUBCAM_E2E_SEED: seed, SUBCAM_E2E_REPORT: report } = process.env;
const chosen = wanted === 'alone' ? alone : wanted === 'together' ? together : [...together, ...alone];

export default defineConfig({
  testDir: '.',
  projects: (seed === undefined ? chosen : shuffled(chosen, seed)).map((name) => ({ name, testMatch: `${name}.spec.ts` })),
  // Each takes about a core.
  workers: wanted === 'together' ? '100%' : 1,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  retries: 0,
  reporter: report === undefined ? [['list']] : [['list'], ['json', { outputFile: report }]],
  outputDir: 'test-results',
});
