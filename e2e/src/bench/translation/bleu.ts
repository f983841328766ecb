// BLEU of a corpus (Papineni et al. 2002), with the settings that sacreBLEU prints as `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp`. Pure.
import { countNgrams } from './ngrams.ts';

const ORDERS = 4;

const ENTITIES: Readonly<Record<string, string>> = { '&quot;': '"', '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** The tokens of `mteval-v13a`: signs by themselves, but for full stops and commas within numbers. */
export function tokens13a(text: string): readonly string[] {
  const plain = text.replaceAll(/&(?:quot|amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
  return ` ${plain} `
    .replaceAll(/([{-~[-` -&(-+:-@/])/g, ' $1 ')
    .replaceAll(/([^0-9])([.,])/g, '$1 $2 ')
    .replaceAll(/([.,])([^0-9])/g, ' $1 $2')
    .replaceAll(/([0-9])(-)/g, '$1 $2 ')
    .split(/\s+/u)
    .filter((token) => token !== '');
}

/** 0–100. Both lists are equally long and not empty; throws RangeError otherwise. */
export function bleu(hypotheses: readonly string[], references: readonly string[]): number {
  if (hypotheses.length !== references.length || hypotheses.length === 0) {
    throw new RangeError(`BLEU compares as many lines as there are references: ${hypotheses.length} and ${references.length}.`);
  }
  const matching = Array.from({ length: ORDERS }, () => 0);
  const total = Array.from({ length: ORDERS }, () => 0);
  let [length, wantedLength] = [0, 0];
  for (const [line, hypothesis] of hypotheses.entries()) {
    const [ours, theirs] = [tokens13a(hypothesis), tokens13a(references[line] ?? '')];
    length += ours.length;
    wantedLength += theirs.length;
    for (let order = 1; order <= ORDERS; order += 1) {
      const wanted = countNgrams(theirs, order, ' ');
      for (const [gram, count] of countNgrams(ours, order, ' ')) {
        total[order - 1] = (total[order - 1] ?? 0) + count;
        matching[order - 1] = (matching[order - 1] ?? 0) + Math.min(count, wanted.get(gram) ?? 0);
      }
    }
  }
  if (total.includes(0)) return 0;
  let [logarithms, smoothing] = [0, 1];
  for (const [index, all] of total.entries()) {
    const found = matching[index] ?? 0;
    // Orders without a match count as half of one, a quarter of one, and so on.
    if (found === 0) smoothing *= 2;
    logarithms += Math.log(found === 0 ? 1 / (smoothing * all) : found / all);
  }
  const brevity = length >= wantedLength ? 1 : Math.exp(1 - wantedLength / length);
  return 100 * brevity * Math.exp(logarithms / ORDERS);
}
