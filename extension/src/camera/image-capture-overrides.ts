// Photo overrides: an ImageCapture of our track takes pictures as of any camera; the platform can do it for devices alone.
import type { PlatformOverrides } from './platform-overrides.ts';
import type { VideoFormat } from './video-constraints.ts';

interface PhotoRange {
  readonly max: number;
  readonly min: number;
  readonly step: number;
}

const exactly = (value: number): PhotoRange => ({ max: value, min: value, step: 0 });

async function jpegOf(picture: ImageBitmap): Promise<Blob> {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext('2d');
  if (context === null) throw new DOMException('platform error', 'UnknownError');
  context.drawImage(picture, 0, 0);
  picture.close();
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.95 });
}

/** `formatOf`: of a track of ours; null for all others. */
export function overrideImageCapture(overrides: PlatformOverrides, formatOf: (track: MediaStreamTrack) => VideoFormat | null): void {
  if (!('ImageCapture' in globalThis)) return;
  const { prototype } = ImageCapture;
  const grabFrame = Reflect.get(prototype, 'grabFrame');
  const ofOurs = (self: unknown): VideoFormat | null => (self instanceof ImageCapture ? formatOf(self.track) : null);

  overrides.method(prototype, 'takePhoto', async ({ native, self, args }) =>
    ofOurs(self) === null ? native(...args) : jpegOf(await Reflect.apply(grabFrame, self, [])),
  );
  overrides.method(prototype, 'getPhotoCapabilities', async ({ native, self }) => {
    const capabilities = await native();
    const format = ofOurs(self);
    if (format === null) return capabilities;
    return { ...(capabilities as object), imageHeight: exactly(format.height), imageWidth: exactly(format.width) };
  });
}
