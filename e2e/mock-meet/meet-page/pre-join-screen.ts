// Before the call: a look at oneself, the name, and the button that asks to be let in.
import { deviceToggle } from './device-toggle.ts';
import type { Devices } from './devices.ts';
import { element, iconButton, wordButton } from './element.ts';
import { interfaceWords } from './interface-words.ts';
import type { Screen } from './screen.ts';

export interface PreJoinOptions {
  readonly devices: Devices;
  readonly preview: HTMLVideoElement;
  readonly onAsk: (displayName: string) => void;
}

export function preJoinScreen({ devices, preview, onAsk }: PreJoinOptions): Screen {
  const words = interfaceWords();
  const toggles = [deviceToggle('microphone', devices, 'div'), deviceToggle('camera', devices, 'div')];
  const name = element('input', {
    type: 'text',
    'aria-label': words.yourName,
    placeholder: words.yourName,
    maxlength: 60,
    autocomplete: 'name',
    jsname: 'YPqjbf',
  });
  const ask = wordButton(words.askToJoin, () => onAsk(name.value.trim()));
  const ready = (): void => {
    ask.disabled = name.value.trim() === '';
  };
  name.addEventListener('input', ready);
  name.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !ask.disabled) onAsk(name.value.trim());
  });
  ready();
  const root = element('main', { class: 'pre-join' }, [
    element('div', { class: 'preview' }, [
      preview,
      element(
        'div',
        { class: 'row' },
        toggles.map(({ control }) => control),
      ),
      iconButton(words.effects, 'auto_awesome', () => undefined),
    ]),
    element('div', { class: 'card' }, [
      element('h1', {}, [words.askForName]),
      name,
      ask,
      wordButton(words.otherWays, () => undefined),
      element('p', {}, [words.haveAccount, element('a', { href: '/' }, [words.signIn])]),
    ]),
  ]);
  return {
    root,
    devicesChanged: () => {
      for (const toggle of toggles) toggle.update();
    },
  };
}
