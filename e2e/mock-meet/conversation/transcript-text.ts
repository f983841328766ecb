// A transcript as people write it -> lines with a speaker each.
import { SubcamError } from '@subcam/shared';
import { bareWords } from './words.ts';

export interface TranscriptLine {
  readonly name: string;
  readonly text: string;
}

/** `Name: words`; a name is at most five words, so that a sentence with a colon in it is no name. */
const NAMED_LINE = /^\s*(\p{L}[\p{L}\p{M}\p{N}.'’_-]*(?: [\p{L}\p{N}(][\p{L}\p{M}\p{N}.'’()_-]*){0,4})\s*:(?:\s+(.*))?$/u;

/** Who speaks where no line names anyone. */
const UNNAMED = 'Speaker';

/**
 * Lines in order. If the first line that has words names its speaker, a line without a name goes on with the speaker before it; otherwise one
 * speaker says everything. Throws `configuration` when there are no words.
 */
export function parseTranscript(text: string): TranscriptLine[] {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((row) => row.trim())
    .filter((row) => bareWords(row).length > 0);
  if (rows.length === 0)
    throw new SubcamError('configuration', 'The transcript has no words. Write one line for each turn, `Name: words`.');
  if (!NAMED_LINE.test(rows[0] ?? '')) return rows.map((row) => ({ name: UNNAMED, text: row }));
  const lines: TranscriptLine[] = [];
  for (const row of rows) {
    const named = NAMED_LINE.exec(row);
    const name = named?.[1] ?? lines.at(-1)?.name ?? UNNAMED;
    const words = named === null ? row : (named[2] ?? '');
    if (bareWords(words).length > 0) lines.push({ name, text: words.trim() });
  }
  if (lines.length === 0) throw new SubcamError('configuration', 'The transcript names speakers but no words.');
  return lines;
}
