// What Meet itself writes under the call: a region that is thrown away and made anew at every switch.
import { element, icon } from './element.ts';
import { interfaceWords } from './interface-words.ts';

export interface Captions {
  readonly control: HTMLButtonElement;
  add(displayName: string, text: string): void;
}

/** Lines that stay. */
const MAX_LINES = 3;

export function captions(place: HTMLElement): Captions {
  const words = interfaceWords();
  let region: HTMLElement | null = null;
  const control = element('button', { type: 'button', class: 'round', 'aria-label': words.captionsOn }, [icon('closed_caption')]);
  control.addEventListener('click', () => {
    region?.remove();
    region = region === null ? element('div', { role: 'region', tabindex: 0, 'aria-label': words.captions, class: 'captions' }) : null;
    if (region !== null) place.append(region);
    control.setAttribute('aria-label', region === null ? words.captionsOn : words.captionsOff);
  });
  return {
    control,
    add: (displayName, text) => {
      if (region === null) return;
      region.append(element('div', {}, [element('span', { class: 'who' }, [displayName]), element('div', {}, [text])]));
      if (region.childElementCount > MAX_LINES) region.firstElementChild?.remove();
    },
  };
}
