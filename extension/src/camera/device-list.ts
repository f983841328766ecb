// Device list: Subcam as one more InputDeviceInfo among the platform's own.
import type { DeviceIdentity } from './device-identity.ts';
import type { PlatformOverrides } from './platform-overrides.ts';

export interface DeviceList {
  /** The platform's list with the camera in it, in objects that are new at each call. `listed`: asks the platform. */
  withCamera(listed: () => Promise<readonly MediaDeviceInfo[]>): Promise<readonly MediaDeviceInfo[]>;
}

/** `capabilities`: what the camera can do, in a new object at each call. */
export function createDeviceList(
  overrides: PlatformOverrides,
  identity: DeviceIdentity,
  capabilities: () => MediaTrackCapabilities,
): DeviceList {
  const ours = overrides.shared('infos', () => new WeakSet());
  const isOurs = (self: unknown): boolean => typeof self === 'object' && self !== null && ours.has(self);
  const fields = { deviceId: identity.deviceId, kind: 'videoinput', label: identity.label, groupId: identity.groupId };

  for (const [name, value] of Object.entries(fields)) {
    overrides.getter(MediaDeviceInfo.prototype, name, ({ native, self }) => (isOurs(self) ? value : native()));
  }
  overrides.method(MediaDeviceInfo.prototype, 'toJSON', ({ native, self }) => (isOurs(self) ? { ...fields } : native()));
  overrides.method(InputDeviceInfo.prototype, 'getCapabilities', ({ native, self }) => (isOurs(self) ? capabilities() : native()));

  /** Of another device, in a list that nobody else has: a real one. A machine without any lends its prototype alone. */
  const borrow = (listed: readonly MediaDeviceInfo[]): MediaDeviceInfo =>
    listed.find((one) => one instanceof InputDeviceInfo) ?? (Object.create(InputDeviceInfo.prototype) as MediaDeviceInfo);

  return {
    async withCamera(listed) {
      const [real, spare] = await Promise.all([listed(), listed()]);
      const info = borrow(spare);
      ours.add(info);
      // Where the platform lists cameras: after microphones, before speakers.
      const speakers = real.findIndex(({ kind }) => kind === 'audiooutput');
      return real.toSpliced(speakers === -1 ? real.length : speakers, 0, info);
    },
  };
}
