// Telling the extension's own pages from its scripts in pages that are not trusted.
import { describe, expect, it } from 'vitest';
import { isExtensionItself, isMeetingScript, type MessageSender } from './message-sender.ts';

const PAGE: MessageSender = { id: 'us', origin: 'chrome-extension://us', url: 'chrome-extension://us/popup.html', frameId: 0 };
const WORKER: MessageSender = { id: 'us', url: 'chrome-extension://us/background.js' };
const SCRIPT: MessageSender = { id: 'us', origin: 'https://meet.google.com', url: 'https://meet.google.com/abc-defg-hij', frameId: 0 };

const STRANGERS: readonly (readonly [who: string, sender: MessageSender])[] = [
  ['another extension', { id: 'them', origin: 'chrome-extension://them', url: 'chrome-extension://them/popup.html', frameId: 0 }],
  ['a page that says nothing of itself', {}],
  ['a script in a frame of another site', { id: 'us', origin: 'https://example.com', url: 'https://example.com/', frameId: 3 }],
  ['a script in a frame without an origin', { id: 'us', origin: 'null', url: 'about:srcdoc', frameId: 3 }],
  [
    'a page whose address looks like ours',
    { id: 'us', origin: 'https://us', url: 'https://us/chrome-extension://us/popup.html', frameId: 0 },
  ],
];

describe('the extension itself', () => {
  const isOurs = isExtensionItself('us');

  it('is its pages and its service worker', () => {
    expect([PAGE, WORKER].map((sender) => isOurs(sender))).toEqual([true, true]);
  });

  it.each([...STRANGERS, ['our script in a meeting page', SCRIPT] as const])('is not %s', (_who, sender) => {
    expect(isOurs(sender)).toBe(false);
  });
});

describe('our script in a meeting page', () => {
  const isScript = isMeetingScript('us');

  it('is the one of its top frame', () => {
    expect(isScript(SCRIPT)).toBe(true);
    expect(isScript({ ...SCRIPT, frameId: 2 })).toBe(false);
  });

  it.each([...STRANGERS, ['a page of the extension', PAGE] as const])('is not %s', (_who, sender) => {
    expect(isScript(sender)).toBe(false);
  });
});
