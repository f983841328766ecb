// Playwright's `expect.poll`, ten times a second: by default it asks once a second after a while, and a test waits that much longer for each answer.
import { expect } from '@playwright/test';

const INTERVAL_MS = 100;

/** As long as other expectations wait. */
const LIMIT_MS = 30_000;

export const pollOften = <T>(value: () => T | Promise<T>, timeoutMs = LIMIT_MS) =>
  expect.poll(value, { timeout: timeoutMs, intervals: [INTERVAL_MS] });
