// Our script in a meeting page lives in that page's renderer: it learns which camera was chosen, and nothing else that the extension knows.
import { expect, test } from '@playwright/test';
import { openProbePage, type OpenProbePage } from './probe-page/open-probe-page.ts';

const TOKEN = 'a-token-that-no-page-may-see';
const CAMERA = { deviceId: 'desk', label: 'Desk', mirror: true };

const CONFIG = {
  daemonUrl: 'http://127.0.0.1:9',
  token: TOKEN,
  sourceLanguage: 'en',
  targetLanguages: ['es'],
  role: 'person' as const,
  camera: CAMERA,
};

let probe: OpenProbePage;

test.beforeAll(async () => {
  probe = await openProbePage({ withExtension: true });
  const [worker] = probe.context.serviceWorkers();
  await worker?.evaluate((given) => globalThis.subcam.configure(given), CONFIG);
  // It could answer, as while subtitles run.
  await worker?.evaluate(`chrome.offscreen.createDocument({ url: 'offscreen.html', reasons: ['USER_MEDIA'], justification: 'Test' })`);
});

test.afterAll(() => probe.close());

/** In the isolated world of our own script in the page. */
async function inOurScript(expression: string): Promise<unknown> {
  const session = await probe.context.newCDPSession(probe.page);
  const found = new Promise<number>((resolve) => {
    session.on('Runtime.executionContextCreated', ({ context }) => {
      if (context.name === 'Subcam' && (context.auxData as { readonly type?: string } | undefined)?.type === 'isolated')
        resolve(context.id);
    });
  });
  await session.send('Runtime.enable');
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression,
    contextId: await found,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  if (exceptionDetails !== undefined) return `threw: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`;
  return result.value as unknown;
}

const ask = (question: object): Promise<unknown> => inOurScript(`chrome.runtime.sendMessage(${JSON.stringify(question)})`);

test('is told which camera was chosen', async () => {
  expect(await ask({ to: 'background', type: 'page-camera' })).toEqual({ ok: true, value: CAMERA });
});

for (const question of [
  { to: 'background', type: 'read-config' },
  { to: 'background', type: 'status' },
  { to: 'background', type: 'configure', config: { ...CONFIG, token: null, camera: null } },
  { to: 'background', type: 'start', tabId: 1 },
  { to: 'background', type: 'stop' },
  { to: 'offscreen', type: 'status' },
  { to: 'offscreen', type: 'stop' },
]) {
  test(`is not answered when it asks the ${question.to} for ${question.type}`, async () => {
    expect(await ask(question)).toBeUndefined();
  });
}

test('the extension’s own worker is answered what it is not', async () => {
  const [worker] = probe.context.serviceWorkers();
  const answer = await worker?.evaluate(`chrome.runtime.sendMessage({ to: 'offscreen', type: 'status' })`);
  expect(answer).toEqual({ ok: true, value: null });
});

test('has changed nothing by asking, and sees nothing of what is stored', async () => {
  const [worker] = probe.context.serviceWorkers();
  const stored = await worker?.evaluate(() => globalThis.subcam.status());
  expect(stored).toEqual({ paired: true, capture: null });
  expect(await ask({ to: 'background', type: 'page-camera' })).toEqual({ ok: true, value: CAMERA });
  expect(await inOurScript(`chrome.storage.local.get().then(JSON.stringify)`)).toMatch(/^threw: .*access/i);
});

test('the page’s own world has no way to ask at all', async () => {
  expect(await probe.page.evaluate(() => typeof (globalThis as { chrome?: { runtime?: unknown } }).chrome?.runtime)).toBe('undefined');
});
