// Recognisers that run elsewhere, each by each of its ways, against servers that are programs of their own: faults that pass cost no word, what stays is told.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { marksOfSession, type SessionEvent } from '@subcam/shared';
import { io, type Socket } from 'socket.io-client';
import { PROTOCOL_VERSION, SUBTITLES_NAMESPACE } from '@subcam/shared/wire';
import { startDaemon, type Daemon } from './compose.ts';
import { loadConfig } from './config/index.ts';
import { createLog } from './telemetry/index.ts';
import { startContractServer, type ContractServer, type SaidSentence } from './testing/contract-server.ts';
import { join, pause, speak } from './testing/spoken-text.ts';
import { startSteadyClient } from './testing/steady-client.ts';

const SENTENCES = [
  'Good morning everyone.',
  'Shall we begin now?',
  'The report is ready.',
  'Please read it today.',
  'We meet again tomorrow.',
  'Bring your own lunch.',
] as const;

/** A busy machine answers within it; two requests of the test run into it. */
const TIMEOUT_MS = '1200';
const PATIENCE_MS = '500';
const KEY = 'sk-of-a-test';

const WAYS = [
  { way: 'transcribe', service: 'whisper', env: { SUBCAM_STT: 'whisper-service', SUBCAM_WHISPER_TRANSPORT: 'transcribe' } },
  { way: 'process-chunk', service: 'whisper', env: { SUBCAM_STT: 'whisper-service', SUBCAM_WHISPER_TRANSPORT: 'process-chunk' } },
  { way: 'stream', service: 'whisper', env: { SUBCAM_STT: 'whisper-service', SUBCAM_WHISPER_TRANSPORT: 'stream' } },
  { way: 'transcriptions', service: 'openai', env: { SUBCAM_STT: 'openai-stt', SUBCAM_OPENAI_STT_API_KEY: KEY } },
] as const;

type Way = (typeof WAYS)[number]['way'];

interface Logged {
  readonly msg: string;
  readonly part?: string;
}

interface Rig {
  readonly server: ContractServer;
  readonly daemon: Daemon;
  readonly reader: Socket;
  readonly events: SessionEvent[];
  readonly logged: Logged[];
}

let folder: string;
let said: readonly SaidSentence[];
const rigs = new Map<Way, Rig>();

async function startRig({ way, service, env }: (typeof WAYS)[number]): Promise<Rig> {
  const server = await startContractServer(service, said);
  const settings = {
    ...process.env,
    ...env,
    SUBCAM_WHISPER_URL: server.url,
    SUBCAM_OPENAI_STT_URL: server.url,
    SUBCAM_TRANSLATOR: 'none',
    SUBCAM_ENGINES_STT_WHISPER_SERVICE_TIMEOUT_MS: TIMEOUT_MS,
    SUBCAM_ENGINES_STT_OPENAI_STT_TIMEOUT_MS: TIMEOUT_MS,
    SUBCAM_ENGINES_STT_WHISPER_SERVICE_EMPTY_ANSWER_PATIENCE_MS: PATIENCE_MS,
    SUBCAM_ENGINES_STT_OPENAI_STT_EMPTY_ANSWER_PATIENCE_MS: PATIENCE_MS,
  };
  const logged: Logged[] = [];
  const write = (line: string): void => void logged.push(JSON.parse(line) as Logged);
  const config = await loadConfig(settings, { dataDir: path.join(folder, way), port: 0 });
  const daemon = await startDaemon(config, { log: createLog({ level: 'info', destination: { write } }) });
  const reader = io(`${daemon.url}${SUBTITLES_NAMESPACE}`, {
    auth: { token: daemon.token, protocolVersion: PROTOCOL_VERSION, client: 'a test' },
    transports: ['websocket'],
  });
  const events: SessionEvent[] = [];
  reader.on('event', (event: SessionEvent) => void events.push(event));
  await reader.emitWithAck('subscribe', { sessionId: '*' });
  return { server, daemon, reader, events, logged };
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-elsewhere-'));
  said = await Promise.all(SENTENCES.map(async (text) => ({ text, language: 'en', samples: await speak(text) })));
  await Promise.all(WAYS.map(async (way) => rigs.set(way.way, await startRig(way))));
});

afterAll(async () => {
  for (const { server, daemon, reader } of rigs.values()) {
    reader.disconnect();
    await daemon.close();
    await server.close();
  }
  await rm(folder, { recursive: true });
});

function rigOf(way: Way): Rig {
  const rig = rigs.get(way);
  if (rig === undefined) throw new Error(`${way} was not started.`);
  return rig;
}

/** Sends sentences as a file, to its end. `onEvent` is called with each event of it. */
async function talk(
  way: Way,
  {
    sessionId,
    sentences,
    language = 'en',
  }: { readonly sessionId: string; readonly sentences: readonly number[]; readonly language?: string },
) {
  const { daemon, reader, events, logged } = rigOf(way);
  logged.length = 0;
  const sound = join([pause(200), ...sentences.flatMap((index) => [said[index]?.samples ?? pause(0), pause(700)])]);
  const closed = new Promise<void>((resolve) => {
    reader.on('event', (event: SessionEvent) => {
      if (event.type === 'closed' && event.sessionId === sessionId) resolve();
    });
  });
  const client = startSteadyClient({
    url: () => daemon.url,
    token: daemon.token,
    sessionId,
    sound,
    speed: 100,
    pace: 'file',
    sourceLanguage: language,
    targetLanguages: [],
  });
  const account = await client.account;
  await closed;
  const mine = events.filter((event) => event.sessionId === sessionId);
  const states = mine.flatMap((event) => (event.type === 'state' ? [event.state] : []));
  return {
    account,
    finals: mine.flatMap((event) => (event.type === 'final' ? [event.transcript] : [])),
    omitted: mine.flatMap((event) => (event.type === 'omission' ? [event.omission.reason] : [])),
    told: [...new Set(states.flatMap(({ trouble }) => trouble.recogniser ?? []).map(({ message, work }) => `${work}: ${message}`))],
    marks: states.map((state) => marksOfSession(state).status).filter((status, index, all) => status !== all[index - 1]),
    isOver: (states.at(-1)?.trouble.recogniser ?? null) === null,
    log: logged.filter(({ part }) => part !== undefined).map(({ msg }) => msg),
  };
}

const textsOf = (finals: Awaited<ReturnType<typeof talk>>['finals']): readonly string[] => finals.map(({ text }) => text);

describe('faults that pass', () => {
  it.concurrent.each(WAYS)('by $way cost no word; they are told while they last, and so is their end', async ({ way }) => {
    const { server } = rigOf(way);
    await server.faults([{ type: 'status', status: 500 }, { type: 'reset' }]);
    const first = await talk(way, { sessionId: 'passing-1', sentences: [0, 1] });
    expect(textsOf(first.finals)).toEqual(SENTENCES.slice(0, 2));
    expect(first.told.join('\n')).toMatch(/kept: .*HTTP 500/u);
    expect(first).toMatchObject({ account: { lostSamples: 0, gaps: [] }, isOver: true });
    expect(first.marks).toContain('delayed');
    expect(first.log).toEqual(['An engine does not do its work.', 'The engine works again.']);

    // Each fault that the known sound is to tell comes twice: for the sound, and for the known one.
    const twice = (type: string) => [{ type }, { type }];
    await server.faults([{ type: 'hang' }, { type: 'drip' }]);
    const slow = await talk(way, { sessionId: 'passing-2', sentences: [2] });
    expect(slow.told.join('\n')).toMatch(/kept: .*did not answer in time/u);
    await server.faults([...twice('malformed'), ...twice('empty')]);
    const wrong = await talk(way, { sessionId: 'passing-3', sentences: [3] });
    expect(wrong.told.join('\n')).toMatch(/kept: [^]*kept: .*writes nothing of clear speech/u);
    await server.faults([...twice('other'), { type: 'status', status: 429, headers: { 'retry-after': '1' } }]);
    const other = await talk(way, { sessionId: 'passing-4', sentences: [4, 5] });
    expect(other.told.join('\n')).toMatch(/kept: .*another request[^]*kept: .*HTTP 429/u);
    expect([slow, wrong, other].flatMap(({ finals }) => textsOf(finals))).toEqual(SENTENCES.slice(2));
    for (const heard of [slow, wrong, other])
      expect(heard).toMatchObject({ account: { lostSamples: 0, gaps: [] }, isOver: true, omitted: [] });
    const asked = await server.asked();
    expect(new Set(asked.map((request) => request.way))).toEqual(new Set([way]));
    if (way === 'transcriptions') expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${KEY}`]));
  });
});

describe('what is refused', () => {
  it.concurrent.each(WAYS)('by $way is told, costs its own segment alone, and is not asked again', async ({ way }) => {
    const { server, logged } = rigOf(way);
    const statuses = [400, 401, 403, 413, 422];
    await server.asked();
    await server.faults(statuses.map((status) => ({ type: 'status', status })));
    const { finals, account, told } = await talk(way, { sessionId: 'refused', sentences: [0, 1, 2, 3, 4, 5] });
    expect(textsOf(finals)).toEqual([SENTENCES[5]]);
    expect(account.lostSamples).toBe(0);
    expect(account.gaps.map(({ reason }) => reason)).toEqual(statuses.map(() => 'engine-unavailable'));
    for (const status of statuses) expect(told.join('\n')).toMatch(new RegExp(`skipped: .*HTTP ${status}: refused with ${status}`, 'u'));
    expect((await server.asked()).map(({ fault }) => fault)).toEqual([...statuses.map(() => 'status'), null]);
    expect(JSON.stringify(logged)).not.toContain(KEY);
    expect(JSON.stringify(told)).not.toContain(KEY);
  });
});

describe('a language that the service does not write', () => {
  it.concurrent.each(WAYS)('by $way is told as not read, never as silence', async ({ way }) => {
    const { server } = rigOf(way);
    await server.standing({ languages: ['ru', 'russian'], fault: { type: 'empty' } });
    const { finals, account, told, omitted } = await talk(way, { sessionId: 'russian', sentences: [0, 1], language: 'ru' });
    expect(finals).toEqual([]);
    expect(omitted).toEqual([]);
    expect(account.lostSamples).toBe(0);
    expect(account.gaps.map(({ reason }) => reason)).toEqual(['engine-unavailable', 'engine-unavailable']);
    expect(told.join('\n')).toMatch(/kept: .*nothing of clear speech in Russian[^]*skipped: .*nothing of clear speech in Russian/u);
  });
});

describe('words in a language that nobody spoke', () => {
  it.concurrent.each(WAYS)('by $way are no words of the one that was spoken', async ({ way }) => {
    const { server } = rigOf(way);
    await server.faults([{ type: 'wrong-language' }]);
    const { finals } = await talk(way, { sessionId: 'odd', sentences: [0, 1] });
    const english = finals.filter(({ language }) => language === 'en');
    expect(textsOf(english)).toEqual([SENTENCES[1]]);
    expect(finals.filter(({ language }) => language !== 'en').every(({ language }) => language === 'ru')).toBe(true);
  });
});
