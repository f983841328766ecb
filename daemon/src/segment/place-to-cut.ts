// Late frames of a segment that has grown too long -> the frame before which it is cut. Pure: it depends on the probabilities alone.

/**
 * The middle of the stretch of `stretchFrames` frames in a row whose mean speech probability is least; of equal ones, the earliest.
 * A single frame says little: the closure of a stop consonant ("p", "t", "k") lasts 30 to 60 ms and looks like silence in the middle of
 * a word. Where there are fewer frames than a stretch has, the stretch is all of them. Undefined when there are none.
 */
export function placeToCut<Frame extends { readonly probability: number }>(
  frames: readonly Frame[],
  stretchFrames: number,
): Frame | undefined {
  const length = Math.min(stretchFrames, frames.length);
  let leastSum = Number.POSITIVE_INFINITY;
  let place: Frame | undefined;
  for (let first = 0; first + length <= frames.length; first += 1) {
    const sum = frames.slice(first, first + length).reduce((total, frame) => total + frame.probability, 0);
    if (sum >= leastSum) continue;
    leastSum = sum;
    place = frames[first + Math.floor(length / 2)];
  }
  return place;
}
