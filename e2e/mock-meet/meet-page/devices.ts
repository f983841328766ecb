// Camera and microphone of the guest, asked for as Meet does: together for the preview, afresh for the call, afresh at every switch.

export type DeviceKind = 'camera' | 'microphone';

interface Device {
  /** What the person wants; stays true only while there is a track. */
  on: boolean;
  /** Whether it may be switched on. */
  allowed: boolean;
  track: MediaStreamTrack | null;
  deviceId: string | null;
}

const MEDIA_KIND = { camera: 'videoinput', microphone: 'audioinput' } as const;
const NOT_FOUND = { camera: 'Camera not found', microphone: 'Microphone not found' } as const;
const IN_USE = { camera: 'Your camera is blocked or in use', microphone: 'Your microphone is blocked or in use' } as const;

/** What Meet asks a camera for; the size is the meeting's own to choose. */
function cameraWishes(): MediaTrackConstraints {
  const { cameraWidth, cameraHeight } = document.body.dataset;
  return { width: { ideal: Number(cameraWidth) }, height: { ideal: Number(cameraHeight) }, frameRate: { ideal: 30 } };
}

export interface DevicesOptions {
  readonly onChange: () => void;
  readonly onToast: (text: string) => void;
}

export class Devices {
  readonly #devices: Readonly<Record<DeviceKind, Device>> = {
    camera: { on: false, allowed: true, track: null, deviceId: null },
    microphone: { on: false, allowed: true, track: null, deviceId: null },
  };
  readonly #options: DevicesOptions;
  /** Requests run one after the other: two at a time would leave a track behind that nobody stops. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: DevicesOptions) {
    this.#options = options;
  }

  isOn(kind: DeviceKind): boolean {
    return this.#devices[kind].on;
  }

  track(kind: DeviceKind): MediaStreamTrack | null {
    return this.#devices[kind].track;
  }

  /** Both, for the preview. */
  openPreview(): Promise<void> {
    return this.#enqueue(() => this.#request(['camera', 'microphone']));
  }

  /** Stops what is on and asks for it again: the call never takes over the preview's tracks. */
  reopen(): Promise<void> {
    return this.#enqueue(() => {
      const wanted = (['camera', 'microphone'] as const).filter((kind) => this.#devices[kind].on);
      for (const kind of wanted) this.#release(kind);
      return this.#request(wanted);
    });
  }

  toggle(kind: DeviceKind): Promise<void> {
    return this.#enqueue(() => {
      const { on, allowed } = this.#devices[kind];
      if (on) this.#release(kind);
      return on || !allowed ? Promise.resolve() : this.#request([kind]);
    });
  }

  turnOff(): Promise<void> {
    return this.#enqueue(() => {
      this.#release('camera');
      this.#release('microphone');
      return Promise.resolve();
    });
  }

  /** The track is stopped and the device asked for another, as after a change of devices. */
  renew(kind: DeviceKind): Promise<void> {
    return this.#enqueue(() => {
      if (!this.#devices[kind].on) return Promise.resolve();
      this.#release(kind);
      return this.#request([kind]);
    });
  }

  /** Stops the track that there is and takes this one, or nothing, in its place; the device stays on. */
  take(kind: DeviceKind, track: MediaStreamTrack | null): Promise<void> {
    return this.#enqueue(() => {
      this.#devices[kind].track?.stop();
      Object.assign(this.#devices[kind], { on: true, track });
      return Promise.resolve();
    });
  }

  /** Forbidden: it goes off, and stays off whatever is pressed. */
  setAllowed(kind: DeviceKind, allowed: boolean): Promise<void> {
    this.#devices[kind].allowed = allowed;
    return allowed ? Promise.resolve() : this.switchOff(kind);
  }

  switchOff(kind: DeviceKind): Promise<void> {
    return this.#enqueue(() => Promise.resolve(this.#release(kind)));
  }

  #enqueue(step: () => Promise<void>): Promise<void> {
    const run = async (before: Promise<void>): Promise<void> => {
      await before;
      await step();
      this.#options.onChange();
    };
    this.#queue = run(this.#queue);
    return this.#queue;
  }

  #release(kind: DeviceKind): void {
    const device = this.#devices[kind];
    device.track?.stop();
    device.track = null;
    device.on = false;
  }

  async #request(kinds: readonly DeviceKind[]): Promise<void> {
    const listed = await navigator.mediaDevices.enumerateDevices();
    const present = kinds.filter((kind) => listed.some((device) => device.kind === MEDIA_KIND[kind]));
    for (const kind of kinds) if (!present.includes(kind)) this.#options.onToast(NOT_FOUND[kind]);
    if (present.length === 0) return;
    try {
      await this.#take(present);
    } catch (error) {
      if (present.length > 1) {
        for (const kind of present) await this.#request([kind]);
        return;
      }
      const missing = error instanceof DOMException && (error.name === 'NotFoundError' || error.name === 'OverconstrainedError');
      for (const kind of present) this.#options.onToast(missing ? NOT_FOUND[kind] : IN_USE[kind]);
    }
  }

  async #take(kinds: readonly DeviceKind[]): Promise<void> {
    const exact = (kind: DeviceKind): MediaTrackConstraints => {
      const { deviceId } = this.#devices[kind];
      return deviceId === null ? {} : { deviceId: { exact: deviceId } };
    };
    const constraints: MediaStreamConstraints = {};
    if (kinds.includes('camera')) constraints.video = { ...cameraWishes(), ...exact('camera') };
    if (kinds.includes('microphone'))
      constraints.audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, ...exact('microphone') };
    const stream = await navigator.mediaDevices.getUserMedia(constraints);
    const listed = await navigator.mediaDevices.enumerateDevices();
    for (const track of stream.getTracks()) {
      const kind = track.kind === 'video' ? 'camera' : 'microphone';
      const settings = track.getSettings();
      const known = listed.some((device) => device.kind === MEDIA_KIND[kind] && device.deviceId === settings.deviceId);
      // The list of devices and the track must tell the same story, and a camera says its rate; else Meet complains for good.
      if (!known) this.#options.onToast(NOT_FOUND[kind]);
      if (kind === 'camera' && !((settings.frameRate ?? 0) > 0)) this.#options.onToast('There’s a problem with your camera');
      Object.assign(this.#devices[kind], { on: true, track, deviceId: known ? (settings.deviceId ?? null) : null });
      track.addEventListener('ended', () => {
        if (this.#devices[kind].track !== track) return;
        this.#release(kind);
        this.#options.onToast(NOT_FOUND[kind]);
        this.#options.onChange();
      });
    }
  }
}
