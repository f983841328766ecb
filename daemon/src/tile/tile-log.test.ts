// events.jsonl as it is read: what it tells of a tile, and which line is wrong when one is.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cueOf, jsonLines, shortSession, START_MS } from './testing/sample-log.ts';
import { MAX_LINE_UNITS, MAX_PAUSE_MS, readTileLog, type ReadTileLogOptions, type TileLog } from './tile-log.ts';
import { TRANSCRIPTION, TRANSLATION } from '../testing/sample-packets.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-log-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function read(text: string, options: ReadTileLogOptions = {}): Promise<TileLog> {
  const file = path.join(folder, 'events.jsonl');
  await writeFile(file, text);
  return readTileLog(file, options);
}

const session = shortSession();
const cherokee = {
  type: 'upsert',
  emittedAtMs: START_MS,
  cue: { ...cueOf({ cueId: 'capture-1:0', atMs: START_MS, text: 'Hello' }), translations: { chr: { text: 'ᎣᏏᏲ', stableLength: 3 } } },
};
const partial = { type: 'partial', atMs: START_MS + 2_500, sessionId: 'session-1', transcript: { anything: 1 } };

describe('a log of a session', () => {
  it('tells what changes its tile and how long it went on, also by events that change nothing', async () => {
    const log = await read(jsonLines([...session, partial]));
    expect(log).toMatchObject({ firstMs: START_MS, lastMs: START_MS + 2_500, sessionId: 'session-1', badLines: [] });
    expect(log.moments.map(({ atMs }) => atMs - START_MS)).toEqual([0, 0, 500, 700, 1_000, 1_500, 2_000]);
  });

  it('is read with blank lines, a byte order mark and the line ends of Windows', async () => {
    const text = `\uFEFF${jsonLines(session).replaceAll('\n', '\r\n\r\n')}`;
    expect((await read(text)).moments).toHaveLength(session.length);
  });

  it('whose clock was set back stands still instead of going back', async () => {
    const [first, ...rest] = session;
    const log = await read(jsonLines([{ ...first, atMs: START_MS + 1_200 }, ...rest]));
    expect(log.moments.map(({ atMs }) => atMs - START_MS)).toEqual([1_200, 1_200, 1_200, 1_200, 1_200, 1_500, 2_000]);
  });

  it('has its settings within the contract’s limits', async () => {
    const settings = { ...session[1], settings: { ...(session[1] as { settings: object }).settings, fps: 9_000 } };
    expect((await read(jsonLines([settings]))).moments).toMatchObject([{ event: { settings: { fps: 60 } } }]);
  });

  it('of several sessions needs a choice', async () => {
    const other = session.map((event) => ({ ...event, sessionId: 'session-2' }));
    const text = jsonLines([...session, ...other]);
    await expect(read(text)).rejects.toMatchObject({ message: expect.stringContaining('session-1, session-2') as string });
    expect(await read(text, { sessionId: 'session-2' })).toMatchObject({ sessionId: 'session-2', moments: { length: session.length } });
    await expect(read(text, { sessionId: 'session-3' })).rejects.toMatchObject({ message: expect.stringContaining('session-3') as string });
  });
});

describe('a log of packets', () => {
  it('is placed by their times, in seconds, of whatever name', async () => {
    const log = await read(
      jsonLines([
        { ...TRANSCRIPTION, end_timestamp: 1699123457.5 },
        { ...TRANSLATION, internal_timestamp: 1699123458 },
      ]),
    );
    expect(log).toMatchObject({ firstMs: 1699123457500, lastMs: 1699123458000, sessionId: null });
  });

  it.each([
    [{ ...TRANSLATION, google_meet_timestamp: undefined, internal_timestamp: undefined }, 'has no time'],
    [{ ...TRANSLATION, internal_timestamp: 1e13, google_meet_timestamp: undefined }, 'not in seconds'],
  ])('without a usable time is refused', async (packet, why) => {
    await expect(read(jsonLines([packet]))).rejects.toMatchObject({ message: expect.stringContaining(why) as string });
  });
});

describe('a line that makes no sense', () => {
  it.each([
    ['{"type":"cue"', 'not JSON'],
    ['[1]', 'not a JSON object'],
    ['null', 'not a JSON object'],
    ['{"atMs":1}', 'type'],
    ['{"type":"gap","atMs":"now","sessionId":"s"}', 'atMs'],
    [JSON.stringify({ ...session[2], update: { type: 'upsert' } }), 'update'],
    [JSON.stringify({ ...session[1], settings: { mode: 'nope' } }), 'settings'],
    [JSON.stringify({ ...TRANSCRIPTION, speaker_name: 5 }), 'speaker_name'],
    [JSON.stringify({ ...session[2], update: cherokee }), "The tile can't draw Cherokee (chr): Subcam has no letters of its script"],
    [JSON.stringify({ ...TRANSLATION, target_language: 'chr' }), 'such as chr-Latn. Mend or remove the line'],
    [JSON.stringify({ ...TRANSLATION, target_language: '?' }), 'no language code such as "es" or "pt-BR". Mend'],
    [JSON.stringify({ ...partial, atMs: START_MS + MAX_PAUSE_MS + 1_000_000 }), 'hours later'],
    [JSON.stringify({ ...partial, words: 'x'.repeat(MAX_LINE_UNITS) }), 'longer than'],
  ])('%.40s is named by its number, with what is wrong and what to do', async (line, why) => {
    const text = `${JSON.stringify(session[0])}\n\n${line}\n${JSON.stringify(session[1])}\n`;
    const failure = { code: 'bad-request', message: expect.stringMatching(/line 3: .*--skip-bad-lines/) as string };
    await expect(read(text)).rejects.toMatchObject(failure);
    await expect(read(text)).rejects.toMatchObject({ message: expect.stringContaining(why) as string });
    const log = await read(text, { skipBadLines: true });
    expect(log).toMatchObject({ badLines: [3], moments: { length: 2 } });
  });

  it('does not hide that nothing is left, or that there is no file', async () => {
    for (const text of ['', '\n', 'x\n']) await expect(read(text, { skipBadLines: true })).rejects.toMatchObject({ code: 'bad-request' });
    await expect(readTileLog(path.join(folder, 'none.jsonl'))).rejects.toMatchObject({ code: 'configuration' });
    await expect(readTileLog(folder)).rejects.toMatchObject({ code: 'configuration' });
  });
});
