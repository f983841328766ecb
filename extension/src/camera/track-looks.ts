// Track looks: our tracks answer as a camera's do: label, settings, capabilities, constraints, hints, counts, clones.
import type { CameraConstraints } from './constraint-sets.ts';
import { readConstraints, writeConstraints } from './constraint-sets.ts';
import type { DeviceIdentity } from './device-identity.ts';
import type { NativeLooks } from './native-looks.ts';
import type { CameraTrack, SubcamCamera } from './subcam-camera.ts';
import { resolveFormat, unmetName, type VideoFormat } from './video-constraints.ts';

export interface TrackLooks {
  /** A new track of the camera, of this frame's own classes. Throws a NotReadableError where no canvas is to be had. */
  open(format: VideoFormat, constraints: CameraConstraints): MediaStreamTrack;
  /** Of a live track of ours; null for all others. */
  formatOf(track: MediaStreamTrack): VideoFormat | null;
}

interface Dress {
  readonly track: MediaStreamTrack;
  source: CameraTrack['source'];
  constraints: CameraConstraints;
  /** What the page set: the platform is told 'text' whatever it is, since letters are what the picture is made of. */
  hint: string;
  /** Frames that it was given before it ended. */
  frames: number;
  stats: object | null;
}

/** https://www.w3.org/TR/mst-content-hint/#video-content-hints */
const HINTS = ['', 'motion', 'detail', 'text'];

/** `of`: before it is opened, a device says one frame a second is its least; its track then says none. So does Chrome. */
export function capabilitiesOf(of: 'device' | 'track', identity: DeviceIdentity, native: VideoFormat): MediaTrackCapabilities {
  return {
    aspectRatio: { max: native.width, min: 1 / native.height },
    deviceId: identity.deviceId,
    facingMode: [],
    frameRate: { max: native.frameRate, min: of === 'device' ? 1 : 0 },
    groupId: identity.groupId,
    height: { max: native.height, min: 1 },
    resizeMode: ['none', 'crop-and-scale'],
    width: { max: native.width, min: 1 },
  } as MediaTrackCapabilities;
}

function settingsOf(identity: DeviceIdentity, format: VideoFormat, native: VideoFormat): MediaTrackSettings {
  const scaled = format.width !== native.width || format.height !== native.height;
  return {
    aspectRatio: format.width / format.height,
    deviceId: identity.deviceId,
    frameRate: format.frameRate,
    groupId: identity.groupId,
    height: format.height,
    resizeMode: scaled ? 'crop-and-scale' : 'none',
    width: format.width,
  } as MediaTrackSettings;
}

const refusal = (constraint: string): OverconstrainedError => new OverconstrainedError(constraint, 'Cannot satisfy constraints');

export function dressTracks(looks: NativeLooks, camera: SubcamCamera, identity: DeviceIdentity): TrackLooks {
  const dresses = looks.shared('tracks', () => new WeakMap<object, Dress>());
  const dressOf = (self: unknown): Dress | undefined => (typeof self === 'object' && self !== null ? dresses.get(self) : undefined);
  const { prototype } = MediaStreamTrack;
  const cloneStream = Reflect.get(MediaStream.prototype, 'clone');
  /** A clone's class is of the frame that the original came from, but a cloned stream's tracks are of the stream's frame. */
  const handOut = (track: MediaStreamTrack): MediaStreamTrack => {
    const [clone] = Reflect.apply(cloneStream, new MediaStream([track]), []).getTracks();
    if (clone === undefined) throw new DOMException('Could not start video source', 'NotReadableError');
    return clone;
  };

  const wear = (opened: CameraTrack, constraints: CameraConstraints, hint: string): MediaStreamTrack => {
    dresses.set(opened.track, { ...opened, constraints, hint, frames: 0, stats: null });
    return opened.track;
  };

  const count = (worn: Dress): number => {
    worn.frames = Math.max(worn.frames, worn.source.framesOf(worn.track));
    return worn.frames;
  };

  const isLive = ({ track }: Dress): boolean => track.readyState === 'live';

  looks.getter(prototype, 'label', ({ native, self }) => (dressOf(self) === undefined ? native() : identity.label));
  looks.getter(prototype, 'contentHint', ({ native, self }) => dressOf(self)?.hint ?? native());
  looks.setter(prototype, 'contentHint', ({ native, self, args }) => {
    const worn = dressOf(self);
    const hint = HINTS.find((one) => one === String(args[0]));
    if (worn === undefined) native(...args);
    else worn.hint = hint ?? worn.hint;
  });
  looks.method(prototype, 'getSettings', ({ native, self }) => {
    const worn = dressOf(self);
    if (worn === undefined) return native();
    const { deviceId, groupId } = identity;
    return isLive(worn) ? settingsOf(identity, worn.source.format, camera.nativeFormat) : { deviceId, groupId };
  });
  looks.method(prototype, 'getCapabilities', ({ native, self }) =>
    dressOf(self) === undefined ? native() : capabilitiesOf('track', identity, camera.nativeFormat),
  );
  looks.method(prototype, 'getConstraints', ({ native, self }) => {
    const worn = dressOf(self);
    return worn === undefined ? native() : writeConstraints(worn.constraints);
  });
  looks.method(prototype, 'applyConstraints', ({ native, self, args }) => {
    const worn = dressOf(self);
    const constraints = worn === undefined ? null : readConstraints(args[0]);
    return worn === undefined || constraints === null ? native(...args) : applyTo(worn, constraints);
  });
  looks.method(prototype, 'clone', ({ native, self }) => {
    const worn = dressOf(self);
    if (worn === undefined) return native();
    if (!isLive(worn)) return wear({ track: native() as MediaStreamTrack, source: worn.source }, worn.constraints, worn.hint);
    const opened = camera.open(worn.source.format, handOut);
    opened.track.enabled = worn.track.enabled;
    return wear(opened, worn.constraints, worn.hint);
  });
  looks.method(prototype, 'stop', ({ native, self }) => {
    const worn = dressOf(self);
    if (worn !== undefined) count(worn);
    native();
    if (worn !== undefined) camera.settle();
  });
  looks.method(MediaStream.prototype, 'clone', ({ native, self }) => {
    if (!(self instanceof MediaStream) || !self.getTracks().some((track) => dresses.has(track))) return native();
    return new MediaStream(self.getTracks().map((track) => track.clone()));
  });
  countFrames(looks, (self) => dressOf(self) ?? null, count);

  const applyTo = async (worn: Dress, constraints: CameraConstraints): Promise<void> => {
    if (!isLive(worn)) throw new OverconstrainedError('', 'The track is not connected to any source');
    const unmet = unmetName(constraints, identity);
    if (unmet !== null) throw refusal(unmet);
    const answer = resolveFormat(constraints, camera.nativeFormat);
    if (!answer.ok) throw refusal(answer.constraint);
    const source = camera.reformat({ track: worn.track, source: worn.source }, answer.format);
    if (source === null) throw refusal('width');
    worn.source = source;
    worn.constraints = constraints;
  };

  return {
    open: (format, constraints) => wear(camera.open(format, handOut), constraints, 'text'),
    formatOf(track) {
      const worn = dressOf(track);
      return worn === undefined || !isLive(worn) ? null : worn.source.format;
    },
  };
}

/** `track.stats`, which the platform has for devices alone. Every frame that was drawn was delivered. */
function countFrames(looks: NativeLooks, dressOf: (self: unknown) => Dress | null, count: (worn: Dress) => number): void {
  const statsClass: unknown = Reflect.get(globalThis, 'MediaStreamTrackVideoStats');
  if (typeof statsClass !== 'function') return;
  const statsPrototype = statsClass.prototype as object;
  const owners = looks.shared('stats', () => new WeakMap<object, Dress>());
  const countsOf = (self: unknown): { readonly [Name in 'deliveredFrames' | 'discardedFrames' | 'totalFrames']: number } | null => {
    const worn = typeof self === 'object' && self !== null ? owners.get(self) : undefined;
    if (worn === undefined) return null;
    return { deliveredFrames: count(worn), discardedFrames: 0, totalFrames: count(worn) };
  };
  looks.getter(MediaStreamTrack.prototype, 'stats', ({ native, self }) => {
    const worn = dressOf(self);
    if (worn === null) return native();
    worn.stats ??= Object.create(statsPrototype) as object;
    owners.set(worn.stats, worn);
    return worn.stats;
  });
  for (const name of ['deliveredFrames', 'discardedFrames', 'totalFrames'] as const) {
    looks.getter(statsPrototype, name, ({ native, self }) => countsOf(self)?.[name] ?? native());
  }
  looks.method(statsPrototype, 'toJSON', ({ native, self }) => countsOf(self) ?? native());
}
