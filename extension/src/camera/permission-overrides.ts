// Permission overrides: a page may use a camera that nobody has to be asked for.
import type { PlatformOverrides } from './platform-overrides.ts';

/** Whether a question is for cameras as such; moving and zooming them is another permission, and ours does neither. */
function isForCamera(descriptor: unknown): boolean {
  if (typeof descriptor !== 'object' || descriptor === null) return false;
  const { name, panTiltZoom } = descriptor as { readonly name?: unknown; readonly panTiltZoom?: unknown };
  return name === 'camera' && panTiltZoom !== true;
}

export function overrideCameraPermission(overrides: PlatformOverrides): void {
  const ours = overrides.shared('permissions', () => new WeakSet());
  overrides.method(Permissions.prototype, 'query', async ({ native, args }) => {
    const status = await native(...args);
    if (isForCamera(args[0]) && typeof status === 'object' && status !== null) ours.add(status);
    return status;
  });
  overrides.getter(PermissionStatus.prototype, 'state', ({ native, self }) =>
    typeof self === 'object' && self !== null && ours.has(self) ? 'granted' : native(),
  );
}
