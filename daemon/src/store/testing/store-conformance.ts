// Any Store -> whether it keeps what the port promises: one suite for every database behind it.
import { afterAll, it } from 'vitest';
import { ARCHIVE_CHECKS } from './archive-checks.ts';
import type { StoreSubject } from './conformance-meeting.ts';
import { LIST_CHECKS } from './list-checks.ts';
import { OUTBOX_CHECKS } from './outbox-checks.ts';
import { PEOPLE_CHECKS } from './people-checks.ts';
import { SEARCH_CHECKS } from './search-checks.ts';
import { TOGETHER_CHECKS } from './together-checks.ts';
import { UPKEEP_CHECKS } from './upkeep-checks.ts';
import { JOURNAL_CHECKS, type StoreCheck } from './journal-checks.ts';

export type { StoreSubject } from './conformance-meeting.ts';

export const STORE_CHECKS: readonly StoreCheck[] = [
  ...JOURNAL_CHECKS,
  ...TOGETHER_CHECKS,
  ...ARCHIVE_CHECKS,
  ...LIST_CHECKS,
  ...PEOPLE_CHECKS,
  ...SEARCH_CHECKS,
  ...UPKEEP_CHECKS,
  ...OUTBOX_CHECKS,
];

/** Declares the suite's tests. Checks that leave the store open share one; what `open` opened is closed again. */
export function testStoreConformance(open: () => Promise<StoreSubject & AsyncDisposable>): void {
  let shared: Promise<StoreSubject & AsyncDisposable> | null = null;
  afterAll(async () => (await shared)?.[Symbol.asyncDispose]());
  for (const check of STORE_CHECKS) {
    it(check.name, async () => {
      if (check.closes !== true) {
        shared ??= open();
        await check.run(await shared);
        return;
      }
      await using subject = await open();
      await check.run(subject);
    });
  }
}
