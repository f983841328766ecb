// Track looks: our tracks answer as a camera's do: label, settings, capabilities, constraints, clones.
import type { DeviceIdentity } from './device-identity.ts';
import type { NativeLooks } from './native-looks.ts';
import type { CameraTrack, SubcamCamera } from './subcam-camera.ts';
import { resolveFormat, sameFormat, unmetConstraint, type VideoFormat } from './video-constraints.ts';

export interface TrackLooks {
  /** From now on this track looks like the camera's. `constraints`: what the page asked for. */
  dress(opened: CameraTrack, constraints: MediaTrackConstraints): void;
}

interface Dress extends CameraTrack {
  constraints: MediaTrackConstraints;
}

export function capabilitiesOf(identity: DeviceIdentity, native: VideoFormat): MediaTrackCapabilities {
  return {
    aspectRatio: { max: native.width, min: 1 / native.height },
    deviceId: identity.deviceId,
    facingMode: [],
    frameRate: { max: native.frameRate, min: 1 },
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

function copy<Value>(value: Value): Value {
  return structuredClone(value);
}

export function dressTracks(looks: NativeLooks, camera: SubcamCamera, identity: DeviceIdentity): TrackLooks {
  const dresses = new WeakMap<MediaStreamTrack, Dress>();
  const dressOf = (self: unknown): Dress | undefined => (self instanceof MediaStreamTrack ? dresses.get(self) : undefined);
  const dress: TrackLooks['dress'] = (opened, constraints) => {
    dresses.set(opened.track, { ...opened, constraints: copy(constraints) });
  };
  const prototype = MediaStreamTrack.prototype;

  looks.getter(prototype, 'label', ({ native, self }) => (dressOf(self) === undefined ? native() : identity.label));
  looks.method(prototype, 'getSettings', ({ native, self }) => {
    const worn = dressOf(self);
    return worn === undefined ? native() : settingsOf(identity, worn.source.format, camera.nativeFormat);
  });
  looks.method(prototype, 'getCapabilities', ({ native, self }) =>
    dressOf(self) === undefined ? native() : capabilitiesOf(identity, camera.nativeFormat),
  );
  looks.method(prototype, 'getConstraints', ({ native, self }) => {
    const worn = dressOf(self);
    return worn === undefined ? native() : copy(worn.constraints);
  });
  looks.method(prototype, 'applyConstraints', ({ native, self, args }) => {
    const worn = dressOf(self);
    return worn === undefined ? native(...args) : applyTo(worn, args[0]);
  });
  looks.method(prototype, 'clone', ({ native, self }) => {
    const cloned = native();
    const worn = dressOf(self);
    if (worn === undefined || !(cloned instanceof MediaStreamTrack)) return cloned;
    cloned.contentHint = worn.track.contentHint;
    camera.adopt(cloned, worn.source);
    dress({ track: cloned, source: worn.source }, worn.constraints);
    return cloned;
  });
  looks.method(prototype, 'stop', ({ native, self }) => {
    native();
    if (dressOf(self) !== undefined) camera.settle();
  });
  looks.method(MediaStream.prototype, 'clone', ({ native, self }) => {
    if (!(self instanceof MediaStream) || !self.getTracks().some((track) => dresses.has(track))) return native();
    return new MediaStream(self.getTracks().map((track) => track.clone()));
  });

  const applyTo = async (worn: Dress, given: unknown): Promise<void> => {
    const constraints = typeof given === 'object' && given !== null ? (given as MediaTrackConstraints) : {};
    const answer = resolveFormat(constraints, camera.nativeFormat);
    if (!answer.ok) throw new OverconstrainedError(answer.constraint, 'Cannot satisfy constraints');
    const unmet = unmetConstraint(constraints, worn.source.format);
    const asksForFormat = ['width', 'height', 'frameRate'].some((name) => Object.hasOwn(constraints, name));
    // What another track shows stays as it is: then a mere wish goes unheard, as the platform may do, and a demand is refused.
    if (camera.isAlone(worn)) {
      if (asksForFormat && !sameFormat(answer.format, worn.source.format)) worn.source.setFormat(answer.format);
    } else if (unmet !== null) {
      throw new OverconstrainedError(unmet, 'Cannot satisfy constraints');
    }
    worn.constraints = copy(constraints);
    camera.settle();
  };

  return { dress };
}
