// The end, however it came: what happened, in Meet's words.
import { element, wordButton } from './element.ts';
import { interfaceWords } from './interface-words.ts';
import type { Screen } from './screen.ts';

export type Farewell = keyof ReturnType<typeof interfaceWords>['farewell'];

/** Whoever left may come back; nobody else is offered it. */
export function farewellScreen(which: Farewell): Screen {
  const words = interfaceWords();
  const go = (address: string) => (): void => location.assign(address);
  const root = element('main', { class: 'farewell' }, [
    element('h1', {}, [words.farewell[which]]),
    element('div', { class: 'row' }, [
      ...(which === 'left' ? [wordButton(words.rejoin, go(location.href))] : []),
      wordButton(words.home, go('/')),
      wordButton(words.feedback, () => undefined),
    ]),
  ]);
  return { root };
}

/** The page at `/`, which is no meeting. */
export function homeScreen(): Screen {
  return {
    root: element('main', { class: 'farewell' }, [
      element('h1', {}, ['Video calls and meetings for everyone']),
      element('input', { type: 'text', placeholder: 'Enter a code or link', 'aria-label': 'Enter a code or link' }),
    ]),
  };
}
