// A file of terms -> those that count for a translation, and changes to them that are kept and count at once.
import { createHash } from 'node:crypto';
import { SubcamError, type GlossaryTerm, type LanguageCode } from '@subcam/shared';
import type { GlossaryChange, GlossaryOutcome, GlossaryRow } from '@subcam/shared/http';
import { readGlossaryFile, writeGlossaryFile } from './glossary-file.ts';
import { checkRow, keyOf, type GlossaryLimits } from './glossary-rows.ts';
import { closeness, pairText, parsePair } from './language-pairs.ts';

export interface Glossary {
  /** In the order in which they were added. */
  rows(): readonly GlossaryRow[];
  /** Another one for each content, the same again for the same. */
  version(): string;
  /** The closest pair first. The same list until something changes. */
  termsFor(sourceLanguage: LanguageCode, targetLanguage: LanguageCode): readonly GlossaryTerm[];
  /** Rejects with `bad-request` or `storage`, and nothing has changed. */
  change(change: GlossaryChange): Promise<GlossaryOutcome>;
}

export interface GlossaryOptions {
  readonly file: string;
  /** Read at each change. */
  readonly limits: () => GlossaryLimits;
}

/** Pairs of languages whose terms are remembered; far more than one daemon translates. */
const MAX_PAIRS = 500;

/** Rejects with `configuration` for a file that is damaged, `storage` for one that can't be read. */
export async function openGlossary({ file, limits }: GlossaryOptions): Promise<Glossary> {
  let rows = await readGlossaryFile(file);
  let version = versionOf(rows);
  const byPair = new Map<string, readonly GlossaryTerm[]>();
  /** One change is written after the other. */
  let writing: Promise<unknown> = Promise.resolve();

  const write = async (change: GlossaryChange): Promise<GlossaryOutcome> => {
    // What another program has written to the file since counts too.
    const before = await readGlossaryFile(file);
    const { after, ...counts } = changed(before, change, limits());
    await writeGlossaryFile(file, after);
    rows = after;
    version = versionOf(rows);
    byPair.clear();
    return { ...counts, terms: rows.length, version };
  };

  return {
    rows: () => rows,
    version: () => version,
    termsFor: (sourceLanguage, targetLanguage) => {
      const asked = { source: sourceLanguage, target: targetLanguage };
      const known = byPair.get(pairText(asked));
      if (known !== undefined) return known;
      const terms = rows
        .map((row) => ({ row, close: closeness(parsePair(row.pair), asked) }))
        .flatMap(({ row, close }) => (close === null ? [] : [{ row, close }]))
        .toSorted((a, b) => b.close - a.close)
        .map(({ row: { source, target, caseSensitive } }): GlossaryTerm => ({ source, target, caseSensitive }));
      if (byPair.size >= MAX_PAIRS) byPair.clear();
      byPair.set(pairText(asked), terms);
      return terms;
    },
    change: (change) => {
      const done = writing.then(() => write(change));
      writing = done.catch(() => undefined);
      return done;
    },
  };
}

function versionOf(rows: readonly GlossaryRow[]): string {
  const content = rows.map(({ pair, source, target, caseSensitive }) => [pair, source, target, caseSensitive]);
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 12);
}

interface Changed extends Pick<GlossaryOutcome, 'added' | 'replaced' | 'removed'> {
  readonly after: readonly GlossaryRow[];
}

/** Throws `bad-request`. */
function changed(before: readonly GlossaryRow[], change: GlossaryChange, limits: GlossaryLimits): Changed {
  const rows = new Map(change.replaceAll === true ? [] : before.map((row) => [keyOf(row), row]));
  let removed = change.replaceAll === true ? before.length : 0;
  for (const { pair, source } of change.remove ?? []) {
    const gone = keysToRemove(rows, pairText(parsePair(pair)), source);
    for (const key of gone) rows.delete(key);
    removed += gone.length;
  }
  let [added, replaced] = [0, 0];
  for (const given of change.put ?? []) {
    const row = checkRow(given, limits);
    if (rows.has(keyOf(row))) replaced += 1;
    else added += 1;
    rows.set(keyOf(row), row);
  }
  if (rows.size > limits.maxTerms && rows.size > before.length) {
    throw new SubcamError(
      'bad-request',
      `A glossary has at most ${limits.maxTerms} terms, and this one would have ${rows.size}: remove some, or raise limits.maxGlossaryTerms. Nothing was changed.`,
    );
  }
  return { after: [...rows.values()], added, replaced, removed };
}

/** `rows`: by `keyOf`, so that a term is looked up, not searched for: a change may remove as many as there are. */
function keysToRemove(rows: ReadonlyMap<string, GlossaryRow>, pair: string, source: string | null): readonly string[] {
  const found =
    source === null
      ? [...rows].flatMap(([key, row]) => (row.pair === pair ? [key] : []))
      : [true, false].map((caseSensitive) => keyOf({ pair, source: source.trim(), caseSensitive })).filter((key) => rows.has(key));
  if (found.length > 0) return found;
  const what = source === null ? 'no term' : `no term "${source}"`;
  const elsewhere = source === null ? [] : [...rows.values()].filter((row) => keyOf({ ...row, source: source.trim() }) === keyOf(row));
  const hint =
    elsewhere.length === 0 ? '"subcam glossary list" shows them all' : `it is there for ${elsewhere.map((row) => row.pair).join(', ')}`;
  throw new SubcamError('bad-request', `There is ${what} for ${pair}: ${hint}.`);
}
