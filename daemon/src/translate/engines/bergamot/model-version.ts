// Versions as Mozilla's registry writes them -> which is later, and which of them the runtime reads.

/** `3.0`, `2.1`, `3.0a1` (an alpha of 3.0). */
const VERSION = /^(?<numbers>\d+(?:\.\d+)*)(?<stage>[a-z]+)?(?<step>\d+)?$/;

/**
 * Major versions of models that the packaged runtime (0.4.9) reads. Firefox's notes: 1.x are the tiny models, 2.x the larger ones and those for
 * Chinese, Japanese and Korean, 3.x the same kinds, published compressed. Each is a Marian binary of 8-bit numbers with SentencePiece
 * vocabularies, which this runtime loads; a later major version announces a format that older runtimes don't.
 */
export const READABLE_MAJORS = { least: 1, most: 3 } as const;

/** Null for what is no version. */
export function majorOf(version: string): number | null {
  const numbers = VERSION.exec(version)?.groups?.['numbers'];
  return numbers === undefined ? null : Number.parseInt(numbers, 10);
}

/** Negative: `a` is earlier. An alpha is earlier than the version that it leads to; what is no version is earlier than all that are. */
export function compareVersions(a: string, b: string): number {
  const one = VERSION.exec(a)?.groups;
  const other = VERSION.exec(b)?.groups;
  if (one === undefined || other === undefined) return Number(one !== undefined) - Number(other !== undefined);
  const numbers = [one, other].map((groups) => (groups['numbers'] ?? '').split('.').map(Number));
  const [left = [], right = []] = numbers;
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  const [stage, otherStage] = [one['stage'], other['stage']];
  if (stage !== otherStage) return stage === undefined ? 1 : otherStage === undefined ? -1 : stage < otherStage ? -1 : 1;
  return Number(one['step'] ?? 0) - Number(other['step'] ?? 0);
}
