// Who sent a chrome.runtime message, as Chrome says: a part of the extension itself, or its script in a meeting page. Pure.
import { MEET_ORIGIN } from '@subcam/shared/meet';

/** The little of `chrome.runtime.MessageSender` that telling them apart takes. */
export interface MessageSender {
  readonly id?: string | undefined;
  /** Of the frame or worker; Chrome gives a service worker none. */
  readonly origin?: string | undefined;
  readonly url?: string | undefined;
  readonly frameId?: number | undefined;
  /** Chrome's name of the document, which no other document ever has. */
  readonly documentId?: string | undefined;
  readonly tab?: { readonly id?: number | undefined } | undefined;
}

/** Whom a question is answered. */
export type Asker = (sender: MessageSender) => boolean;

/**
 * A page or worker of our own. Scripts in meeting pages have the same id, and live in the renderer of a page that is not trusted:
 * what only our own pages may know or do, they may not.
 */
export function isExtensionItself(extensionId: string): Asker {
  const own = `chrome-extension://${extensionId}`;
  return ({ id, origin, url }) => id === extensionId && (origin === undefined ? url?.startsWith(`${own}/`) === true : origin === own);
}

/** Our script in the top frame of a meeting page. */
export function isMeetingScript(extensionId: string): Asker {
  return ({ id, origin, frameId }) => id === extensionId && origin === MEET_ORIGIN && frameId === 0;
}
