// Everything that popup and options page both let a person set, wired to the stored configuration and to a preview of the tile.
import { followHeardLanguages } from '../state/heard-languages.ts';
import { bindCameraControls } from './camera-controls.ts';
import { bindLanguageControls } from './language-controls.ts';
import { meetingCameras } from './meeting-cameras.ts';
import { pageElement } from './page-element.ts';
import { bindPairingForm } from './pairing-form.ts';
import { openStoredConfig } from './stored-config.ts';
import { bindTileControls } from './tile-controls.ts';
import { createTilePreview } from './tile-preview.ts';
import type { ExtensionConfig } from '../bus/extension-config.ts';
import type { AskBackground } from './background-question.ts';
import type { PageFailure } from './page-failure.ts';
import type { StoredConfig } from './stored-config.ts';
import type { TilePreview } from './tile-preview.ts';

/** A meeting page may open, a camera be plugged in, or the daemon be started, while a person looks. */
const LOOK_INTERVAL_MS = 2_000;

export interface SettingsPanelOptions {
  readonly ask: AskBackground;
  readonly failure: PageFailure;
  /** Whether the microphone may be used from now on; asks the person, or sends them to where they are asked. */
  readonly allowMicrophone: () => Promise<boolean>;
}

export interface SettingsPanel {
  readonly config: StoredConfig;
  readonly preview: TilePreview;
  /** While subtitles run, languages and microphone are those that they began with. */
  lock(locked: boolean): void;
}

/** Reads the configuration first; rejects when nobody answers. Finds its controls by their ids. */
export async function openSettingsPanel(options: SettingsPanelOptions): Promise<SettingsPanel> {
  const { ask, failure } = options;
  const config = await openStoredConfig({
    read: () => ask({ to: 'background', type: 'read-config' }),
    write: async (next) => void (await ask({ to: 'background', type: 'configure', config: next })),
  });
  const microphone = pageElement('microphone', HTMLInputElement);
  let locked = false;

  function change(patch: Partial<ExtensionConfig>): void {
    failure.clear();
    config.change(patch).catch((thrown: unknown) => failure.tell(thrown));
  }

  const pairing = bindPairingForm((paired) => config.change(paired));
  const languages = bindLanguageControls({
    source: pageElement('source-language', HTMLSelectElement),
    addSource: pageElement('add-spoken', HTMLButtonElement),
    spoken: pageElement('spoken-languages', HTMLUListElement),
    targets: pageElement('target-languages', HTMLUListElement),
    choice: pageElement('target-language', HTMLSelectElement),
    add: pageElement('add-language', HTMLButtonElement),
    twoWay: pageElement('two-way', HTMLInputElement),
    hint: pageElement('heard-hint', HTMLElement),
    onChange: change,
  });
  const tile = bindTileControls({ root: pageElement('look', HTMLElement), onChange: (settings) => change({ tile: settings }) });
  const camera = bindCameraControls({
    select: pageElement('camera', HTMLSelectElement),
    mirror: pageElement('mirror', HTMLInputElement),
    mirrorLabel: pageElement('mirror-label', HTMLElement),
    hint: pageElement('camera-hint', HTMLElement),
    onChange: (chosen) => change({ camera: chosen }),
  });
  const preview = createTilePreview({
    canvas: pageElement('preview', HTMLCanvasElement),
    urlOf: (path) => chrome.runtime.getURL(path),
    onError: (thrown) => failure.tell(thrown),
  });

  function show(): void {
    const { current } = config;
    pairing.show(current);
    languages.show(current, locked);
    tile.show(current.tile);
    camera.show(current.camera);
    microphone.checked = current.microphone;
    microphone.disabled = locked;
    preview.show(current);
  }

  async function switchMicrophone(wanted: boolean): Promise<void> {
    try {
      const allowed = !wanted || (await options.allowMicrophone());
      if (allowed) await config.change({ microphone: wanted });
    } finally {
      microphone.checked = config.current.microphone;
    }
  }

  microphone.addEventListener('change', () => {
    failure.clear();
    switchMicrophone(microphone.checked).catch((thrown: unknown) => failure.tell(thrown));
  });

  const heard = followHeardLanguages(
    () => config.current,
    (languageSet) => languages.offer(languageSet),
  );

  async function lookForCameras(): Promise<void> {
    camera.offer(await meetingCameras());
  }

  config.onChange(show);
  chrome.storage.onChanged.addListener(() => {
    config.refresh().catch((thrown: unknown) => failure.tell(thrown));
  });
  show();
  const looking = (): void => {
    lookForCameras().catch((thrown: unknown) => failure.tell(thrown));
    void heard.look();
  };
  looking();
  setInterval(looking, LOOK_INTERVAL_MS);

  return {
    config,
    preview,
    lock(next) {
      if (next === locked) return;
      locked = next;
      show();
    },
  };
}
