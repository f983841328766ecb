// Waiting to be let in, with everything on it that looks like the call and is not.
import type { Participant } from '../wire/messages.ts';
import { deviceToggle } from './device-toggle.ts';
import type { Devices } from './devices.ts';
import { element, iconButton, wordButton } from './element.ts';
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
  const toggles = [deviceToggle('microphone', devices, 'button'), deviceToggle('camera', devices, 'button')];
  const muting = setTimeout(() => {
    void devices.turnOff();
  }, mutesAfterMs);
  const root = element('main', { class: 'lobby' }, [
    element('h1', {}, ['Asking to be let in...']),
    element('p', {}, ['You’ll join the call when someone lets you in']),
    element('div', { class: 'tile', 'data-participant-id': self.participantId, 'data-requested-participant-id': self.participantId }, [
      preview,
      element('div', { class: 'name', 'data-self-name': self.displayName }, [
        element('span', { class: 'notranslate' }, [self.displayName]),
      ]),
    ]),
    element('div', { role: 'region', 'aria-label': 'Call controls', class: 'toolbar' }, [
      ...toggles.map(({ control }) => control),
      iconButton('Send a reaction', 'mood', () => undefined),
      iconButton('More options', 'more_vert', () => undefined),
      iconButton('Leave call', 'call_end', onLeave),
    ]),
    wordButton('Return to home screen', onHome),
  ]);
  return {
    root,
    devicesChanged: () => {
      for (const toggle of toggles) toggle.update();
    },
    leave: () => clearTimeout(muting),
  };
}
