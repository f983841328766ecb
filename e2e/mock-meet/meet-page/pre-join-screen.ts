// Before the call: a look at oneself, the name, and the button that asks to be let in.
import { deviceToggle } from './device-toggle.ts';
import type { Devices } from './devices.ts';
import { element, iconButton, wordButton } from './element.ts';
import type { Screen } from './screen.ts';

export interface PreJoinOptions {
  readonly devices: Devices;
  readonly preview: HTMLVideoElement;
  readonly onAsk: (displayName: string) => void;
}

export function preJoinScreen({ devices, preview, onAsk }: PreJoinOptions): Screen {
  const toggles = [deviceToggle('microphone', devices, 'div'), deviceToggle('camera', devices, 'div')];
  const name = element('input', {
    type: 'text',
    'aria-label': 'Your name',
    placeholder: 'Your name',
    maxlength: 60,
    autocomplete: 'name',
    jsname: 'YPqjbf',
  });
  const ask = wordButton('Ask to join', () => onAsk(name.value.trim()));
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
      iconButton('Apply visual effects', 'auto_awesome', () => undefined),
    ]),
    element('div', { class: 'card' }, [
      element('h1', {}, ['What’s your name?']),
      name,
      ask,
      wordButton('Other ways to join', () => undefined),
      element('p', {}, ['Already have an account? ', element('a', { href: '/' }, ['Sign in'])]),
    ]),
  ]);
  return {
    root,
    devicesChanged: () => {
      for (const toggle of toggles) toggle.update();
    },
  };
}
