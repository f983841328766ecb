// Media devices: Subcam as one more camera of the platform's own API, real devices untouched beside it.
import { NO_CONSTRAINTS, readConstraints, type CameraConstraints } from './constraint-sets.ts';
import type { DeviceIdentity } from './device-identity.ts';
import { createDeviceList } from './device-list.ts';
import { microphoneTracks } from './microphone.ts';
import type { Call, PlatformOverrides } from './platform-overrides.ts';
import { overrideCameraPermission } from './permission-overrides.ts';
import { overrideImageCapture } from './image-capture-overrides.ts';
import type { SubcamCamera } from './subcam-camera.ts';
import { capabilitiesOf, overrideTracks } from './track-overrides.ts';
import { chooseCamera, demandForAnother, namesCamera, resolveFormat, unmetName } from './video-constraints.ts';

export interface DeviceOptions {
  readonly camera: SubcamCamera;
  readonly identity: DeviceIdentity;
  readonly overrides: PlatformOverrides;
  /** The platform has just given the page a device of its own: more may be known of the others. */
  readonly onRealDevices: () => void;
}

/** A request in which a camera is wanted. */
interface Request {
  readonly video: CameraConstraints;
  /** As the page gave it, for the platform to read; null: no sound. */
  readonly audio: boolean | MediaTrackConstraints | null;
}

/** Web IDL, `boolean or dictionary`: what is not an object is true or false. */
function isWanted(given: unknown): boolean {
  return given === null || (given !== undefined && Boolean(given));
}

/** null: no camera is wanted, or the platform refuses the request as it stands. */
function readRequest(given: unknown): Request | null {
  try {
    if (typeof given !== 'object' || given === null) return null;
    const { audio, video } = given as MediaStreamConstraints;
    if (!isWanted(video)) return null;
    const constraints = typeof video === 'object' ? readConstraints(video) : NO_CONSTRAINTS;
    return constraints === null ? null : { video: constraints, audio: isWanted(audio) ? (audio ?? true) : null };
  } catch {
    // A page's own getters may throw anything; the platform will meet it too.
    return null;
  }
}

function isNotFound(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && (thrown as { readonly name?: unknown }).name === 'NotFoundError';
}

type AskPlatform = (constraints: unknown) => Promise<MediaStream>;

/**
 * Puts the camera into this frame's `navigator.mediaDevices`. Does nothing where the platform has no media devices (an insecure
 * page). Ours answers when it is named, or when no camera of this machine is; everything else is the platform's.
 */
export function installSubcamDevice({ camera, identity, overrides, onRealDevices }: DeviceOptions): void {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices === undefined) return;
  const known = overrides.shared('devices', () => new WeakSet());
  known.add(devices);
  const isDevices = (self: unknown): boolean => typeof self === 'object' && self !== null && known.has(self);
  const listReal = Reflect.get(MediaDevices.prototype, 'enumerateDevices');
  const realCameras = async (): Promise<readonly MediaDeviceInfo[]> =>
    (await Reflect.apply(listReal, devices, [])).filter(({ kind }) => kind === 'videoinput');

  const list = createDeviceList(overrides, identity, () => capabilitiesOf('device', identity, camera.nativeFormat));
  const tracks = overrideTracks(overrides, camera, identity);
  overrideImageCapture(overrides, (track) => tracks.formatOf(track));
  overrideCameraPermission(overrides);

  const askPlatform = async (ask: AskPlatform, given: unknown, { video }: Request): Promise<MediaStream> => {
    try {
      const stream = await ask(given);
      onRealDevices();
      return stream;
    } catch (thrown) {
      const demand = demandForAnother(video);
      // The platform thinks that there is no camera at all; but there is one, of another name.
      if (demand !== null && isNotFound(thrown) && (await realCameras()).length === 0) throw new OverconstrainedError(demand, '');
      throw thrown;
    }
  };

  const answer = async (request: Request, given: unknown, ask: AskPlatform): Promise<MediaStream> => {
    const { video, audio } = request;
    const others = namesCamera(video) ? await realCameras() : [];
    if (chooseCamera(video, identity, others) === 'other') return askPlatform(ask, given, request);
    const unmet = unmetName(video, identity);
    const format = resolveFormat(video, camera.nativeFormat);
    if (unmet !== null) throw new OverconstrainedError(unmet, '');
    if (!format.ok) throw new OverconstrainedError(format.constraint, '');
    const sound = audio === null ? [] : await microphoneTracks(audio, ask);
    try {
      return new MediaStream([...sound, tracks.open(format.format, video)]);
    } catch (thrown) {
      for (const track of sound) track.stop();
      throw thrown;
    }
  };

  const answerNow = async (request: Request | null, call: Call, ask: AskPlatform): Promise<unknown> => {
    if (request !== null) return answer(request, call.args[0], ask);
    const answered = await call.native(...call.args);
    onRealDevices();
    return answered;
  };

  overrides.method(MediaDevices.prototype, 'getUserMedia', (call) => {
    const request = isDevices(call.self) ? readRequest(call.args[0]) : null;
    return answerNow(request, call, (constraints) => call.native(constraints) as Promise<MediaStream>);
  });

  overrides.method(MediaDevices.prototype, 'enumerateDevices', async ({ native, self, args }) => {
    const listed = (): Promise<MediaDeviceInfo[]> => native(...args) as Promise<MediaDeviceInfo[]>;
    return isDevices(self) ? list.withCamera(listed) : listed();
  });

  // Of before promises; a page without callbacks is refused by the platform.
  for (const name of ['getUserMedia', 'webkitGetUserMedia']) {
    overrides.method(Navigator.prototype, name, ({ native, self, args }) => {
      const [given, succeed, fail] = args;
      const request = self === navigator ? readRequest(given) : null;
      if (request === null || typeof succeed !== 'function' || typeof fail !== 'function') return native(...args);
      const ask: AskPlatform = (constraints) =>
        new Promise((resolve, reject) => void native(constraints, (stream: MediaStream) => resolve(stream), reject));
      const tell = (callback: unknown, outcome: unknown): void => queueMicrotask(() => (callback as (given: unknown) => void)(outcome));
      answer(request, given, ask).then(
        (stream) => tell(succeed, stream),
        (thrown: unknown) => tell(fail, thrown),
      );
      return undefined;
    });
  }

  // A page that has a list from before learns of the new device as of any that is plugged in.
  const announce = (): void => void devices.dispatchEvent(new Event('devicechange'));
  if (document.readyState === 'complete') setTimeout(announce, 0);
  else window.addEventListener('load', announce, { once: true });
}
