// What is spoken (one language, several, or any), what it is translated into, and whether all of that is spoken: selects, lists that a person adds to and takes from, a switch.
import { byName, languageName } from '../state/language-names.ts';
import {
  addSpoken,
  ANY_LANGUAGE,
  chooseSpoken,
  chosenSpoken,
  heardSentence,
  isHeard,
  MAX_SPOKEN_LANGUAGES,
  MAX_TARGET_LANGUAGES,
  removeSpoken,
  tellsApart,
  withTargets,
  withTwoWay,
  type ChosenLanguages,
  type HeardLanguages,
} from '../state/spoken-choice.ts';
import { OFFERED_LANGUAGES } from './offered-languages.ts';
import { say } from './page-element.ts';

export interface LanguageControls {
  /** `locked`: subtitles run, and languages can't change under them. */
  show(languages: ChosenLanguages, locked: boolean): void;
  /** What the daemon's recogniser hears: what it does not is shown and can't be chosen. null: not known. */
  offer(heard: HeardLanguages | null): void;
}

export interface LanguageControlsOptions {
  readonly source: HTMLSelectElement;
  /** Beside `source`, while several languages are spoken: adds what is chosen there. */
  readonly addSource: HTMLButtonElement;
  /** Lists: an entry and a button to take it away for each language. */
  readonly spoken: HTMLUListElement;
  readonly targets: HTMLUListElement;
  /** What may be added, and the button that does: a list that adds by itself could not be walked through by keyboard. */
  readonly choice: HTMLSelectElement;
  readonly add: HTMLButtonElement;
  /** Checked: all of these languages are spoken, and each is translated into the others. */
  readonly twoWay: HTMLInputElement;
  /** What the recogniser does not hear. */
  readonly hint: HTMLElement;
  readonly onChange: (languages: ChosenLanguages) => void;
}

/** In `source`: several languages are to be named, one after the other. */
const SEVERAL = 'several';

interface Choosable {
  readonly value: string;
  readonly text: string;
  readonly disabled?: boolean;
}

function fill(select: HTMLSelectElement, options: readonly Choosable[], chosen: string): void {
  const wanted = JSON.stringify(options);
  if (select.dataset['offers'] !== wanted) {
    const drawn = options.map(({ value, text, disabled = false }) => Object.assign(new Option(text, value), { disabled }));
    select.replaceChildren(...drawn);
    select.dataset['offers'] = wanted;
  }
  select.value = chosen;
}

const languagesIn = (codes: Iterable<string>): readonly Choosable[] =>
  byName(codes).map((code) => ({ value: code, text: languageName(code) }));

function entryOf(code: string, onTake: (() => void) | null): HTMLLIElement {
  const entry = document.createElement('li');
  const name = document.createElement('span');
  name.textContent = languageName(code);
  entry.append(name);
  if (onTake !== null) {
    const button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('aria-label', `Remove ${languageName(code)}`);
    button.textContent = '×';
    button.addEventListener('click', onTake);
    entry.append(button);
  }
  return entry;
}

/** Draws a list anew when it is another. */
function draw(list: HTMLUListElement, codes: readonly string[], onTake: ((code: string) => void) | null): void {
  const wanted = JSON.stringify([codes, onTake === null]);
  if (list.dataset['shows'] === wanted) return;
  list.dataset['shows'] = wanted;
  list.replaceChildren(...codes.map((code) => entryOf(code, onTake === null ? null : () => onTake(code))));
  list.hidden = codes.length === 0;
}

export function bindLanguageControls(options: LanguageControlsOptions): LanguageControls {
  const { source, addSource, spoken, targets, choice, add, twoWay, hint, onChange } = options;
  let current: ChosenLanguages = { sourceLanguage: 'en', spoken: [], targetLanguages: [], twoWay: false };
  let heard: HeardLanguages | null = null;
  let isLocked = false;
  /** A person wants to name several, and has named one or none so far. */
  let isNaming = false;

  const areSeveral = (): boolean => isNaming || current.spoken.length > 1;

  /** The button that was pressed is gone: the keyboard goes on with its neighbour. */
  function focusNeighbour(list: HTMLUListElement, at: number, otherwise: HTMLElement): void {
    const left = list.querySelectorAll('button');
    (left[Math.min(at, left.length - 1)] ?? otherwise).focus();
  }

  function takeTarget(code: string): void {
    const at = current.targetLanguages.indexOf(code);
    const left = current.targetLanguages.filter((one) => one !== code);
    onChange(withTargets(current, left));
    focusNeighbour(targets, at, choice);
  }

  function takeSpoken(code: string): void {
    const at = chosenSpoken(current).indexOf(code);
    isNaming = false;
    onChange(removeSpoken(current, code));
    redraw();
    focusNeighbour(spoken, at, source);
  }

  function showSpoken(): void {
    const several = areSeveral();
    const named = chosenSpoken(current);
    const offered = languagesIn([...OFFERED_LANGUAGES, ...named]).map((one) =>
      isHeard(one.value, heard) || (!several && named.includes(one.value)) ? one : { ...one, disabled: true },
    );
    if (several) {
      const full = named.length >= MAX_SPOKEN_LANGUAGES;
      const left = full ? [] : offered.filter(({ value }) => !named.includes(value));
      const chosen = left.some(({ value }) => value === source.value) ? source.value : '';
      fill(source, [{ value: '', text: full ? `${MAX_SPOKEN_LANGUAGES} at most` : 'Another…' }, ...left], chosen);
      source.disabled = isLocked || full;
      addSource.disabled = isLocked || full;
    } else {
      const apart = !tellsApart(heard);
      const isAny = current.sourceLanguage === ANY_LANGUAGE;
      const choices = [
        { value: ANY_LANGUAGE, text: 'Any language', disabled: apart && !isAny },
        { value: SEVERAL, text: 'Several…', disabled: apart },
        ...offered,
      ];
      fill(source, choices, current.sourceLanguage);
      source.disabled = isLocked;
    }
    addSource.hidden = !several;
    draw(spoken, several ? named : [], isLocked ? null : takeSpoken);
  }

  function showTargets(): void {
    const { targetLanguages } = current;
    const named = chosenSpoken(current);
    const full = targetLanguages.length >= MAX_TARGET_LANGUAGES;
    const invitation = full ? `${MAX_TARGET_LANGUAGES} at most` : targetLanguages.length === 0 ? 'Original only' : 'Another…';
    // What is spoken beside other languages may be a target: those are translated into it.
    const left = OFFERED_LANGUAGES.filter((code) => !targetLanguages.includes(code) && !(named.length === 1 && named.includes(code)));
    // Another page may change something while a person is choosing.
    const chosen = left.includes(choice.value) && !full ? choice.value : '';
    fill(choice, [{ value: '', text: invitation }, ...languagesIn(full ? [] : left)], chosen);
    choice.disabled = isLocked || full;
    add.disabled = isLocked || full;
    draw(targets, targetLanguages, isLocked ? null : takeTarget);
  }

  function redraw(): void {
    showSpoken();
    showTargets();
    const isPossible = withTwoWay(current, true).twoWay && tellsApart(heard);
    twoWay.checked = current.twoWay;
    twoWay.disabled = isLocked || !(isPossible || current.twoWay);
    say(hint, heardSentence(current, heard));
    hint.hidden = hint.textContent === '' || isLocked;
  }

  source.addEventListener('change', () => {
    // Several are added by the button.
    if (areSeveral()) return;
    isNaming = source.value === SEVERAL;
    if (isNaming) redraw();
    else onChange(chooseSpoken(current, source.value));
  });
  addSource.addEventListener('click', () => {
    if (source.value !== '') onChange(addSpoken(current, source.value));
    isNaming &&= current.spoken.length < 2;
    redraw();
    (source.disabled ? spoken.querySelector('button') : source)?.focus();
  });
  add.addEventListener('click', () => {
    const code = choice.value;
    if (code !== '' && current.targetLanguages.length < MAX_TARGET_LANGUAGES)
      onChange(withTargets(current, [...current.targetLanguages, code]));
    // The next one is chosen there; and when there can be no next one, the button is gone.
    (choice.disabled ? targets.querySelector('button') : choice)?.focus();
  });
  twoWay.addEventListener('change', () => {
    isNaming = false;
    onChange(withTwoWay(current, twoWay.checked));
    redraw();
  });

  return {
    show(languages, locked) {
      current = languages;
      isLocked = locked;
      isNaming &&= !locked;
      redraw();
    },
    offer(next) {
      heard = next;
      redraw();
    },
  };
}
