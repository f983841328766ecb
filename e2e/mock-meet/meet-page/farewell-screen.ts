// The end, however it came: what happened, in Meet's words.
import { element, wordButton } from './element.ts';
import type { Screen } from './screen.ts';

export type Farewell = 'left' | 'removed' | 'ended' | 'denied' | 'no-response' | 'bad-code' | 'lost';

const WORDS: Readonly<Record<Farewell, string>> = {
  left: 'You left the meeting',
  removed: 'You’ve been removed from the meeting',
  ended: 'Your host ended the meeting for everyone',
  denied: 'Someone in the call denied your request to join',
  'no-response': 'No one responded to your request to join the call',
  'bad-code': 'Check your meeting code',
  lost: 'There is a problem connecting to this video call',
};

/** Whoever left may come back; nobody else is offered it. */
export function farewellScreen(which: Farewell): Screen {
  const go = (address: string) => (): void => location.assign(address);
  const root = element('main', { class: 'farewell' }, [
    element('h1', {}, [WORDS[which]]),
    element('div', { class: 'row' }, [
      ...(which === 'left' ? [wordButton('Rejoin', go(location.href))] : []),
      wordButton('Return to home screen', go('/')),
      wordButton('Submit feedback', () => undefined),
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
