// Playwright: the whole chain in real Chromium, one meeting at a time (each takes about a core).
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  workers: 1,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  retries: 0,
  reporter: process.env.SUBCAM_E2E_REPORT === undefined ? [['list']] : [['list'], ['json', { outputFile: process.env.SUBCAM_E2E_REPORT }]],
  outputDir: 'test-results',
});
