// Real cameras: the platform's own, by functions taken before a page or we override them: which there are, one of them, what changes.
import type { PageCamera } from '../bus/chosen-camera.ts';
import type { VideoFormat } from './video-constraints.ts';

/**
 * Whichever camera Chrome takes for a page that names none. It stands in every list, as Chrome lists a default microphone: before
 * a page was allowed to see cameras, it is the only one that can be named.
 */
export const DEFAULT_CAMERA: PageCamera = { deviceId: 'default', label: 'Default camera' };

export interface RealCameras {
  /** The default one and then those that this page may know by name; empty on a machine without cameras. */
  list(): Promise<readonly PageCamera[]>;
  /** Rejects as getUserMedia does. `deviceId`: of `list`, or another that the page once knew. */
  open(deviceId: string, format: VideoFormat): Promise<MediaStreamTrack>;
  /** Whether this page may use cameras without asking the person first. */
  isAllowed(): Promise<boolean>;
  /** A camera may have come or gone, or the page may have been allowed or forbidden to use them. */
  onChange(listener: () => void): void;
}

type PlainMethod = (...args: readonly unknown[]) => unknown;

function methodOf(owner: object, name: string): PlainMethod {
  const method: unknown = Reflect.get(owner, name);
  if (typeof method !== 'function') throw new TypeError(`No ${name}`);
  return (...args) => Reflect.apply(method, owner, args) as unknown;
}

/** Call before anything is overridden. null where the platform has no media devices (an insecure page). */
export function takeRealCameras(navigator: Navigator): RealCameras | null {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) return null;
  const enumerate = methodOf(devices, 'enumerateDevices') as () => Promise<MediaDeviceInfo[]>;
  const getUserMedia = methodOf(devices, 'getUserMedia') as (constraints: MediaStreamConstraints) => Promise<MediaStream>;
  const listen = methodOf(devices, 'addEventListener');
  const permission = (methodOf(navigator.permissions, 'query') as (descriptor: unknown) => Promise<PermissionStatus>)({ name: 'camera' });
  permission.catch(() => undefined);

  return {
    async list() {
      const found = (await enumerate()).filter(({ kind }) => kind === 'videoinput');
      const named = found.filter(({ deviceId, label }) => deviceId !== '' && label !== '');
      return found.length === 0 ? [] : [DEFAULT_CAMERA, ...named.map(({ deviceId, label }) => ({ deviceId, label }))];
    },
    async open(deviceId, { width, height, frameRate }) {
      const stream = await getUserMedia({
        video: {
          ...(deviceId === DEFAULT_CAMERA.deviceId ? {} : { deviceId: { exact: deviceId } }),
          width: { ideal: width },
          height: { ideal: height },
          frameRate: { ideal: frameRate },
        },
      });
      const track = stream.getVideoTracks()[0];
      if (track === undefined) throw new DOMException('Could not start video source', 'NotReadableError');
      return track;
    },
    async isAllowed() {
      return (await permission).state === 'granted';
    },
    onChange(listener) {
      // A page may raise such events itself, and so do we for our own device: only the platform's count.
      listen('devicechange', (event: Event) => {
        if (event.isTrusted) listener();
      });
      permission.then(
        (status) => status.addEventListener('change', listener),
        () => undefined,
      );
    },
  };
}
