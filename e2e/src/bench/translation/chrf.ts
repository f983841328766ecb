// chrF2 of a corpus (Popović 2015, 2017), with the settings that sacreBLEU prints as `nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no`. Pure.
import { countNgrams } from './ngrams.ts';

const ORDERS = 6;

/** Recall counts twice as much as precision. */
const BETA = 2;

interface Counts {
  hypothesis: number;
  reference: number;
  matching: number;
}

const charactersOf = (text: string): readonly string[] => Array.from(text.replaceAll(/\s+/gu, ''));

const sum = (counts: Iterable<number>): number => {
  let total = 0;
  for (const count of counts) total += count;
  return total;
};

/** 0–100. Both lists are equally long and not empty; throws RangeError otherwise. */
export function chrf2(hypotheses: readonly string[], references: readonly string[]): number {
  if (hypotheses.length !== references.length || hypotheses.length === 0) {
    throw new RangeError(`chrF2 compares as many lines as there are references: ${hypotheses.length} and ${references.length}.`);
  }
  const totals: Counts[] = Array.from({ length: ORDERS }, () => ({ hypothesis: 0, reference: 0, matching: 0 }));
  for (const [line, hypothesis] of hypotheses.entries()) {
    const [ours, theirs] = [charactersOf(hypothesis), charactersOf(references[line] ?? '')];
    for (const [index, total] of totals.entries()) {
      const [grams, wanted] = [countNgrams(ours, index + 1), countNgrams(theirs, index + 1)];
      total.hypothesis += sum(grams.values());
      total.reference += sum(wanted.values());
      for (const [gram, count] of grams) total.matching += Math.min(count, wanted.get(gram) ?? 0);
    }
  }
  const used = totals.filter(({ hypothesis, reference }) => hypothesis > 0 && reference > 0);
  if (used.length === 0) return 0;
  const precision = sum(used.map(({ matching, hypothesis }) => matching / hypothesis)) / used.length;
  const recall = sum(used.map(({ matching, reference }) => matching / reference)) / used.length;
  const factor = BETA ** 2;
  return precision + recall === 0 ? 0 : (100 * (1 + factor) * precision * recall) / (factor * precision + recall);
}
