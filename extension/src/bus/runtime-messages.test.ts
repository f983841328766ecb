// Questions between the extension's parts: only ours, only well-formed, and errors keep their code on the way.
import { describe, expect, it } from 'vitest';
import { SubcamError } from '@subcam/shared';
import { isExtensionItself } from './message-sender.ts';
import { backgroundRequest, readAnswer, serveMessages } from './runtime-messages.ts';
import type { MessageSender } from './message-sender.ts';
import type { BackgroundAnswers, BackgroundRequest } from './runtime-messages.ts';

type Listener = (message: unknown, sender: MessageSender, respond: (answer: unknown) => void) => boolean | undefined;

const POPUP: MessageSender = { id: 'us', origin: 'chrome-extension://us' };

function serve(start: () => Promise<BackgroundAnswers['start']>) {
  const listeners: Listener[] = [];
  const unused = (): Promise<never> => Promise.reject(new Error('not asked for'));
  serveMessages<BackgroundRequest, BackgroundAnswers>(
    { addListener: (listener) => void listeners.push(listener) },
    {
      isAsker: isExtensionItself('us'),
      schema: backgroundRequest,
      handlers: { start, status: unused, stop: unused, configure: unused, 'read-config': unused },
    },
  );
  return (message: unknown, sender: MessageSender = POPUP) =>
    new Promise<{ kept: boolean | undefined; answer?: unknown }>((resolve) => {
      const kept = listeners[0]?.(message, sender, (answer) => resolve({ kept: true, answer }));
      if (kept !== true) resolve({ kept });
    });
}

const START = { to: 'background', type: 'start', tabId: 4 };

describe('serveMessages', () => {
  it('answers with the value, which the asker reads', async () => {
    const ask = serve(() => Promise.resolve({ sessionId: 's', captureId: 'c' }));
    const { answer } = await ask(START);
    expect(readAnswer(answer)).toEqual({ sessionId: 's', captureId: 'c' });
  });

  it('answers with the error, which the asker throws with its code and whether it may be tried again', async () => {
    const ask = serve(() => Promise.reject(new SubcamError('network', 'Start the daemon.', { retryable: true })));
    const { answer } = await ask(START);
    expect(() => readAnswer(answer)).toThrow(expect.objectContaining({ code: 'network', retryable: true, message: 'Start the daemon.' }));
  });

  it.each([
    ['another extension', START, { id: 'them', origin: 'chrome-extension://them' }],
    ['a page', START, {}],
    ['our own script in a page', START, { id: 'us', origin: 'https://meet.google.com', frameId: 0 }],
    ['somebody who asks the offscreen document', { to: 'offscreen', type: 'stop' }, POPUP],
    ['somebody who asks for a negative tab', { ...START, tabId: -1 }, POPUP],
  ])('leaves %s without an answer', async (_who, message, sender) => {
    const ask = serve(() => Promise.reject(new Error('must not run')));
    expect(await ask(message, sender)).toEqual({ kept: undefined });
  });
});

describe('readAnswer', () => {
  it('is an error when nobody answered', () => {
    expect(() => readAnswer(undefined)).toThrow(expect.objectContaining({ code: 'internal' }));
  });
});
