// A store with one fault, which the conformance suite must find.
import type { Store } from '@subcam/shared';

/** [what it does, the store, the check that must fail] */
export type BrokenStore = readonly [fault: string, broken: (sound: Store) => Store, check: string];
