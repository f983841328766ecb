// Sound -> the same, faster or slower, and higher or lower by as much. Pure.

/** `speed`: 0.92 is 8 % slower. Between samples it goes in a straight line. */
export function atSpeed(sound: Float32Array, speed: number): Float32Array {
  return Float32Array.from({ length: Math.floor(sound.length / speed) }, (_, at) => {
    const from = Math.floor(at * speed);
    const share = at * speed - from;
    return (sound[from] ?? 0) * (1 - share) + (sound[from + 1] ?? 0) * share;
  });
}
