// The isolated script of this version -> a meeting page that an older one was in, with what that one agreed on with the page's camera.
import type { Agreement } from '../bus/bridge-channel.ts';
import type { KeptBridge } from './kept-bridges.ts';

/** As the manifest names it. */
const MEETING_SCRIPT = 'meet-isolated.js';

/** Runs in the script's own world, alone: it can use nothing of this file. Whether the script is to come. */
function handOver(agreement: Agreement): boolean {
  // A page that was opened meanwhile has the script already.
  if (globalThis.subcamMeeting !== undefined) return false;
  globalThis.subcamMeeting = { resumed: agreement };
  return true;
}

/**
 * The secret goes from the extension into its script's own world, where no page can reach it. Rejects where the document is there no more,
 * or is no meeting page.
 */
export async function injectMeetingScript({ tabId, documentId, channel, nonce }: KeptBridge): Promise<void> {
  const target = { tabId, documentIds: [documentId] };
  const agreement: Agreement = { channel, nonce };
  // The types of Chrome's interface know no function that takes arguments.
  const func = handOver as unknown as () => void;
  const answers = await chrome.scripting.executeScript({ target, injectImmediately: true, func, args: [agreement] });
  if (answers[0]?.result !== true) return;
  await chrome.scripting.executeScript({ target, injectImmediately: true, files: [MEETING_SCRIPT] });
}
