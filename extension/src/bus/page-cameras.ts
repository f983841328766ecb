// Page cameras: what a meeting page can tell of this machine's real cameras, asked by the extension's own pages.
import * as z from 'zod/mini';
import { schemaOf } from '@subcam/shared/wire';
import { pageCameraShape, type PageCamera } from './chosen-camera.ts';

export interface PageCameras {
  readonly cameras: readonly PageCamera[];
  /** What became of the chosen one: `off` when none is chosen or nobody looks, `lost` when it can't be had now. */
  readonly backdrop: 'off' | 'live' | 'lost';
}

const pageCameras: z.ZodMiniType<PageCameras> = z.object({
  cameras: z.array(schemaOf(pageCameraShape)).check(z.maxLength(50)),
  backdrop: z.enum(['off', 'live', 'lost']),
});

/** Popup or options -> the isolated script of a meeting page. */
export const PAGE_CAMERAS_QUESTION = 'subcam:cameras';

/** The little of `chrome.tabs` that asking takes. */
type SendToTab = (tabId: number, message: unknown) => Promise<unknown>;

/** What the meeting in this tab says; null where there is none, or its camera has not looked yet. Never rejects. */
export async function askPageCameras(
  tabId: number,
  send: SendToTab = (id, message) => chrome.tabs.sendMessage(id, message),
): Promise<PageCameras | null> {
  // Rejects where no script of ours is there to hear it.
  const answer = await send(tabId, { type: PAGE_CAMERAS_QUESTION }).catch(() => null);
  const parsed = pageCameras.safeParse(answer);
  return parsed.success ? parsed.data : null;
}
