// A session that a real gateway and pipeline run, recorded by `subcam record` and drawn again by `subcam render`: PNGs and MP4, byte for byte.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEFAULT_TILE_SETTINGS, SAMPLE_RATE_HZ, systemClock, type SessionEvent } from '@subcam/shared';
import { sampleState } from '@subcam/shared/testing';
import { startGateway, type Gateway } from '../gateway/index.ts';
import { openRegistry, type SessionRegistry } from '../pipeline/index.ts';
import { createDataService, NO_BACKUPS } from '../archive/index.ts';
import { openStore } from '../store/index.ts';
import { noMetrics, silentLog } from '../telemetry/index.ts';
import { createBrowserlessTiles, followSessionTiles } from '../tile/index.ts';
import { openTokens } from '../tokens/index.ts';
import { DEFAULT_PARTIAL_SETTINGS } from '../translate/index.ts';
import { scriptedStt } from '../testing/fake-stt.ts';
import { FEW_CLIENTS, NOTHING_CONFIGURED } from '../testing/few-clients.ts';
import { steadyEngines } from '../testing/steady-engines.ts';
import { STEADY_SPEECH } from '../testing/steady-speech.ts';
import { scriptedVad } from '../testing/fake-vad.ts';
import { runCli } from './main.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';
import { openFileCapture, type FileCapture } from './client.ts';

const PROGRAM = path.join(import.meta.dirname, '..', '..', 'bin', 'subcam.mjs');
const TOKEN = 'token-of-the-test';
const WATCHED = { clock: systemClock, log: silentLog, metrics: noMetrics, metricsText: () => Promise.resolve('') };
const execute = promisify(execFile);

let folder: string;
let registry: SessionRegistry;
let gateway: Gateway;
let restartGateway: () => Promise<void>;
let flags: readonly string[];
/** How the recording of `events.jsonl` ended, which every test may read. */
let recorded: Ended;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-record-'));
  const store = await openStore({ file: path.join(folder, 'subcam.db') });
  const vadFactory = scriptedVad();
  const stt = scriptedStt(systemClock, () => ({ text: 'Good morning everyone.' }));
  const engines = { ...sampleState().engines, translator: null };
  registry = openRegistry({
    store,
    vadFactory,
    stt,
    translator: null,
    engines: steadyEngines(engines),
    follows: () => null,
    ...WATCHED,
    settings: {
      speech: STEADY_SPEECH,
      maxBacklogBytes: 100_000_000,
      maxSessions: 10,
      graceMs: 60_000,
      sessionIdleMs: 1_800_000,
      maxCapturesPerSession: 8,
      maxMeetingEvents: 1_000,
      maxGapsPerCapture: 100,
      maxBacklogSamples: 600 * SAMPLE_RATE_HZ,
      translationDeadlineMs: 10_000,
      partials: DEFAULT_PARTIAL_SETTINGS,
      anotherLanguageBelow: -0.5,
      captureDelayMs: 0,
      tile: { ...DEFAULT_TILE_SETTINGS, fps: 10, showTimestamps: true },
    },
  });
  const tiles = followSessionTiles({ source: registry, clock: systemClock, log: silentLog });
  const browserless = createBrowserlessTiles({
    limits: () => ({ maxBrowserlessTiles: 1, browserlessIdleMs: 60_000 }),
    clock: systemClock,
    log: silentLog,
  });
  const tokens = await openTokens({
    file: path.join(folder, 'tokens.json'),
    ownToken: TOKEN,
    limits: () => ({ maxTokens: 10, maxLinkMs: 60_000 }),
    clock: systemClock,
  });
  closers.push(async () => tokens.close());
  const openGateway = (port: number): Promise<Gateway> =>
    startGateway({
      port,
      tokens,
      version: '0',
      engines: () => engines,
      registry,
      tiles,
      browserless,
      ...NOTHING_CONFIGURED,
      data: createDataService({ store, backups: NO_BACKUPS }),
      limits: () => FEW_CLIENTS,
      ...WATCHED,
    });
  gateway = await openGateway(0);
  restartGateway = async () => {
    const { port } = gateway;
    await gateway.close();
    gateway = await openGateway(port);
  };
  closers.push(
    () => registry.close(),
    () => gateway.close(),
    async () => tiles.close(),
    () => browserless.close(),
    () => store.close(),
  );
  await writeFile(path.join(folder, 'token'), `${TOKEN}\n`);
  flags = ['--daemon', `http://127.0.0.1:${gateway.port}`, '--token-file', path.join(folder, 'token')];
  recorded = await recordSession('events.jsonl');
});

afterAll(async () => {
  for (const close of closers) await close();
  await rm(folder, { recursive: true });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

function subcam(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...args], { env: { ...process.env, ...env }, cwd: folder }, (error, out, said) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 128), out, said }),
    );
  });
}

async function openSession(sessionId: string, captureId = `capture-of-${sessionId}`) {
  return openFileCapture({
    address: { url: `http://127.0.0.1:${gateway.port}`, token: TOKEN },
    hello: { sessionId, captureId, startedAtMs: Date.now(), sourceLanguage: 'en', targetLanguages: [], pace: 'live' },
    signal: new AbortController().signal,
    onEvent: () => undefined,
  });
}

/** Starts `subcam record` and resolves when it says that it records. */
async function startRecording(args: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, 'record', ...args, ...flags], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close');
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const said: string[] = [];
  const recording = Promise.withResolvers<void>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line);
    if (line.includes('Recording')) recording.resolve();
  });
  await Promise.race([recording.promise, ended]);
  return { child, said, out: () => out, code: async () => Number((await ended)[0]) };
}

const linesOf = async (file: string): Promise<readonly SessionEvent[]> =>
  (await readFile(path.join(folder, file), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SessionEvent);

/** Two seconds of speech and one of silence, as the scripted VAD hears it. */
async function talkInto(capture: FileCapture): Promise<void> {
  const samples = Int16Array.from({ length: 3 * SAMPLE_RATE_HZ }, (_, index) => (index < 2 * SAMPLE_RATE_HZ ? 29_000 - (index % 3) : 0));
  for (let first = 0; first < samples.length; first += 320) {
    await capture.send({ firstSample: first, samples: samples.subarray(first, first + 320) });
  }
}

/** One session, recorded from its opening to its end, with a change of its settings in the middle. */
async function recordSession(file: string): Promise<Ended> {
  const capture = await openSession('session-a');
  const recording = await startRecording(['--latest', '--out', file, '--json']);
  // Whoever records is subscribed when the first line is in the file.
  await vi.waitFor(async () => expect((await stat(path.join(folder, file))).size).toBeGreaterThan(0), { timeout: 10_000 });
  await talkInto(capture);
  await registry.setTileSettings('session-a', { ...DEFAULT_TILE_SETTINGS, fps: 10, showTimestamps: true, theme: 'light' });
  await capture.end();
  capture.close();
  return { code: await recording.code(), out: recording.out(), said: recording.said.join('\n') };
}

describe('a recorded session', () => {
  const ZONES = ['UTC', 'Asia/Tokyo'] as const;
  /** How the drawing of `png-0` and `png-1` ended, one in each zone. */
  let pictures: readonly Ended[];

  beforeAll(async () => {
    pictures = await Promise.all(
      ZONES.map((TZ, index) =>
        subcam(['render', 'events.jsonl', '--out', `png-${index}`, '--size', '640x360', '--fps', '10', '--json'], { TZ }),
      ),
    );
  });

  it('is written as it happens, ends with the session, and is drawn again to the same bytes in any zone', async () => {
    const { code, out } = recorded;
    expect(code).toBe(0);
    const events = await linesOf('events.jsonl');
    expect(JSON.parse(out)).toEqual({ sessionId: 'session-a', out: 'events.jsonl', events: events.length, ended: true });
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(['state', 'tile-settings']);
    expect(events.at(-1)?.type).toBe('closed');
    const themes = events.flatMap((event) => (event.type === 'tile-settings' ? [event.settings.theme] : []));
    expect(themes).toEqual(['dark', 'light']);
    expect(events.some((event) => event.type === 'cue' && event.update.type === 'upsert' && event.update.cue.status === 'final')).toBe(
      true,
    );
    // Nobody else's to read.
    expect((await stat(path.join(folder, 'events.jsonl'))).mode & 0o077).toBe(0);

    const videos = await Promise.all(
      ZONES.map((TZ, index) =>
        subcam(['render', 'events.jsonl', '--out', `video-${index}.mp4`, '--size', '641x361', '--fps', '10'], { TZ }),
      ),
    );
    for (const video of videos) {
      expect([video.code, video.out]).toEqual([0, expect.stringContaining('of 641×361 at 10 a second') as string]);
    }
    expect(pictures.map(({ code: drawn }) => drawn)).toEqual([0, 0]);
    const sizes = pictures.map((one) => JSON.parse(one.out) as { frames: number; picturesDrawn: number });
    expect(sizes[0]).toEqual({ ...sizes[1], out: 'png-0' });
    const names = (await readdir(path.join(folder, 'png-0'))).toSorted();
    expect(names).toHaveLength(sizes[0]?.frames ?? 0);
    expect(names.length).toBeGreaterThan(50);
    for (const name of names) {
      const [first, second] = await Promise.all(ZONES.map((_, index) => readFile(path.join(folder, `png-${index}`, name))));
      expect(second?.equals(first ?? Buffer.alloc(0)), name).toBe(true);
    }
    const [first, second] = await Promise.all(ZONES.map((_, index) => readFile(path.join(folder, `video-${index}.mp4`))));
    expect(second?.equals(first ?? Buffer.alloc(0))).toBe(true);
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    await checkVideo(path.join(folder, 'video-0.mp4'), names.length);
    // Nor are the pictures of what was said.
    const made = ['video-0.mp4', 'png-0', ...names.map((name) => path.join('png-0', name))];
    for (const name of made) expect([name, (await stat(path.join(folder, name))).mode & 0o077]).toEqual([name, 0]);
  });

  /** Every frame is in the video, at its rate, with even sides. */
  async function checkVideo(file: string, frames: number): Promise<void> {
    const asked = [
      '-v',
      'error',
      '-count_frames',
      '-select_streams',
      'v',
      '-show_entries',
      'stream=nb_read_frames,width,height,r_frame_rate,pix_fmt',
    ];
    const { stdout } = await execute('ffprobe', [...asked, '-of', 'json', file]);
    const { streams } = JSON.parse(stdout) as { streams: readonly unknown[] };
    expect(streams).toEqual([{ width: 642, height: 362, pix_fmt: 'yuv420p', r_frame_rate: '10/1', nb_read_frames: String(frames) }]);
  }

  it('shows in the video what the PNGs show', async () => {
    const log = path.join(folder, 'events.jsonl');
    expect((await subcam(['render', log, '--out', 'even.mp4', '--size', '640x360', '--fps', '10'])).code).toBe(0);
    const grey = async (input: readonly string[]): Promise<Buffer> => {
      const { stdout } = await execute('ffmpeg', ['-v', 'error', ...input, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'], {
        encoding: 'buffer',
        maxBuffer: 1e9,
        cwd: folder,
      });
      return stdout;
    };
    const video = await grey(['-i', 'even.mp4']);
    const size = 640 * 360;
    const count = video.length / size;
    for (const index of [0, Math.floor(count / 3), count - 1]) {
      const png = await grey(['-i', path.join('png-0', `frame-${String(index + 1).padStart(6, '0')}.png`), '-vf', 'format=yuv420p']);
      const decoded = video.subarray(index * size, (index + 1) * size);
      const difference = png.reduce((sum, value, at) => sum + Math.abs(value - (decoded[at] ?? 0)), 0) / size;
      expect(difference).toBeLessThan(1.5);
    }
  });
});

// In this order: the session of the second test is still awaited when it is over, and the first one asks which sessions run.
describe('recording', { shuffle: false }, () => {
  it('ends in order at Ctrl-C: whole lines stay, and the session goes on', async () => {
    const capture = await openSession('session-b');
    const recording = await startRecording(['session-b', '--out', 'stopped.jsonl']);
    await expect.poll(async () => (await stat(path.join(folder, 'stopped.jsonl'))).size).toBeGreaterThan(0);
    recording.child.kill('SIGINT');
    expect(await recording.code()).toBe(0);
    expect(recording.said.at(-1)).toMatch(/^\d+ events written: stopped\.$/);
    expect((await linesOf('stopped.jsonl'))[0]).toMatchObject({ type: 'state', sessionId: 'session-b' });
    expect(registry.sessions().map(({ sessionId }) => sessionId)).toContain('session-b');

    const again = await subcam(['record', 'session-b', '--out', 'stopped.jsonl', ...flags]);
    expect(again).toMatchObject({ code: 2, said: expect.stringContaining('exists already') as string });
    const other = await subcam(['record', 'session-x', '--out', 'x.jsonl', ...flags]);
    expect(other).toMatchObject({ code: 1, said: expect.stringContaining('those that run: session-b') as string });
    await capture.end();
    capture.close();
    const none = await subcam(['record', '--latest', '--out', 'x.jsonl', ...flags]);
    expect(none).toMatchObject({ code: 1, said: expect.stringContaining('No session runs') as string });
  });

  it('goes on over a daemon that is started anew, and what was drawn before and after is one log', async () => {
    const events = (): Promise<readonly SessionEvent[]> => linesOf('restarted.jsonl');
    const before = await openSession('session-c', 'before');
    const recording = await startRecording(['session-c', '--out', 'restarted.jsonl']);
    await talkInto(before);
    await expect.poll(async () => (await events()).some(({ type }) => type === 'cue'), { timeout: 10_000 }).toBe(true);
    before.close();
    await restartGateway();
    await expect.poll(() => recording.said.at(-1), { timeout: 10_000 }).toBe('The session is back: recording on.');
    expect(recording.said.at(-2)).toBe('The daemon is away: waiting up to 120 s for the session …');
    const seen = (await events()).length;
    const after = await openSession('session-c', 'after');
    await talkInto(after);
    await after.end();
    after.close();
    const isFinalAfter = (event: SessionEvent): boolean => event.type === 'final' && event.transcript.captureId === 'after';
    await expect.poll(async () => (await events()).slice(seen).some(isFinalAfter), { timeout: 10_000 }).toBe(true);
    recording.child.kill('SIGINT');
    expect(await recording.code()).toBe(0);
    const drawn = await subcam(['render', 'restarted.jsonl', '--out', 'restarted', '--size', '320x180', '--fps', '5', '--json']);
    expect({ code: drawn.code, json: JSON.parse(drawn.out) as unknown }).toMatchObject({ code: 0, json: { badLines: [] } });
  });

  it.each([[[]], [['a', '--latest']], [['--latest', '--wait', 'long']], [['--latest', '--out', '-', '--json']]])(
    'refuses %j',
    async (args) => {
      expect((await subcam(['record', ...args, ...flags])).code).toBe(2);
    },
  );
});

describe('rendering', () => {
  it.each([
    [['--out', 'o', '--mode', 'nope'], '--mode is one of'],
    [['--out', 'o', '--theme', 'pink'], '--theme is one of'],
    [['--out', 'o', '--fps', '61'], '--fps is a number from 1 to 60'],
    [['--out', 'o', '--fps', 'x'], '--fps is a number'],
    [['--out', 'o', '--size', '12x12'], '--size is from 320x180'],
    [['--out', 'o', '--size', 'big'], '--size is a width'],
    [['--out', 'o', '--from', '-1'], '--from'],
    [['--out', 'o', '--from', '3', '--to', '2'], '--to is before --from'],
    [['--out', 'o', '--from', '9999'], 'after the end of the log'],
    [['--out', 'o', '--utc-offset', '9999'], '--utc-offset'],
    [['--out', 'none/at/all.mp4'], "can't be written"],
    [[], '--out is missing'],
  ])('refuses %j with what to do', async (args, why) => {
    const { code, said } = await subcam(['render', 'events.jsonl', ...args]);
    expect({ code, said }).toEqual({ code: 2, said: expect.stringContaining(why) as string });
  });

  it('names a bad line, and leaves it out when it is told to', async () => {
    const text = await readFile(path.join(folder, 'events.jsonl'), 'utf8');
    await writeFile(path.join(folder, 'torn.jsonl'), text.slice(0, -30));
    const lines = text.trim().split('\n').length;
    const args = ['render', 'torn.jsonl', '--out', 'torn', '--to', '0', '--json'];
    expect(await subcam(args)).toMatchObject({ code: 2, said: expect.stringContaining(`line ${lines}`) as string });
    const { code, out } = await subcam([...args, '--skip-bad-lines']);
    expect({ code, json: JSON.parse(out) as unknown }).toMatchObject({ code: 0, json: { frames: 1, badLines: [lines] } });
  });

  it('without ffmpeg says so, and still writes PNGs', async () => {
    const env = { PATH: folder };
    const video = await subcam(['render', 'events.jsonl', '--out', 'x.mp4'], env);
    expect(video).toMatchObject({ code: 2, said: expect.stringContaining('ffmpeg') as string });
    expect((await subcam(['render', 'events.jsonl', '--out', 'still', '--to', '0'], env)).code).toBe(0);
  });
});

it('a session is followed while it runs, then found, read, exported and deleted through the daemon', async () => {
  const newTerminal = () => recordingTerminal({ HOME: folder, PATH: '' });
  const sessions = async (argv: readonly string[], terminal = newTerminal()) => ({
    code: await runCli(['sessions', ...argv, ...flags], terminal),
    out: terminal.outLines.join('\n'),
    said: terminal.saidLines.join('\n'),
  });
  const capture = await openSession('to-be-deleted');
  const terminals = [newTerminal(), newTerminal()];
  const followed = [sessions(['follow', 'to-be-d'], terminals[0]), sessions(['follow', 'last', '--json'], terminals[1])];
  await vi.waitFor(() => expect(terminals.flatMap(({ saidLines }) => saidLines)).toHaveLength(2), { timeout: 10_000 });
  for (const { saidLines } of terminals) expect(saidLines).toEqual(['Following session to-be-deleted (Ctrl-C to stop) …']);
  expect((await sessions(['link', 'to-be-d', '--expires', '1m'])).out).toContain('#session=to-be-deleted&token=subcam_');
  expect(await sessions(['link', 'another'])).toMatchObject({ code: 2, said: expect.stringContaining('to-be-deleted') as string });
  await talkInto(capture);
  expect(await sessions(['delete', 'to-be-d'])).toMatchObject({ code: 2, said: expect.stringContaining('is open: end it') as string });
  await capture.end();
  capture.close();
  await Promise.all(followed);
  expect(terminals[0]?.outLines.join('\n')).toMatch(/^[\d:]{8} {2}(?:\S.*: )?Good morning everyone\.$/mu);
  expect(terminals[1]?.outLines).toContainEqual(expect.stringMatching(/^\{"type":"final"/u));
  expect((await sessions(['list'])).out).toMatch(/^to-be-deleted\t/mu);
  expect((await sessions(['export', 'to-be'])).out).toContain('Good morning everyone.');
  expect(await sessions(['delete', 'to-be'])).toEqual({ code: 0, out: '1 session deleted: 1 utterance, 0 translations.', said: '' });
});
