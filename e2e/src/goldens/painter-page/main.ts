// A page that paints tiles: fonts in as bytes, as the camera gets them; inputs in, out what is compared of their pictures.
import { paintTile, type TileInput } from '@subcam/shared/paint';
import { likenessOf, type Picture } from '../compare-pictures.ts';

/** Of RGBA or luma, row by row. */
export interface EncodedPicture {
  readonly width: number;
  readonly height: number;
  readonly base64: string;
}

export interface PainterPage {
  /** `weight`: a CSS weight or a range of them. */
  addFont(font: { readonly family: string; readonly weight: string; readonly base64: string }): Promise<void>;
  /** Not the pixels themselves: to hand a megabyte to DevTools takes several times as long as to paint it. */
  paint(input: TileInput): Promise<{ readonly luma: EncodedPicture; readonly miniature: EncodedPicture }>;
  /** A PNG or JPEG -> its pixels, RGBA. */
  decode(base64: string): Promise<EncodedPicture>;
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
function base64Of(bytes: BlobPart): Promise<string> {
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

async function encoded({ width, height, pixels }: Picture): Promise<EncodedPicture> {
  return { width, height, base64: await base64Of(Uint8Array.from(pixels)) };
}

function pictureIn(context: OffscreenCanvasRenderingContext2D): Picture {
  const { width, height, data } = context.getImageData(0, 0, context.canvas.width, context.canvas.height);
  return { width, height, pixels: data };
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
  async paint(input) {
    const context = contextOf(input.width, input.height);
    paintTile(context, input);
    const { luma, miniature } = likenessOf(pictureIn(context));
    return { luma: await encoded(luma), miniature: await encoded(miniature) };
  },
  async decode(base64) {
    const bitmap = await createImageBitmap(new Blob([bytesOf(base64)]));
    const context = contextOf(bitmap.width, bitmap.height);
    context.drawImage(bitmap, 0, 0);
    return encoded(pictureIn(context));
  },
};
