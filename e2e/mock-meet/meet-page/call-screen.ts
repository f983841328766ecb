// The call: tiles that light up with the voices, a toolbar that hides itself, captions, people and chat.
import type { PageOptions, Participant } from '../wire/messages.ts';
import { captions } from './captions.ts';
import { deviceToggle } from './device-toggle.ts';
import type { Devices } from './devices.ts';
import { element, icon, iconButton } from './element.ts';
import { interfaceWords } from './interface-words.ts';
import type { Screen } from './screen.ts';
import { SidePanel } from './side-panel.ts';
import { participantList, Tiles } from './tiles.ts';

export interface CallOptions {
  readonly devices: Devices;
  readonly self: Participant;
  readonly selfView: HTMLVideoElement;
  readonly peopleControl: PageOptions['peopleControl'];
  readonly participants: readonly Participant[];
  readonly level: (participantId: string) => number;
  readonly onLeave: () => void;
  readonly onChat: (text: string) => void;
}

export interface CallScreen extends Screen {
  setParticipants(participants: readonly Participant[]): void;
  caption(participantId: string, text: string): void;
  chat(displayName: string, text: string): void;
}

/** How often the tiles follow the voices. */
const MARKS_EVERY_MS = 100;

/** How long the toolbar stays after the last movement of the mouse. */
const TOOLBAR_STAYS_MS = 3000;

/** The control that is only in the call: a button named People, or the avatars of the newer interface. */
function peopleControlOf(
  kind: PageOptions['peopleControl'],
  press: () => void,
): { readonly control: HTMLElement; setCount(count: number): void } {
  const badge = element('span', { class: 'badge' });
  const control =
    kind === 'button'
      ? element('button', { type: 'button', class: 'round', 'aria-label': interfaceWords().people, click: press }, [icon('people'), badge])
      : element('div', { role: 'button', tabindex: 0, class: 'round', click: press }, [icon('account_circle')]);
  return {
    control,
    setCount: (count) => {
      badge.textContent = String(count);
      if (kind === 'avatars') control.setAttribute('data-avatar-count', String(count));
    },
  };
}

export function callScreen(options: CallOptions): CallScreen {
  const { devices, self } = options;
  const words = interfaceWords();
  let others = options.participants;
  const root = element('main', { class: 'call' });
  const announcer = element('div', { 'aria-live': 'polite', class: 'announcer' });
  const tiles = new Tiles({ self, selfView: options.selfView, level: options.level });
  const captionsPlace = element('div', { class: 'captions-place' });
  const caption = captions(captionsPlace);
  const panel = new SidePanel(root, { onSend: options.onChat, list: () => participantList(self, others) });
  const people = peopleControlOf(options.peopleControl, () => panel.toggle('people'));
  const toggles = [deviceToggle('microphone', devices, 'button'), deviceToggle('camera', devices, 'button')];
  const toolbar = element('div', { role: 'region', 'aria-label': words.callControls, class: 'toolbar' }, [
    ...toggles.map(({ control }) => control),
    caption.control,
    iconButton(words.reaction, 'mood', () => undefined),
    iconButton(words.moreOptions, 'more_vert', () => undefined),
    iconButton(words.leave, 'call_end', options.onLeave),
    people.control,
    iconButton(words.chat, 'chat', () => panel.toggle('chat')),
  ]);
  root.append(tiles.grid, captionsPlace, toolbar, announcer);

  let hiding: ReturnType<typeof setTimeout> | undefined;
  const showToolbar = (): void => {
    toolbar.classList.remove('hidden');
    clearTimeout(hiding);
    hiding = setTimeout(() => toolbar.classList.add('hidden'), TOOLBAR_STAYS_MS);
  };
  root.addEventListener('mousemove', showToolbar);
  showToolbar();
  const marks = setInterval(() => tiles.update(performance.now()), MARKS_EVERY_MS);

  const setParticipants = (participants: readonly Participant[]): void => {
    const before = new Map(others.map(({ participantId, displayName }) => [participantId, displayName]));
    for (const { participantId, displayName } of participants)
      if (!before.delete(participantId)) announcer.textContent = words.joined(displayName);
    for (const displayName of before.values()) announcer.textContent = words.left(displayName);
    others = participants;
    tiles.set(participants);
    people.setCount(participants.length + 1);
    panel.refresh();
  };
  setParticipants(options.participants);

  return {
    root,
    setParticipants,
    caption: (participantId, text) => {
      const who = others.find((other) => other.participantId === participantId);
      if (who !== undefined) caption.add(who.displayName, text);
    },
    chat: (displayName, text) => panel.addMessage(displayName, text),
    devicesChanged: () => {
      for (const toggle of toggles) toggle.update();
    },
    leave: () => {
      clearTimeout(hiding);
      clearInterval(marks);
    },
  };
}
