// Font messages -> fonts that the page's canvases can draw with, from bytes, since the page's CSP lets none in by URL.

/** Only families of ours are added to a page's fonts. */
const FAMILY = /^Subcam [a-z-]{1,40}$/;
/** Four times what the product has. */
const MAX_FONTS = 64;

export interface TileFonts {
  /** Resolves to whether a font was added: not one that is there already, broken, or no family of ours. Never rejects. */
  add(font: { readonly family: string; readonly weight: number; readonly base64: string }): Promise<boolean>;
}

export function createTileFonts(document: Document): TileFonts {
  const known = new Set<string>();
  return {
    async add({ family, weight, base64 }) {
      const key = `${family} ${weight}`;
      if (!FAMILY.test(family) || known.has(key) || known.size >= MAX_FONTS) return false;
      known.add(key);
      try {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const face = new FontFace(family, bytes, { weight: String(weight) });
        await face.load();
        document.fonts.add(face);
        return true;
      } catch {
        // A file that the platform refuses: the letters stay in the system's typeface, and another try is welcome.
        known.delete(key);
        return false;
      }
    },
  };
}
