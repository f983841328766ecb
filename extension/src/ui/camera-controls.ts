// Which picture lies under the subtitles: none, or one of the meeting page's cameras, and whether it is mirrored.
import type { ChosenCamera, PageCamera } from '../bus/chosen-camera.ts';
import type { PageCameras } from '../bus/page-cameras.ts';

export interface CameraControls {
  /** What is chosen now. */
  show(chosen: ChosenCamera | null): void;
  /** What the meeting page has; null: none that could say is open. */
  offer(told: PageCameras | null): void;
}

export interface CameraControlsOptions {
  readonly select: HTMLSelectElement;
  readonly mirror: HTMLInputElement;
  /** With `mirror` in it; hidden while there is nothing to mirror. */
  readonly mirrorLabel: HTMLElement;
  /** Says why there is nothing to choose, or that what is chosen is not there. */
  readonly hint: HTMLElement;
  readonly onChange: (camera: ChosenCamera | null) => void;
}

const PLAIN = '';

/** A page that was not yet allowed to see them lists its cameras without names. */
const nameOf = ({ label }: PageCamera, index: number): string => (label === '' ? `Camera ${index + 1}` : label);

/** Ids change when a site's data is cleared; the name stays. */
function isThere(cameras: readonly PageCamera[], chosen: PageCamera): PageCamera | undefined {
  return (
    cameras.find(({ deviceId }) => deviceId === chosen.deviceId) ?? cameras.find(({ label }) => label !== '' && label === chosen.label)
  );
}

export function bindCameraControls({ select, mirror, mirrorLabel, hint, onChange }: CameraControlsOptions): CameraControls {
  let chosen: ChosenCamera | null = null;
  let told: PageCameras | null = null;

  function sentence(): string {
    if (told === null) return chosen === null ? 'Open the meeting to choose one of its cameras.' : '';
    if (chosen === null) return told.cameras.length === 0 ? 'The meeting page sees no camera of this machine.' : '';
    const isLost = told.backdrop === 'lost' || isThere(told.cameras, chosen) === undefined;
    return isLost ? 'This camera can’t be had now: the plain tile is sent until it can.' : '';
  }

  function draw(): void {
    const listed = told?.cameras ?? [];
    const there = chosen === null ? undefined : isThere(listed, chosen);
    const options = [
      new Option('Plain tile', PLAIN),
      ...listed.map((camera, index) => new Option(nameOf(camera, index), camera.deviceId)),
      ...(chosen === null || there !== undefined ? [] : [new Option(nameOf(chosen, 0), chosen.deviceId)]),
    ];
    const text = (all: Iterable<HTMLOptionElement>): string => JSON.stringify([...all].map((one) => [one.value, one.text]));
    // Rebuilt only when it offers something else: an open list would close under the person's hand.
    if (text(select.options) !== text(options)) select.replaceChildren(...options);
    select.value = there?.deviceId ?? chosen?.deviceId ?? PLAIN;
    mirror.checked = chosen?.mirror ?? false;
    mirrorLabel.hidden = chosen === null;
    const words = sentence();
    if (hint.textContent !== words) hint.textContent = words;
    hint.hidden = words === '';
  }

  select.addEventListener('change', () => {
    const camera = told?.cameras.find(({ deviceId }) => deviceId === select.value);
    if (camera !== undefined) onChange({ ...camera, mirror: mirror.checked });
    else if (select.value === PLAIN) onChange(null);
  });
  mirror.addEventListener('change', () => {
    if (chosen !== null) onChange({ ...chosen, mirror: mirror.checked });
  });

  return {
    show(next) {
      chosen = next;
      draw();
    },
    offer(next) {
      told = next;
      draw();
    },
  };
}
