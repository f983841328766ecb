// Waiting to be let in, with everything on it that looks like the call and is not.
import type { Participant } from '../wire/messages.ts';
import { deviceToggle } from './device-toggle.ts';
import type { Devices } from './devices.ts';
import { element, iconButton, wordButton } from './element.ts';
import { interfaceWords } from './interface-words.ts';
import type { Screen } from './screen.ts';

export interface LobbyOptions {
  readonly devices: Devices;
  readonly preview: HTMLVideoElement;
  readonly self: Participant;
  /** The lobby switches both devices off after so long, ms. */
  readonly mutesAfterMs: number;
  readonly onLeave: () => void;
  readonly onHome: () => void;
}

export function lobbyScreen({ devices, preview, self, mutesAfterMs, onLeave, onHome }: LobbyOptions): Screen {
  const words = interfaceWords();
  const toggles = [deviceToggle('microphone', devices, 'button'), deviceToggle('camera', devices, 'button')];
  const muting = setTimeout(() => {
    void devices.turnOff();
  }, mutesAfterMs);
  const root = element('main', { class: 'lobby' }, [
    element('h1', {}, [words.asking]),
    element('p', {}, [words.someoneLetsYouIn]),
    element('div', { class: 'tile', 'data-participant-id': self.participantId, 'data-requested-participant-id': self.participantId }, [
      preview,
      element('div', { class: 'name', 'data-self-name': self.displayName }, [
        element('span', { class: 'notranslate' }, [self.displayName]),
      ]),
    ]),
    element('div', { role: 'region', 'aria-label': words.callControls, class: 'toolbar' }, [
      ...toggles.map(({ control }) => control),
      iconButton(words.reaction, 'mood', () => undefined),
      iconButton(words.moreOptions, 'more_vert', () => undefined),
      iconButton(words.leave, 'call_end', onLeave),
    ]),
    wordButton(words.home, onHome),
  ]);
  return {
    root,
    devicesChanged: () => {
      for (const toggle of toggles) toggle.update();
    },
    leave: () => clearTimeout(muting),
  };
}
