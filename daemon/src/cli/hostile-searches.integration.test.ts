// Whatever is typed into a search, over HTTP and at a terminal, on both databases -> what was found, or a sentence; never anything of the database's own language.
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../store/index.ts';
import { startDaemonBetweenServices, type DaemonBetweenServices } from '../testing/daemon-between-services.ts';
import { testDatabase, type TestDatabase } from '../testing/postgres-server.ts';
import { json } from '../testing/scripted-service.ts';
import { writeTalk } from '../testing/stored-talk.ts';
import { runCli } from './main.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';

/** What is looked for, and how many texts have it; null: it is refused. */
const SEARCHES: readonly (readonly [text: string, hits: number | null])[] = [
  ['report', 1],
  ['"annual report"', 1],
  ['"report annual"', 0],
  ['"annual report', 1],
  ['"', null],
  ["'", null],
  ["report' or '1'='1", 0],
  ["'; drop table transcripts; --", 0],
  ['report") union select', 0],
  ['report OR claro', 0],
  ['report AND annual', 0],
  ['NOT report', 0],
  ['NEAR(annual report)', 0],
  ['report -annual', 1],
  ['tokens : report', 0],
  ['annual & report | (!)', 1],
  ['annual <-> report:*', 1],
  ['repor*', 1],
  ['%', null],
  ['_', null],
  ['re%ort', 0],
  ['r_port', 0],
  ['%report%', 1],
  ['\\', null],
  ['$1', 0],
  ['w'.repeat(10_000), null],
  ['report '.repeat(1_428), null],
  ['会'.repeat(10_000), null],
  ['\0', null],
  ['annual\0report', 1],
  ['\uD800', null],
  ['\uD800 report \uDC00', 1],
  ['🙂', null],
  ['', null],
];

const OF_A_DATABASE = /sqlite|fts5|postgres|tsquery|syntax|select |\b42\d{3}\b|internal/iu;

interface Searched {
  readonly name: string;
  readonly between: DaemonBetweenServices;
}

let database: TestDatabase;
let searched: readonly Searched[];

async function start(name: string, url: string | null): Promise<Searched> {
  const between = await startDaemonBetweenServices({
    whisper: () => json({ text: '' }),
    translation: () => json({ translated_text: '' }),
    onEvent: () => undefined,
    ...(url === null ? {} : { env: { DATABASE_URL: url } }),
  });
  const store = await openStore({ file: path.join(between.folder, 'data', 'subcam.db'), url });
  await writeTalk(store, { sessionId: 'abc-1111' });
  await store.close();
  return { name, between };
}

beforeAll(async () => {
  database = await testDatabase();
  searched = await Promise.all([start('sqlite', null), start('postgres', database.url)]);
});

afterAll(async () => {
  await Promise.all(searched.map(({ between }) => between.close()));
  await database[Symbol.asyncDispose]();
});

interface Answered {
  readonly hits: number | null;
  readonly said: string;
}

/** `q`: as it stands in the address. */
async function overHttp({ daemon }: DaemonBetweenServices, q: string): Promise<Answered> {
  const response = await fetch(`${daemon.url}/api/data/search?q=${q}`, { headers: { authorization: `Bearer ${daemon.token}` } });
  const said = await response.text();
  if (response.status === 200) return { hits: (JSON.parse(said) as { hits: readonly unknown[] }).hits.length, said: '' };
  return { hits: null, said: `${response.status} ${said}` };
}

async function atATerminal({ daemon, folder }: DaemonBetweenServices, text: string): Promise<Answered> {
  const terminal = recordingTerminal({ HOME: folder, SUBCAM_HOME: folder, PATH: '' });
  const address = ['--daemon', daemon.url, '--token-file', path.join(folder, 'data', 'token')];
  const code = await runCli(['sessions', 'search', text, ...address], terminal);
  const said = terminal.saidLines.join('\n');
  return code === 0 ? { hits: terminal.outLines.length, said: '' } : { hits: null, said: `${code} ${said}` };
}

describe('a search', () => {
  it.each(SEARCHES.map(([text, hits]) => [JSON.stringify(text).slice(0, 40), text, hits] as const))(
    'for %s has the same answer everywhere',
    async (_shown, text, hits) => {
      for (const { name, between } of searched) {
        const answers = {
          http: await overHttp(between, encodeURIComponent(text.toWellFormed())),
          terminal: await atATerminal(between, text),
        };
        expect([name, answers.http.hits, answers.terminal.hits]).toEqual([name, hits, hits]);
        expect(
          Object.values(answers)
            .map(({ said }) => said)
            .join('\n'),
        ).not.toMatch(OF_A_DATABASE);
        if (hits !== null) continue;
        expect(answers.http.said).toMatch(/^4\d\d .*bad-request/u);
        expect(answers.terminal.said).toMatch(/^2 .*search/iu);
      }
    },
  );

  it.each(['%00report', 'report%ED%A0%80', '%zz', '%', '%FF%FE', 'report&q=annual'])(
    'for %s in an address is answered or refused',
    async (q) => {
      for (const { name, between } of searched) {
        const { hits, said } = await overHttp(between, q);
        if (hits === null) expect([name, said]).toEqual([name, expect.stringMatching(/^400 .*bad-request/u)]);
        expect(said).not.toMatch(OF_A_DATABASE);
      }
    },
  );
});
