// Meeting page check: whether subtitles can be shown in a tab, asked of our script in it by the extension's own pages and worker.
import { MEET_ORIGIN } from '@subcam/shared/meet';

/** Popup or service worker -> the isolated script of a meeting page, which answers `true` once the camera in its page is listening. */
export const CAMERA_THERE_QUESTION = 'subcam:camera-there';

/** What a person reads of a page that has no script of this extension, or one whose extension is gone. */
export const RELOAD_PAGE_SENTENCE =
  'This page was open before Subcam was installed, updated or reloaded, so it can’t show subtitles: reload the page, then start them.';

/** The little of a `chrome.tabs.Tab` that the check takes. */
interface CheckedTab {
  readonly id?: number | undefined;
  readonly url?: string | undefined;
}

/** The little of `chrome.tabs` that asking takes. */
type SendToTab = (tabId: number, message: unknown) => Promise<unknown>;

/** Whether the tab is a meeting page in which no camera of this extension listens. Never rejects. */
export async function needsReload(
  { id, url }: CheckedTab,
  send: SendToTab = (tabId, message) => chrome.tabs.sendMessage(tabId, message),
): Promise<boolean> {
  if (id === undefined || url === undefined || URL.parse(url)?.origin !== MEET_ORIGIN) return false;
  // Rejects where no script of ours is there to hear it.
  const answer = await send(id, { type: CAMERA_THERE_QUESTION }).catch(() => null);
  return answer !== true;
}
