// subcam sessions: what was said, for a person at a terminal and for other programs; straight from the database, and through a daemon.
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { SubcamError } from '@subcam/shared';
import { openStore } from '../store/index.ts';
import { makeMemoryFolder } from '../testing/memory-folder.ts';
import { BEGAN_AT_MS, writeTalk } from '../testing/stored-talk.ts';
import { runCli } from './main.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';

let home: string;
let isForTerminal: boolean;

beforeAll(async () => {
  home = await makeMemoryFolder('subcam-sessions-');
  const store = await openStore({ file: path.join(home, 'subcam.db') });
  await writeTalk(store, { sessionId: 'abc-1111' });
  await writeTalk(store, { sessionId: 'abc-2222', openedAtMs: BEGAN_AT_MS + 3_600_000, meetingUrl: null });
  await writeTalk(store, { sessionId: 'xyz-3333', openedAtMs: BEGAN_AT_MS + 7_200_000, isOpen: true });
  await store.close();
});

beforeEach(() => {
  isForTerminal = false;
});

afterAll(() => rm(home, { recursive: true }));

async function run(argv: readonly string[], input: readonly Uint8Array[] = []) {
  // A port on which nobody listens: the discard service's.
  const terminal = recordingTerminal({ HOME: home, SUBCAM_HOME: home, SUBCAM_PORT: '9', PATH: '' }, isForTerminal, input);
  const code = await runCli(['sessions', ...argv], terminal);
  return { code, out: terminal.outLines.join('\n'), lines: terminal.outLines, said: terminal.saidLines.join('\n') };
}

const json = async (argv: readonly string[]): Promise<unknown> => JSON.parse((await run([...argv, '--json'])).out);

describe('list', () => {
  it('has a line for each session, the latest first, in fields for other programs', async () => {
    const { code, lines, said } = await run([]);
    expect([code, said]).toEqual([0, '']);
    expect(lines.map((line) => line.split('\t'))).toEqual([
      ['xyz-3333', '2026-11-29T16:00:00.000Z', '', '3', '15', 'en,es→pt', 'meet.google.com/abc-defg-hij'],
      ['abc-2222', '2026-11-29T15:00:00.000Z', '2026-11-29T16:15:00.000Z', '3', '15', 'en,es→pt', 'extension 0.1.0'],
      ['abc-1111', '2026-11-29T14:00:00.000Z', '2026-11-29T15:15:00.000Z', '3', '15', 'en,es→pt', 'meet.google.com/abc-defg-hij'],
    ]);
  });

  it('is a table with a head at a terminal', async () => {
    isForTerminal = true;
    const { lines } = await run(['list', '--limit', '2']);
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('LANGUAGES');
    expect(lines[1]).toMatch(/^xyz-3333 +2026-11-\d\d \d\d:\d\d +open +15 words +en,es→pt +meet/u);
    expect(lines[2]).toContain('1:15:00');
  });

  it('tells the length of what was said, also where it was read faster than it plays', async () => {
    isForTerminal = true;
    const place = path.join(home, 'quick');
    const store = await openStore({ file: path.join(place, 'subcam.db') });
    await writeTalk(store, { sessionId: 'quick', isOpen: true });
    await store.closeSession('quick', BEGAN_AT_MS + 3_000);
    await store.close();
    expect((await run(['list', '--data-dir', place])).lines[1]).toMatch(/ 1:02:\d\d +15 words/u);
  });

  it('is paged and filtered', async () => {
    const ids = async (argv: readonly string[]) => (await run(argv)).lines.map((line) => line.split('\t')[0]);
    const first = (await json(['list', '--limit', '2'])) as { readonly sessions: readonly unknown[]; readonly next_cursor: string };
    expect(first.sessions).toHaveLength(2);
    expect(await ids(['--limit', '2', '--cursor', first.next_cursor])).toEqual(['abc-1111']);
    expect((await run(['--limit', '2'])).said).toBe(`There may be more: the same with --cursor ${first.next_cursor}`);
    expect(await ids(['--until', '2026-11-29T15:30:00Z', '--meeting', 'DEFG'])).toEqual(['abc-1111']);
    expect(await ids(['--since', '2026-11-29T15:00:00Z', '--language', 'es'])).toEqual(['xyz-3333', 'abc-2222']);
    expect(await run(['--language', 'fr'])).toMatchObject({ code: 0, out: '', said: 'No session is stored that is so.' });
  });
});

describe('show', () => {
  it('gives the timeline with speakers and translations', async () => {
    const { lines } = await run(['show', 'abc-1']);
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^meet\.google\.com\/abc-defg-hij, 2026-11-\d\d \d\d:00, 1:15:00$/u) as string,
      'Session abc-1111: 3 utterances, 15 words, en,es→pt',
      'Speakers: Ana Silva (9 words), Ben (6 words)',
    ]);
    expect(lines[4]).toMatch(/^\d\d:00:01 {2}Ana Silva: Shall we begin with the annual report\?$/u);
    expect(lines[5]).toBe('          pt: Começamos com o relatório anual?');
    expect((await run(['show', 'last', '--speaker', 'Ben'])).out).not.toContain('Shall we');
    expect(await json(['show', 'abc-1', '--language', 'es'])).toMatchObject({
      session: { session_id: 'abc-1111' },
      timeline: [{ speaker_name: 'Ben' }],
    });
  });

  it.each([
    ['abc', 2, `Several sessions' ids begin with "abc": type more of it (abc-2222, abc-1111).`],
    ['nothing', 2, `No session's id begins with "nothing"`],
    ['%', 2, `No session's id begins with "%"`],
  ])('of %s says which are meant', async (id, code, said) => {
    expect(await run(['show', id])).toMatchObject({ code, out: '', said: expect.stringContaining(said) as string });
  });
});

describe('search', () => {
  it('finds words by session, language and speaker, and marks them at a terminal alone', async () => {
    expect((await run(['search', 'relatorio', '--session', 'abc-1'])).lines.map((line) => line.split('\t'))).toEqual([
      ['abc-1111', '2026-11-29T14:00:04.500Z', 'pt', 'Ben', 'Sim, claro: o relatório está pronto.'],
      ['abc-1111', '2026-11-29T14:00:01.500Z', 'pt', 'Ana Silva', 'Começamos com o relatório anual?'],
    ]);
    isForTerminal = true;
    const { lines } = await run(['search', 'relatorio', '--speaker', 'ben', '--limit', '1']);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe('  Sim, claro: o \u001B[7mrelatório\u001B[27m está pronto.');
    expect(await run(['search', 'report', '--language', 'pt'])).toMatchObject({ code: 0, out: '', said: 'Nothing was found.' });
  });

  it.each([['%'], [''], ["'"], ['w'.repeat(10_000)], ['会'.repeat(10_000)]])('of what can’t be looked for says so (%#)', async (text) => {
    expect(await run(['search', text])).toMatchObject({ code: 2, out: '', said: expect.stringMatching(/^A search/u) as string });
  });
});

test('what was said can’t steer a terminal', async () => {
  const evil = path.join(home, 'evil');
  const store = await openStore({ file: path.join(evil, 'subcam.db') });
  const by = { participantId: 'p', displayName: 'E\u001B[31mve', speakerLabel: 'SPEAKER_00', confidence: 1 };
  await writeTalk(store, { sessionId: 'evil', said: [{ second: 1, by, text: 'look \u001B]0;title\u0007\u009B2Jhere\nnow' }] });
  await store.close();
  for (const argv of [['show', 'last'], ['search', 'look'], ['list']]) {
    const { out } = await run([...argv, '--data-dir', evil]);
    // Control signs are what is looked for.
    // eslint-disable-next-line no-control-regex
    expect(out.replaceAll(/[\n\t]/gu, '')).not.toMatch(/[\u0000-\u001F\u007F-\u009F]/u);
  }
});

describe('export and import', () => {
  it('give the same bytes again, in another installation', async () => {
    const file = path.join(home, 'talk.json');
    expect(await run(['export', 'abc-1', '--out', file])).toMatchObject({ code: 0, said: `1 session written to ${file}.` });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const bytes = await readFile(file);
    const elsewhere = ['--data-dir', path.join(home, 'elsewhere')];
    expect(await run(['import', file, ...elsewhere])).toMatchObject({ code: 0, out: '1 session imported.' });
    expect(await run(['import', '-', ...elsewhere], [bytes.subarray(0, 99), bytes.subarray(99)])).toMatchObject({
      out: '0 sessions imported, 1 there already.',
    });
    const again = await run(['export', 'last', ...elsewhere]);
    expect(`${again.out}\n`).toBe(bytes.toString('utf8'));
    expect((await run(['search', 'annual', ...elsewhere])).lines).toHaveLength(1);
    const changed = path.join(home, 'changed.json');
    await writeFile(changed, bytes.toString('utf8').replace('"begin', '').replace('Shall we', 'Shall they'));
    expect(await run(['import', changed, ...elsewhere])).toMatchObject({
      code: 2,
      said: expect.stringContaining('is here already, and is not the same') as string,
    });
  });

  it('write captions, text and Markdown, as the file is called or as it is asked for', async () => {
    const srt = path.join(home, 'talk.srt');
    expect(await json(['export', 'abc-1', '--languages', 'en,pt', '--out', srt])).toEqual({
      out: srt,
      format: 'srt',
      sessions: 1,
      transcripts: 3,
    });
    expect(await readFile(srt, 'utf8')).toContain('Ana Silva: Thank you.\nObrigada.\n');
    const nowhere = path.join(home, 'no-folder', 'talk.srt');
    expect(await run(['export', 'abc-1', '--out', nowhere])).toMatchObject({
      code: 2,
      said: `${nowhere} can't be written, since its folder is not there: make the folder, or name another file.`,
    });
    expect((await run(['export', 'abc-1', '--format', 'md'])).out).toContain('**Ana Silva** · 0:00:01');
    expect(await run(['export', 'abc-1', '--out', srt])).toMatchObject({
      code: 2,
      said: expect.stringContaining('exists already') as string,
    });
  });

  it('take one person’s words out of all sessions', async () => {
    const { out } = await run(['export', '--person', 'ANA SILVA']);
    const { sessions } = JSON.parse(out) as {
      readonly sessions: readonly { readonly finals: readonly { readonly speaker: { readonly displayName: string } }[] }[];
    };
    expect(sessions).toHaveLength(3);
    expect(new Set(sessions.flatMap(({ finals }) => finals.map(({ speaker }) => speaker.displayName)))).toEqual(new Set(['Ana Silva']));
    expect(out).not.toContain('informe');
    expect(await run(['export', '--person', 'Nobody'])).toMatchObject({
      code: 2,
      said: expect.stringContaining('Nobody named "Nobody"') as string,
    });
    expect(await run(['export', '--all', '--format', 'srt'])).toMatchObject({
      code: 2,
      said: expect.stringContaining('Captions are of one session') as string,
    });
    expect((await run(['export', '--all', '--format', 'txt'])).out.match(/^Session: /gmu)).toHaveLength(3);
  });

  it.each<[string, string]>([
    ['{"format":"subcam-sessions","version":1,"sessions":[{}]}', 'damaged at sessions[0]'],
    ['{"format":"subcam-sessions","version":9}', 'update Subcam'],
    ['{"format":"subcam-', 'cut off'],
    ['[]', 'no export of sessions'],
  ])('refuse %s with a sentence', async (text, said) => {
    const file = path.join(home, 'bad.json');
    await writeFile(file, text);
    expect(await run(['import', file])).toMatchObject({ code: 2, out: '', said: expect.stringContaining(said) as string });
  });
});

describe('delete', () => {
  it('refuses what is open, unsure or not meant, and deletes nothing', async () => {
    for (const [argv, said] of [
      [['delete', 'xyz'], 'with --end'],
      [['delete', 'abc'], 'Several sessions'],
      [['delete', 'abc-1', 'nothing'], 'No session'],
      [['delete', 'abc-1', 'xyz'], 'Nothing was deleted'],
      [['delete'], 'one of the three'],
      [['delete', 'abc-1', '--person', 'Ben'], 'one of the three'],
      [['delete', '--all'], 'say --yes'],
      [['delete', 'abc-1', '--yes'], 'say --yes'],
      [['delete', '--person', 'Ben'], 'Nothing was deleted'],
    ] as const) {
      expect(await run(argv)).toMatchObject({ code: 2, out: '', said: expect.stringContaining(said) as string });
    }
    expect((await run(['list'])).lines).toHaveLength(3);
  });

  it('takes a person, sessions, and everything away', async () => {
    const place = path.join(home, 'deleted');
    const store = await openStore({ file: path.join(place, 'subcam.db') });
    for (const sessionId of ['one', 'two', 'three']) await writeTalk(store, { sessionId });
    await writeTalk(store, { sessionId: 'left-open', isOpen: true, said: [] });
    await store.close();
    const at = ['--data-dir', place];
    expect(await run(['delete', '--person', 'ben', ...at])).toMatchObject({
      code: 0,
      out: 'What ben said in 3 sessions deleted: 3 utterances, 3 translations.',
    });
    expect((await run(['search', 'claro', ...at])).out).toBe('');
    expect(await run(['delete', 'one', 'two', ...at])).toMatchObject({ code: 0, out: '2 sessions deleted: 4 utterances, 4 translations.' });
    expect(await json(['delete', '--all', '--yes', ...at])).toEqual({ sessions: 1, transcripts: 2, translations: 2, left_open: 1 });
    expect(await run(['delete', '--all', '--yes', ...at])).toMatchObject({
      code: 0,
      said: '1 session open and left: end them and delete again, or say --end.',
    });
    expect(await run(['delete', 'left-open', '--end', ...at])).toMatchObject({
      code: 0,
      out: '1 session deleted: 0 utterances, 0 translations.',
    });
    for (const name of await readdir(place))
      expect((await readFile(path.join(place, name))).toString('latin1')).not.toMatch(/annual|Silva/u);
    const daemon = await openStore({ file: path.join(place, 'subcam.db'), isDaemon: true });
    try {
      expect(await run(['delete', '--all', '--yes', ...at])).toMatchObject({
        code: 2,
        said: expect.stringContaining('Another daemon works on') as string,
      });
      expect(await run(['list', ...at])).toMatchObject({ code: 0 });
    } finally {
      await daemon.close();
    }
  });
});

test('who only looks makes no database', async () => {
  const nowhere = path.join(home, 'nowhere');
  expect(await run(['list', '--data-dir', nowhere])).toMatchObject({ code: 0, out: '', said: 'No session is stored yet.' });
  expect(await run(['show', 'last', '--data-dir', nowhere])).toMatchObject({ code: 2, said: 'No session is stored yet.' });
  await expect(stat(nowhere)).rejects.toThrow('ENOENT');
});

test.each([
  [['list', '--since', 'yesterday'], '--since is a day'],
  [['list', '--limit', '0'], '--limit is a number'],
  [['list', '--limit', '5000'], 'store.maxPageRows'],
  [['list', '--cursor', 'x'], 'first page'],
  [['export', 'abc-1', '--format', 'pdf'], '--format is one of json, srt, vtt, txt, md'],
  [['export', 'abc-1', '--languages', 'en;pt'], 'is no language'],
  [['export', 'abc-1', '--json'], 'leave --json out'],
  [['follow'], 'ID'],
  [['burn'], '"burn" is none of list, show, follow, search, export, import, delete, link'],
])('%j is refused with exit code 2', async (argv, said) => {
  expect(await run(argv)).toMatchObject({ code: 2, said: expect.stringContaining(said) as string });
});

test('help tells of every command, and each of its own', async () => {
  const overview = (await run(['--help'])).out;
  for (const name of ['list', 'show', 'search', 'export', 'import', 'delete']) {
    expect(overview).toContain(`  ${name} `);
    const help = (await run([name, '--help'])).out;
    expect(help).toMatch(/--data-dir=<DIR> +Where [^\n]+; default: subcam in your data directory/u);
    expect(help).not.toMatch(/ $/mu);
  }
});

test('a failure is said as JSON where JSON was asked for', async () => {
  const { code, out } = await run(['show', 'nothing', '--json']);
  expect([code, JSON.parse(out)]).toEqual([
    2,
    { error: expect.objectContaining({ code: new SubcamError('session-unknown', '').code }) as object },
  ]);
});
