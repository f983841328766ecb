// Track overrides: our tracks answer as a camera's do: label, settings, capabilities, constraints, hints, counts, clones.
import type { CameraTrack } from './camera-sources.ts';
import type { CameraConstraints } from './constraint-sets.ts';
import { readConstraints, writeConstraints } from './constraint-sets.ts';
import type { DeviceIdentity } from './device-identity.ts';
import type { PlatformOverrides } from './platform-overrides.ts';
import type { SubcamCamera } from './subcam-camera.ts';
import { resolveFormat, unmetName, type VideoFormat } from './video-constraints.ts';

export interface TrackOverrides {
  /** A new track of the camera, of this frame's own classes. Throws a NotReadableError where no canvas is to be had. */
  open(format: VideoFormat, constraints: CameraConstraints): MediaStreamTrack;
  /** Of a live track of ours; null for all others. */
  formatOf(track: MediaStreamTrack): VideoFormat | null;
}

interface OurTrack {
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

export function overrideTracks(overrides: PlatformOverrides, camera: SubcamCamera, identity: DeviceIdentity): TrackOverrides {
  const ourTracks = overrides.shared('tracks', () => new WeakMap<object, OurTrack>());
  const ourTrack = (self: unknown): OurTrack | undefined => (typeof self === 'object' && self !== null ? ourTracks.get(self) : undefined);
  const { prototype } = MediaStreamTrack;
  const cloneStream = Reflect.get(MediaStream.prototype, 'clone');
  /** A clone's class is of the frame that the original came from, but a cloned stream's tracks are of the stream's frame. */
  const handOut = (track: MediaStreamTrack): MediaStreamTrack => {
    const [clone] = Reflect.apply(cloneStream, new MediaStream([track]), []).getTracks();
    if (clone === undefined) throw new DOMException('Could not start video source', 'NotReadableError');
    return clone;
  };

  const register = (opened: CameraTrack, constraints: CameraConstraints, hint: string): MediaStreamTrack => {
    ourTracks.set(opened.track, { ...opened, constraints, hint, frames: 0, stats: null });
    return opened.track;
  };

  const count = (ours: OurTrack): number => {
    ours.frames = Math.max(ours.frames, ours.source.framesOf(ours.track));
    return ours.frames;
  };

  const isLive = ({ track }: OurTrack): boolean => track.readyState === 'live';

  overrides.getter(prototype, 'label', ({ native, self }) => (ourTrack(self) === undefined ? native() : identity.label));
  overrides.getter(prototype, 'contentHint', ({ native, self }) => ourTrack(self)?.hint ?? native());
  overrides.setter(prototype, 'contentHint', ({ native, self, args }) => {
    const ours = ourTrack(self);
    const hint = HINTS.find((one) => one === String(args[0]));
    if (ours === undefined) native(...args);
    else ours.hint = hint ?? ours.hint;
  });
  overrides.method(prototype, 'getSettings', ({ native, self }) => {
    const ours = ourTrack(self);
    if (ours === undefined) return native();
    const { deviceId, groupId } = identity;
    return isLive(ours) ? settingsOf(identity, ours.source.format, camera.nativeFormat) : { deviceId, groupId };
  });
  overrides.method(prototype, 'getCapabilities', ({ native, self }) =>
    ourTrack(self) === undefined ? native() : capabilitiesOf('track', identity, camera.nativeFormat),
  );
  overrides.method(prototype, 'getConstraints', ({ native, self }) => {
    const ours = ourTrack(self);
    return ours === undefined ? native() : writeConstraints(ours.constraints);
  });
  overrides.method(prototype, 'applyConstraints', ({ native, self, args }) => {
    const ours = ourTrack(self);
    const constraints = ours === undefined ? null : readConstraints(args[0]);
    return ours === undefined || constraints === null ? native(...args) : applyTo(ours, constraints);
  });
  overrides.method(prototype, 'clone', ({ native, self }) => {
    const ours = ourTrack(self);
    if (ours === undefined) return native();
    if (!isLive(ours)) return register({ track: native() as MediaStreamTrack, source: ours.source }, ours.constraints, ours.hint);
    const opened = camera.open(ours.source.format, handOut);
    opened.track.enabled = ours.track.enabled;
    return register(opened, ours.constraints, ours.hint);
  });
  overrides.method(prototype, 'stop', ({ native, self }) => {
    const ours = ourTrack(self);
    if (ours !== undefined) count(ours);
    native();
    if (ours !== undefined) camera.settle();
  });
  overrides.method(MediaStream.prototype, 'clone', ({ native, self }) => {
    if (!(self instanceof MediaStream) || !self.getTracks().some((track) => ourTracks.has(track))) return native();
    return new MediaStream(self.getTracks().map((track) => track.clone()));
  });
  countFrames(overrides, (self) => ourTrack(self) ?? null, count);

  const applyTo = async (ours: OurTrack, constraints: CameraConstraints): Promise<void> => {
    if (!isLive(ours)) throw new OverconstrainedError('', 'The track is not connected to any source');
    const unmet = unmetName(constraints, identity);
    if (unmet !== null) throw refusal(unmet);
    const answer = resolveFormat(constraints, camera.nativeFormat);
    if (!answer.ok) throw refusal(answer.constraint);
    const source = camera.reformat({ track: ours.track, source: ours.source }, answer.format);
    if (source === null) throw refusal('width');
    ours.source = source;
    ours.constraints = constraints;
  };

  return {
    open: (format, constraints) => register(camera.open(format, handOut), constraints, 'text'),
    formatOf(track) {
      const ours = ourTrack(track);
      return ours === undefined || !isLive(ours) ? null : ours.source.format;
    },
  };
}

/** `track.stats`, which the platform has for devices alone. Every frame that was drawn was delivered. */
function countFrames(overrides: PlatformOverrides, ourTrack: (self: unknown) => OurTrack | null, count: (ours: OurTrack) => number): void {
  const statsClass: unknown = Reflect.get(globalThis, 'MediaStreamTrackVideoStats');
  if (typeof statsClass !== 'function') return;
  const statsPrototype = statsClass.prototype as object;
  const owners = overrides.shared('stats', () => new WeakMap<object, OurTrack>());
  const countsOf = (self: unknown): { readonly [Name in 'deliveredFrames' | 'discardedFrames' | 'totalFrames']: number } | null => {
    const ours = typeof self === 'object' && self !== null ? owners.get(self) : undefined;
    if (ours === undefined) return null;
    return { deliveredFrames: count(ours), discardedFrames: 0, totalFrames: count(ours) };
  };
  overrides.getter(MediaStreamTrack.prototype, 'stats', ({ native, self }) => {
    const ours = ourTrack(self);
    if (ours === null) return native();
    ours.stats ??= Object.create(statsPrototype) as object;
    owners.set(ours.stats, ours);
    return ours.stats;
  });
  for (const name of ['deliveredFrames', 'discardedFrames', 'totalFrames'] as const) {
    overrides.getter(statsPrototype, name, ({ native, self }) => countsOf(self)?.[name] ?? native());
  }
  overrides.method(statsPrototype, 'toJSON', ({ native, self }) => countsOf(self) ?? native());
}
