// The spoken language, those that it is translated into, and whether they are spoken too: a select, a list that a person adds to and takes from, a switch.
import { byName, languageName } from '../state/language-names.ts';
import { OFFERED_LANGUAGES } from './offered-languages.ts';
import type { ExtensionConfig } from '../bus/extension-config.ts';

/** What one session may be translated into; the configuration's own limit. */
export const MAX_TARGET_LANGUAGES = 8;

type Languages = Pick<ExtensionConfig, 'sourceLanguage' | 'targetLanguages' | 'twoWay'>;

export interface LanguageControls {
  /** `locked`: subtitles run, and languages can't change under them. */
  show(languages: Languages, locked: boolean): void;
}

export interface LanguageControlsOptions {
  readonly source: HTMLSelectElement;
  /** A list: an entry and a button to take it away for each target language. */
  readonly targets: HTMLUListElement;
  /** What may be added, and the button that does: a list that adds by itself could not be walked through by keyboard. */
  readonly choice: HTMLSelectElement;
  readonly add: HTMLButtonElement;
  /** Checked: all of these languages are spoken, and each is translated into the others. */
  readonly twoWay: HTMLInputElement;
  readonly onChange: (languages: Languages) => void;
}

function fill(select: HTMLSelectElement, options: readonly HTMLOptionElement[], chosen: string): void {
  const same = [...select.options].map(({ value }) => value).join(' ') === options.map(({ value }) => value).join(' ');
  if (!same) select.replaceChildren(...options);
  select.value = chosen;
}

const optionsOf = (codes: Iterable<string>): HTMLOptionElement[] => byName(codes).map((code) => new Option(languageName(code), code));

export function bindLanguageControls({ source, targets, choice, add, twoWay, onChange }: LanguageControlsOptions): LanguageControls {
  let current: Languages = { sourceLanguage: 'en', targetLanguages: [], twoWay: false };
  let drawn = '';

  /** Between fewer than two languages there is no two-way. */
  function change(next: Languages): void {
    onChange({ ...next, twoWay: next.twoWay && next.targetLanguages.length > 0 });
  }

  function take(code: string): void {
    const at = current.targetLanguages.indexOf(code);
    change({ ...current, targetLanguages: current.targetLanguages.filter((one) => one !== code) });
    // The button that was pressed is gone: the keyboard goes on with its neighbour.
    const left = targets.querySelectorAll('button');
    (left[Math.min(at, left.length - 1)] ?? choice).focus();
  }

  function entryOf(code: string, locked: boolean): HTMLLIElement {
    const entry = document.createElement('li');
    const name = document.createElement('span');
    name.textContent = languageName(code);
    entry.append(name);
    if (!locked) {
      const button = document.createElement('button');
      button.type = 'button';
      button.setAttribute('aria-label', `Remove ${languageName(code)}`);
      button.textContent = '×';
      button.addEventListener('click', () => take(code));
      entry.append(button);
    }
    return entry;
  }

  function drawTargets(locked: boolean): void {
    const wanted = JSON.stringify([current.targetLanguages, locked]);
    if (wanted === drawn) return;
    drawn = wanted;
    targets.replaceChildren(...current.targetLanguages.map((code) => entryOf(code, locked)));
    targets.hidden = current.targetLanguages.length === 0;
  }

  source.addEventListener('change', () => {
    const sourceLanguage = source.value;
    change({ ...current, sourceLanguage, targetLanguages: current.targetLanguages.filter((code) => code !== sourceLanguage) });
  });
  add.addEventListener('click', () => {
    const code = choice.value;
    if (code !== '' && current.targetLanguages.length < MAX_TARGET_LANGUAGES) {
      change({ ...current, targetLanguages: [...current.targetLanguages, code] });
    }
    // The next one is chosen there; and when there can be no next one, the button is gone.
    (choice.disabled ? targets.querySelector('button') : choice)?.focus();
  });

  twoWay.addEventListener('change', () => change({ ...current, twoWay: twoWay.checked }));

  return {
    show(languages, locked) {
      current = languages;
      const { sourceLanguage, targetLanguages } = languages;
      fill(source, optionsOf([...OFFERED_LANGUAGES, sourceLanguage]), sourceLanguage);
      source.disabled = locked;
      const full = targetLanguages.length >= MAX_TARGET_LANGUAGES;
      const invitation = full ? `${MAX_TARGET_LANGUAGES} at most` : targetLanguages.length === 0 ? 'Original only' : 'Another…';
      const left = OFFERED_LANGUAGES.filter((code) => !targetLanguages.includes(code) && code !== sourceLanguage);
      // Another page may change something while a person is choosing.
      const chosen = left.includes(choice.value) && !full ? choice.value : '';
      fill(choice, [new Option(invitation, ''), ...optionsOf(full ? [] : left)], chosen);
      if (choice.options[0] !== undefined) choice.options[0].text = invitation;
      choice.disabled = locked || full;
      add.disabled = locked || full;
      twoWay.checked = languages.twoWay;
      twoWay.disabled = locked || targetLanguages.length === 0;
      drawTargets(locked);
    },
  };
}
