// A page that paints tiles: fonts in as bytes, as the camera gets them; inputs in, pixels out.
import { paintTile, type TileInput } from '@subcam/shared/paint';

export interface PainterPage {
  /** `weight`: a CSS weight or a range of them. */
  addFont(font: { readonly family: string; readonly weight: string; readonly base64: string }): Promise<void>;
  /** RGBA, row by row, base64. */
  paint(input: TileInput): Promise<string>;
  /** The pixels of an encoded picture, RGBA, base64. */
  decode(base64: string): Promise<{ readonly width: number; readonly height: number; readonly base64: string }>;
}

declare global {
  interface Window {
    painter: PainterPage;
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** By the platform itself: letter by letter it takes longer than the painting. */
function base64Of(bytes: Uint8ClampedArray<ArrayBuffer>): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.addEventListener('load', () => {
      const { result } = reader;
      if (typeof result === 'string') resolve(result.slice(result.indexOf(',') + 1));
    });
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The page could not read its own pixels.')));
    reader.readAsDataURL(new Blob([bytes]));
  });
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  // As the camera asks for it.
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('The page has no canvas.');
  return context;
}

window.painter = {
  async addFont({ family, weight, base64 }) {
    document.fonts.add(await new FontFace(family, bytesOf(base64), { weight }).load());
  },
  paint(input) {
    const context = contextOf(input.width, input.height);
    paintTile(context, input);
    return base64Of(context.getImageData(0, 0, input.width, input.height).data);
  },
  async decode(base64) {
    const bitmap = await createImageBitmap(new Blob([bytesOf(base64)]));
    const context = contextOf(bitmap.width, bitmap.height);
    context.drawImage(bitmap, 0, 0);
    return {
      width: bitmap.width,
      height: bitmap.height,
      base64: await base64Of(context.getImageData(0, 0, bitmap.width, bitmap.height).data),
    };
  },
};
