// subcam glossary: words that translations have as they are set down; one by one, or as CSV.
import { SubcamError } from '@subcam/shared';
import type { GlossaryOutcome, GlossaryRow } from '@subcam/shared/http';
import { pairText, parsePair, readGlossaryCsv, writeGlossaryCsv } from '../../glossary/index.ts';
import { command } from '../command.ts';
import { commandGroup } from '../command-group.ts';
import { CONFIG_ARG, DATA_DIR_ARG } from '../daemon-args.ts';
import { glossaryLimits, openGlossaryAccess } from '../glossary-access.ts';
import { readWhole } from '../read-whole.ts';
import { ADDRESS_ARGS } from '../running-daemon.ts';
import { tableLines } from '../terminal.ts';
import type { Terminal } from '../terminal.ts';
import { writeNewFile } from '../write-new-file.ts';

const ARGS = { ...CONFIG_ARG, ...DATA_DIR_ARG, ...ADDRESS_ARGS, json: { type: 'boolean', description: 'Print JSON' } } as const;

const PAIR_NOTE = 'PAIR is written as en-pt; * stands for any language (en-*, *-pt), and all for every pair. Quote a pair that has a *.';
const THROUGH_DAEMON = 'Through the running daemon, where one runs: what is translated from then on has it.';

const add = command({
  name: 'glossary add',
  description: 'Set down how a term is translated, or that it stays as it is',
  args: {
    pair: { type: 'positional', description: 'For which languages: en-pt', required: true },
    source: { type: 'positional', description: 'The term as it is said', required: true },
    target: { type: 'positional', description: 'Its translation; left out: it stays as it is', required: false },
    'case-sensitive': { type: 'boolean', description: 'Only these very letters: IT, and not it' },
    ...ARGS,
  },
  notes: `${PAIR_NOTE}\nA term that is there already is replaced. ${THROUGH_DAEMON}`,
  run: async (args, terminal) => {
    const row = { pair: args.pair, source: args.source, target: args.target ?? null, caseSensitive: args['case-sensitive'] === true };
    const access = await openGlossaryAccess(args, terminal);
    sayOutcome(args, await access.change({ put: [row] }), terminal);
    return 0;
  },
});

const rm = command({
  name: 'glossary rm',
  description: 'Remove a term, or all of a pair',
  args: {
    pair: { type: 'positional', description: 'Of which languages: en-pt', required: true },
    source: { type: 'positional', description: 'The term (or --all)', required: false },
    all: { type: 'boolean', description: 'Every term of the pair' },
    ...ARGS,
  },
  notes: `${PAIR_NOTE}\n${THROUGH_DAEMON}`,
  run: async (args, terminal) => {
    if ((args.source === undefined) === (args.all !== true)) {
      throw new SubcamError('configuration', 'Name a term, or ask for --all: one of the two. See "subcam glossary rm --help".');
    }
    const access = await openGlossaryAccess(args, terminal);
    sayOutcome(args, await access.change({ remove: [{ pair: args.pair, source: args.source ?? null }] }), terminal);
    return 0;
  },
});

const list = command({
  name: 'glossary list',
  description: 'The terms, of one pair or of all',
  args: { pair: { type: 'positional', description: 'Of which languages: en-pt', required: false }, ...ARGS },
  notes: PAIR_NOTE,
  run: async (args, terminal) => {
    const access = await openGlossaryAccess(args, terminal);
    const rows = ofPair(await access.rows(), args.pair);
    if (args.json === true) terminal.out(JSON.stringify({ daemonUrl: access.daemonUrl, terms: rows }));
    else if (rows.length === 0) terminal.say('There is no term. "subcam glossary add --help" says how one is set down.');
    else for (const line of tableLines(rows.map(lineOf))) terminal.out(line);
    return 0;
  },
});

const importCommand = command({
  name: 'glossary import',
  description: 'Take terms from a CSV file: all of them, or none',
  args: {
    'pair-or-file': { type: 'positional', description: 'For which languages the lines are that name none: en-pt', required: true },
    file: { type: 'positional', description: 'CSV file in UTF-8; - is standard input', required: false },
    replace: { type: 'boolean', description: 'All terms that are there go first, of every pair' },
    ...ARGS,
  },
  notes: [
    PAIR_NOTE,
    'The first line names the columns: source, target, case_sensitive and pair, in any order; only source has to be there. PAIR may be left out',
    'where the file has a column pair. An empty target: the term stays as it is. case_sensitive is true or false, and false where it is empty.',
    `A term that is there already is replaced. ${THROUGH_DAEMON}`,
  ].join('\n'),
  run: async (args, terminal) => {
    const { pair, file } = importFrom(args['pair-or-file'], args.file);
    const access = await openGlossaryAccess(args, terminal);
    const rows = readGlossaryCsv(await readWhole(file, terminal), { pair, limits: glossaryLimits(access.config) });
    sayOutcome(args, await access.change({ replaceAll: args.replace === true, put: [...rows] }), terminal);
    return 0;
  },
});

const exportCommand = command({
  name: 'glossary export',
  description: 'Print the terms as CSV, of one pair or of all',
  args: {
    pair: { type: 'positional', description: 'Of which languages: en-pt', required: false },
    out: { type: 'string', description: 'File to write, which must not exist yet (default: standard output)', valueHint: 'FILE' },
    ...ARGS,
  },
  notes: `${PAIR_NOTE}\nWhat "subcam glossary import" takes again as it is.`,
  run: async (args, terminal) => {
    const access = await openGlossaryAccess(args, terminal);
    const rows = ofPair(await access.rows(), args.pair);
    const csv = writeGlossaryCsv(rows);
    if (args.out !== undefined) await writeNewFile(args.out, csv);
    else if (args.json !== true) terminal.out(csv.replace(/\n$/, ''));
    if (args.json === true) terminal.out(JSON.stringify(args.out === undefined ? { terms: rows } : { out: args.out, terms: rows.length }));
    else if (args.out !== undefined) terminal.say(`${count(rows.length)} written to ${args.out}.`);
    return 0;
  },
});

export const glossary = commandGroup({
  name: 'glossary',
  description: 'Words that translations have as you set them down',
  subcommands: { add, rm, list, import: importCommand, export: exportCommand },
  byDefault: 'list',
  notes: [
    'subcam glossary add en-pt standup "reunião diária"',
    'subcam glossary add all Kubernetes                    it stays as it is, in every language',
    'subcam glossary import en-pt terms.csv                the first line: source,target,case_sensitive',
    '',
    PAIR_NOTE,
    'Of terms that overlap the longest counts, and of the same term the one with the closest pair. "subcam glossary add --help" and so on say more.',
  ].join('\n'),
});

function count(terms: number): string {
  return terms === 1 ? '1 term' : `${terms} terms`;
}

/** Either may stand first; a single one is the file. Throws `bad-request` where neither is a pair. */
function importFrom(first: string, second: string | undefined): { readonly pair: string | null; readonly file: string } {
  if (second === undefined) return { pair: null, file: first };
  const isTurned = !isPair(first) && isPair(second);
  const [pair, file] = isTurned ? [second, first] : [first, second];
  return { pair: pairText(parsePair(pair)), file };
}

function isPair(text: string): boolean {
  try {
    parsePair(text);
    return true;
  } catch {
    return false;
  }
}

/** Throws `bad-request` for what is no pair. */
function ofPair(rows: readonly GlossaryRow[], given: string | undefined): readonly GlossaryRow[] {
  if (given === undefined) return rows;
  const pair = pairText(parsePair(given));
  return rows.filter((row) => row.pair === pair);
}

function lineOf({ pair, source, target, caseSensitive }: GlossaryRow): readonly string[] {
  return [pair, source, `${target ?? '(stays as it is)'}${caseSensitive ? '  (these very letters)' : ''}`];
}

function sayOutcome({ json }: { readonly json?: boolean | undefined }, outcome: GlossaryOutcome, terminal: Terminal): void {
  if (json === true) {
    terminal.out(JSON.stringify(outcome));
    return;
  }
  const { added, replaced, removed, terms } = outcome;
  const done = [
    [added, 'added'],
    [replaced, 'replaced'],
    [removed, 'removed'],
  ] as const;
  const told = done.filter(([times]) => times > 0).map(([times, what]) => `${times} ${what}`);
  terminal.out(`${told.length === 0 ? 'nothing changed' : told.join(', ')}; the glossary has ${count(terms)}`);
}
