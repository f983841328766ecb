// The keyboard shortcut as it is really bound: a person may have changed it, or another extension may have taken it.
import { TOGGLE_COMMAND } from '../state/shortcut.ts';
import { pageElement } from './page-element.ts';

/** Where Chrome lets a person change it; a page of ours may open it, but not link to it. */
const SHORTCUTS_PAGE = 'chrome://extensions/shortcuts';

/** Says it in the page's element `shortcut`; resolves to the keys (`Alt+Shift+S`), or an empty text when none are bound. */
export async function showShortcut(): Promise<string> {
  const place = pageElement('shortcut', HTMLElement);
  const commands = await chrome.commands.getAll();
  const keys = commands.find(({ name }) => name === TOGGLE_COMMAND)?.shortcut ?? '';
  if (keys === '') {
    place.replaceChildren('No shortcut is set.');
    return keys;
  }
  const shown = document.createElement('kbd');
  shown.textContent = keys;
  place.replaceChildren(shown, ' starts and stops subtitles.');
  return keys;
}

export async function openShortcutsPage(): Promise<void> {
  await chrome.tabs.create({ url: SHORTCUTS_PAGE });
}
