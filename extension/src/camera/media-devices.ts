// Media devices: Subcam as one more camera of the platform's own API, real devices untouched beside it.
import { deviceIdentity, type DeviceIdentity } from './device-identity.ts';
import { microphoneTracks } from './microphone.ts';
import type { NativeLooks } from './native-looks.ts';
import type { SubcamCamera } from './subcam-camera.ts';
import { capabilitiesOf, dressTracks } from './track-looks.ts';
import { chooseCamera, resolveFormat, unmetConstraint } from './video-constraints.ts';

/** A frame of the meeting inside the top one: its pages get the top frame's camera, which is the one that cues reach. */
function topDevices(): MediaDevices | null {
  if (window.top === null || window.top === window) return null;
  try {
    return window.top.origin === window.origin ? window.top.navigator.mediaDevices : null;
  } catch {
    // Another origin's top frame: this frame has a camera of its own.
    return null;
  }
}

function isNothingThere(thrown: unknown): boolean {
  const name = typeof thrown === 'object' && thrown !== null ? (thrown as { readonly name?: unknown }).name : undefined;
  return name === 'NotFoundError' || name === 'OverconstrainedError';
}

function installInfo(looks: NativeLooks, identity: DeviceIdentity, camera: SubcamCamera): MediaDeviceInfo {
  const info = Object.create(InputDeviceInfo.prototype) as InputDeviceInfo;
  const fields = { deviceId: identity.deviceId, kind: 'videoinput', label: identity.label, groupId: identity.groupId };
  for (const [name, value] of Object.entries(fields)) {
    looks.getter(MediaDeviceInfo.prototype, name, ({ native, self }) => (self === info ? value : native()));
  }
  looks.method(MediaDeviceInfo.prototype, 'toJSON', ({ native, self }) => (self === info ? { ...fields } : native()));
  looks.method(InputDeviceInfo.prototype, 'getCapabilities', ({ native, self }) =>
    self === info ? capabilitiesOf(identity, camera.nativeFormat) : native(),
  );
  return info;
}

function installPermissions(looks: NativeLooks): void {
  const cameraStatuses = new WeakSet();
  looks.method(Permissions.prototype, 'query', async ({ native, args }) => {
    const status = await native(...args);
    const descriptor = args[0];
    const isCamera = typeof descriptor === 'object' && descriptor !== null && (descriptor as { readonly name?: unknown }).name === 'camera';
    if (isCamera && typeof status === 'object' && status !== null) cameraStatuses.add(status);
    return status;
  });
  looks.getter(PermissionStatus.prototype, 'state', ({ native, self }) =>
    typeof self === 'object' && self !== null && cameraStatuses.has(self) ? 'granted' : native(),
  );
}

export interface DeviceOptions {
  readonly camera: SubcamCamera;
  readonly looks: NativeLooks;
  /** The platform has just given the page a device of its own: more may be known of the others. */
  readonly onRealDevices: () => void;
}

/**
 * Puts the camera into this frame's `navigator.mediaDevices`. Does nothing where the platform has no media devices (an insecure
 * page). Ours answers when it is selected, or when no other camera is asked for by id; everything else is the platform's.
 */
export function installSubcamDevice({ camera, looks, onRealDevices }: DeviceOptions): void {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) return;
  const identity = deviceIdentity(globalThis.origin);
  const tracks = dressTracks(looks, camera, identity);
  const info = installInfo(looks, identity, camera);
  const top = topDevices();
  installPermissions(looks);

  const openVideo = async (video: unknown): Promise<readonly MediaStreamTrack[]> => {
    const constraints = typeof video === 'object' && video !== null ? (video as MediaTrackConstraints) : {};
    if (top !== null) return (await top.getUserMedia({ video: video as boolean | MediaTrackConstraints })).getVideoTracks();
    const answer = resolveFormat(constraints, camera.nativeFormat);
    const unmet = answer.ok ? unmetConstraint(constraints, answer.format) : answer.constraint;
    if (!answer.ok || unmet !== null) throw new OverconstrainedError(unmet ?? '', '');
    const opened = camera.open(answer.format);
    tracks.dress(opened, constraints);
    return [opened.track];
  };

  looks.method(MediaDevices.prototype, 'getUserMedia', async ({ native, self, args }) => {
    const asked = args[0];
    const { audio, video } = typeof asked === 'object' && asked !== null ? (asked as MediaStreamConstraints) : {};
    if (!(self instanceof MediaDevices) || video === undefined || video === false) return native(...args);
    const choice = chooseCamera(video, identity);
    if (choice === 'other') return native(...args);
    if (choice === 'other-first') {
      try {
        return await native(...args);
      } catch (thrown) {
        if (!isNothingThere(thrown)) throw thrown;
      }
    }
    const sound = await microphoneTracks(audio, (constraints) => native(constraints) as Promise<MediaStream>);
    return new MediaStream([...sound, ...(await openVideo(video))]);
  });

  looks.method(MediaDevices.prototype, 'enumerateDevices', async ({ native, args }) => {
    const listed = (await native(...args)) as readonly MediaDeviceInfo[];
    // Where the platform lists cameras: after microphones, before speakers.
    const speakers = listed.findIndex(({ kind }) => kind === 'audiooutput');
    return listed.toSpliced(speakers === -1 ? listed.length : speakers, 0, info);
  });

  // A page that has a list from before learns of the new device as of any that is plugged in.
  const announce = (): void => void devices.dispatchEvent(new Event('devicechange'));
  if (document.readyState === 'complete') setTimeout(announce, 0);
  else window.addEventListener('load', announce, { once: true });
}
