// A new life of the extension -> its script in the meeting pages that were open before: captions can go on there without a reload.
import { SubcamError, withinTime, type Clock } from '@subcam/shared';
import type { KeptBridge, KeptBridges } from './kept-bridges.ts';
import type { StorageArea } from './config-store.ts';

const KEY = 'resumed';

/** How long a page that stands still is waited for: whoever asks the service worker anything waits as long. */
export const RESUME_LIMIT_MS = 2_000;

export interface ResumedMeetingsOptions {
  readonly bridges: KeptBridges;
  /** Forgets everything when the extension is updated, reloaded or switched off: `chrome.storage.session`. */
  readonly life: StorageArea;
  /** Puts the script into the page. Rejects where the document is there no more. */
  readonly inject: (bridge: KeptBridge) => Promise<void>;
  readonly clock: Clock;
}

/**
 * Once in each life of the extension, however often its service worker starts. A page that can't be resumed is forgotten: it has to be
 * reloaded. Resolves when every page has its script, or after `RESUME_LIMIT_MS`: a page that stood still has it as soon as it moves.
 */
export async function resumeMeetings({ bridges, life, inject, clock }: ResumedMeetingsOptions): Promise<void> {
  if ((await life.get(KEY))[KEY] === true) return;
  await life.set({ [KEY]: true });
  const kept = await bridges.read();
  const resume = async (bridge: KeptBridge): Promise<void> => {
    // A page that was opened meanwhile has kept a bridge of its own since.
    await inject(bridge).catch(() => bridges.forget([bridge.documentId]));
  };
  const late = (): SubcamError => new SubcamError('timeout', 'A meeting page did not take its script in time.');
  await withinTime(RESUME_LIMIT_MS, () => Promise.all(kept.map(resume)), { clock, late }).catch((thrown: unknown) => {
    if (!(thrown instanceof SubcamError) || thrown.code !== 'timeout') throw thrown;
  });
}
