// Older frame: all frames of one origin on a page share one camera, and a new frame finds it through one that was there before.
import type { Realm } from './platform-overrides.ts';

/** A window's globals, if this frame may touch them. */
function reach(other: Window, own: Window): Realm | null {
  try {
    return other.origin === own.origin ? (other as Window & typeof globalThis) : null;
  } catch {
    // Of another origin.
    return null;
  }
}

/** The page that this frame is in, or else the frame around it; null for the page itself, and inside pages of other origins. */
export function olderFrameOf(own: Window): Realm | null {
  const { top, parent } = own;
  if (top === null || top === own) return null;
  return reach(top, own) ?? (parent === own ? null : reach(parent, own));
}
