// A backend -> the Store port.
import type { Store } from '@subcam/shared';
import { openArchive } from './archive.ts';
import { openJournal } from './journal.ts';
import type { Backend } from './work.ts';

export function storeOn(backend: Backend): Store {
  return { ...openArchive(backend), ...openJournal(backend), close: () => backend.close() };
}
