// subcam sessions export: a session, or what one person said, as a file.
import path from 'node:path';
import { SubcamError } from '@subcam/shared';
import { EXPORT_FORMATS, type ExportFormat } from '@subcam/shared/http';
import { languagesOf, renderExport } from '../../../archive/index.ts';
import { command } from '../../command.ts';
import { DATA_ARGS, openDataAccess } from '../../data-access.ts';
import { SESSION_NOTE, whichSession } from '../../which-session.ts';
import { writeNewFile } from '../../write-new-file.ts';

const { json: _json, ...PLACE_ARGS } = DATA_ARGS;

const STANDARD_OUTPUT = '-';

export const exportCommand = command({
  name: 'sessions export',
  description: 'Write a session, or what one person said, as JSON, captions, text or Markdown',
  args: {
    id: { type: 'positional', description: 'Which session (or --person, or --all)', required: false },
    person: { type: 'string', description: 'What the person of this name said, in all sessions', valueHint: 'NAME' },
    all: { type: 'boolean', description: 'Every session' },
    format: { type: 'enum', description: 'What to write (default: as the file is called, else json)', options: [...EXPORT_FORMATS] },
    languages: {
      type: 'string',
      description: 'Which languages, in which order: en,pt or pt (default: the original and every translation)',
      valueHint: 'LANG',
    },
    out: {
      type: 'string',
      description: 'File to write, which must not exist yet; - is standard output',
      default: STANDARD_OUTPUT,
      valueHint: 'FILE',
    },
    ...PLACE_ARGS,
    json: { type: 'boolean', description: 'With --out FILE: print as JSON what was written' },
  },
  notes: [
    SESSION_NOTE,
    'json holds everything that is stored, for "subcam sessions import"; --languages leaves translations into others out of it. srt and vtt are of one',
    'session, keep to two lines of 42 columns a language, and begin with the sound. txt and md also say where sound is missing, and why.',
    'Case and accents of a name make no difference.',
  ].join('\n'),
  run: async (args, terminal) => {
    const { id, person, out } = args;
    if ([id !== undefined, person !== undefined, args.all === true].filter(Boolean).length !== 1) {
      throw new SubcamError(
        'configuration',
        'Name a session, a person (--person), or ask for --all: one of the three. See "subcam sessions export --help".',
      );
    }
    const isFile = out !== STANDARD_OUTPUT;
    if (args.json === true && !isFile) {
      throw new SubcamError(
        'configuration',
        'Without --out FILE the export itself is the output: leave --json out. See "subcam sessions export --help".',
      );
    }
    const format = args.format ?? formatOf(out);
    const languages = languagesOf(args.languages);
    await using access = await openDataAccess(args, terminal);
    const { data } = access;
    const records = [];
    if (id !== undefined) records.push(await data.record((await whichSession(data, id)).session_id));
    else if (person !== undefined) records.push(...(await data.recordsOfPerson(person)));
    else for await (const sessionId of everySession(data)) records.push(await data.record(sessionId));
    const text = renderExport(records, { format, languages });
    if (isFile) await writeNewFile(out, text);
    else if (text !== '') terminal.out(text.replace(/\n$/u, ''));
    const finals = records.reduce((sum, record) => sum + record.finals.length, 0);
    if (args.json === true) terminal.out(JSON.stringify({ out, format, sessions: records.length, transcripts: finals }));
    else if (isFile) terminal.say(`${records.length === 1 ? '1 session' : `${records.length} sessions`} written to ${out}.`);
    return 0;
  },
});

function formatOf(file: string): ExportFormat {
  const ending = path.extname(file).slice(1).toLowerCase();
  return EXPORT_FORMATS.find((format) => format === ending) ?? 'json';
}

/** The latest first. */
async function* everySession(data: Parameters<typeof whichSession>[0]): AsyncGenerator<string> {
  for (let cursor: string | undefined; ;) {
    const page = await data.sessions({ cursor });
    for (const { session_id } of page.sessions) yield session_id;
    if (page.next_cursor === null) return;
    cursor = page.next_cursor;
  }
}
