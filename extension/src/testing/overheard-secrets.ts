// The secrets of the extension's bridge in a page, as the test knows them: what is to stay unseen by the page is looked for by them.
import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';

/** Before the page's next load: hears them before any script of the extension runs, which no page can. */
export async function overhearSecrets(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(() => {
    document.addEventListener('subcam:rendezvous', (event) => {
      const packet = JSON.parse(String((event as CustomEvent).detail)) as { readonly channel?: string; readonly nonce?: string };
      if (packet.channel !== undefined) Object.assign(window, { overheard: [packet.channel, packet.nonce] });
    });
  });
}

/** Loads the page anew; channel and nonce of its bridge. Nothing of them stays in the page. */
export async function reloadOverhearing(page: Page): Promise<readonly string[]> {
  await page.reload();
  const secrets = await page.evaluate(() => {
    const heard = Reflect.get(window, 'overheard') as readonly string[];
    Reflect.deleteProperty(window, 'overheard');
    return heard;
  });
  expect(secrets).toEqual([expect.stringMatching(/^[\da-f]{32}$/u), expect.stringMatching(/^[\da-f]{32}$/u)]);
  return secrets;
}
