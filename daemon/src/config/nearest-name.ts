// A name that nobody knows -> the known one that was probably meant.
import { editDistance } from '../lib/edit-distance.ts';

/** The known name that is nearest to `name`, whatever its case; null when every one of them is too far away to have been meant. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const limit = Math.max(2, Math.floor(name.length / 3));
  let best: { readonly name: string; readonly distance: number } | null = null;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && (best === null || distance < best.distance)) best = { name: candidate, distance };
  }
  return best?.name ?? null;
}
