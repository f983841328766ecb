// A device -> the control that switches it, a div before the call and a button in it, with Meet's labels and shortcuts.
import type { DeviceKind, Devices } from './devices.ts';
import { element, icon } from './element.ts';
import { interfaceWords } from './interface-words.ts';

export interface DeviceToggle {
  readonly control: HTMLElement;
  /** Shows what the device is now. */
  update(): void;
}

const NAMES = { camera: ['cameraOff', 'cameraOn'], microphone: ['microphoneOff', 'microphoneOn'] } as const;
const ICONS = { camera: ['videocam', 'videocam_off'], microphone: ['mic', 'mic_off'] } as const;

export function deviceToggle(kind: DeviceKind, devices: Devices, tag: 'div' | 'button'): DeviceToggle {
  const picture = icon('');
  const press = (): void => {
    void devices.toggle(kind);
  };
  const control = element(tag, { role: 'button', tabindex: 0, class: 'round', click: press }, [picture]);
  const update = (): void => {
    const on = devices.isOn(kind);
    control.setAttribute('aria-label', interfaceWords()[NAMES[kind][on ? 0 : 1]]);
    control.setAttribute('data-is-muted', String(!on));
    picture.textContent = ICONS[kind][on ? 0 : 1];
  };
  update();
  return { control, update };
}

/** Ctrl+D and Ctrl+E, wherever the focus is. */
export function listenForShortcuts(devices: Devices): void {
  document.addEventListener('keydown', (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    const kind = event.key === 'e' ? 'camera' : event.key === 'd' ? 'microphone' : null;
    if (kind === null) return;
    event.preventDefault();
    void devices.toggle(kind);
  });
}
