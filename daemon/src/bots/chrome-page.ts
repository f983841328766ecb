// A page of Chrome, over DevTools -> what the bot needs of a page: open, read, press, type.
import type { ElementHandle, Page } from 'puppeteer-core';
import { SubcamError } from '@subcam/shared';
import type { BotPage } from './browser-port.ts';

/** A failure of DevTools, as one of ours that may be tried again. */
export function translated(error: unknown, what: string): SubcamError {
  const message = error instanceof Error ? error.message : String(error);
  return new SubcamError('browser', `${what}: ${message}`, { retryable: true, cause: error });
}

/** Whether a press at the element's middle would reach it: it has a box on the screen and nothing lies over it. */
function reachable(element: Element): boolean {
  const box = element.getBoundingClientRect();
  const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return box.width > 0 && box.height > 0 && hit !== null && (element.contains(hit) || hit.contains(element));
}

/** Inside the page: until it is lifted, a press of the mouse that would reach anything but the element reaches nothing. */
function guardPress(element: Element): { lift(): boolean } {
  const types = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'];
  let missed = false;
  const check = (event: Event): void => {
    const { target } = event;
    if (!event.isTrusted || (target instanceof Node && (element.contains(target) || target.contains(element)))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    missed = true;
  };
  for (const type of types) window.addEventListener(type, check, true);
  return {
    lift: () => {
      for (const type of types) window.removeEventListener(type, check, true);
      return missed;
    },
  };
}

/**
 * Clicks with the mouse; false when something else lay there by then. Between aiming and pressing a dialog may come up under the mouse, and
 * pressing its "Leave" would take the bot out of the meeting.
 */
async function clickNothingElse(element: ElementHandle): Promise<boolean> {
  await using guard = await element.evaluateHandle(guardPress);
  await element.click();
  // A page that went away under the press took the guard with it.
  const missed = await guard.evaluate((standing) => standing.lift()).catch(() => false);
  return !missed;
}

/** What the bot does in a page of Chrome, over DevTools. */
export function botPage(page: Page): BotPage {
  const find = async (expression: string): Promise<ElementHandle | null> => {
    const handle = await page.evaluateHandle(expression);
    const element = handle.asElement() as ElementHandle | null;
    if (element === null) await handle.dispose();
    return element;
  };
  return {
    open: async (url, limitMs) => {
      try {
        await page.goto(url, { waitUntil: 'domcontentloaded', timeout: limitMs });
      } catch (error) {
        if (error instanceof Error && error.name === 'TimeoutError') {
          throw new SubcamError('timeout', `The meeting's page did not load within ${limitMs / 1000} s.`, {
            retryable: true,
            cause: error,
          });
        }
        const why = error instanceof Error ? error.message : String(error);
        throw new SubcamError('network', `The meeting's page could not be loaded (${why}). Check the connection to the internet.`, {
          retryable: true,
          cause: error,
        });
      }
    },
    evaluate: (expression) =>
      page.evaluate(expression).catch((error: unknown) => {
        throw translated(error, "The meeting's page could not be read");
      }),
    press: async (expression) => {
      try {
        await using element = await find(expression);
        if (element === null) return false;
        if (await element.evaluate(reachable)) return await clickNothingElse(element);
        // A toolbar that has hidden itself takes no mouse, but its controls still work.
        await element.evaluate((hidden) => (hidden as HTMLElement).click());
        return true;
      } catch (error) {
        throw translated(error, "A control of the meeting's page could not be pressed");
      }
    },
    fill: async (expression, text) => {
      try {
        await using element = await find(expression);
        if (element === null) return false;
        await element.evaluate((box) => (box as HTMLInputElement).select());
        await element.type(text);
        return true;
      } catch (error) {
        throw translated(error, "A text could not be typed into the meeting's page");
      }
    },
  };
}
