// The contract's virtual webcam over HTTP, on loopback: pictures, settings, packets, and tiles that no browser shows.
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_TILE_SETTINGS, NOTHING_SENT, systemClock, TILE_MODES, TILE_THEMES, type CueUpdate } from '@subcam/shared';
import { RUNNER_NAMESPACE } from '@subcam/shared/wire';
import { createVirtualClock, sampleCue } from '@subcam/shared/testing';
import type { Gateway } from '../index.ts';
import { checkAnswer } from '../testing/check-answer.ts';
import {
  connect,
  connected,
  createScriptedRegistry,
  helloOf,
  LIMITS,
  say,
  startTestGateway,
  TOKEN,
  type ScriptedRegistry,
} from '../testing/test-gateway.ts';
import { TRANSCRIPTION, TRANSLATION } from '../../testing/sample-packets.ts';

let registry: ScriptedRegistry;
let gateway: Gateway;

beforeEach(async () => {
  registry = createScriptedRegistry();
  gateway = await startTestGateway(registry);
});

afterEach(() => gateway.close());

interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(path: string, { body, headers = {} }: Asked = {}): Promise<Response> {
  const sent = body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) };
  const address = `/api/bot/virtual-webcam${path}`;
  const response = await fetch(`http://127.0.0.1:${gateway.port}${address}`, {
    headers: { authorization: `Bearer ${TOKEN}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...sent,
  });
  const contentType = response.headers.get('content-type');
  const json: unknown = contentType?.startsWith('application/json') === true ? await response.clone().json() : null;
  checkAnswer({ method: body === undefined ? 'GET' : 'POST', path: address, status: response.status, contentType, json });
  return response;
}

async function json(path: string, asked: Asked = {}): Promise<{ readonly status: number; readonly json: unknown }> {
  const response = await ask(path, asked);
  return { status: response.status, json: await response.json() };
}

interface FrameAnswer {
  readonly bot_id: string;
  readonly frame_base64: string;
  readonly timestamp: number;
  readonly webcam_stats: Readonly<Record<string, unknown>>;
}

async function frameOf(id: string, query = ''): Promise<FrameAnswer> {
  const answer = await json(`/frame/${id}${query}`);
  expect(answer.status).toBe(200);
  return answer.json as FrameAnswer;
}

/** Width and height of a PNG, from its header. */
function pngSize(bytes: Buffer): readonly [number, number] {
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'));
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

function isJpeg(bytes: Buffer): boolean {
  return bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'));
}

function cueHappens(update: CueUpdate): void {
  registry.happen({
    type: 'event',
    sessionId: 'session-1',
    event: { type: 'cue', atMs: systemClock.nowMs(), sessionId: 'session-1', update },
  });
}

async function startTile(config: unknown = {}): Promise<string> {
  const started = await json('/start', { body: { session_id: 'meeting-1', config } });
  expect(started.status).toBe(201);
  return (started.json as { bot_id: string }).bot_id;
}

describe('the picture of a session’s tile', () => {
  it('has the contract’s fields, and changes with what viewers read', async () => {
    const before = await frameOf('session-1');
    expect(Object.keys(before)).toEqual(['bot_id', 'frame_base64', 'timestamp', 'webcam_stats']);
    expect(before).toMatchObject({ bot_id: 'session-1', webcam_stats: { session_id: 'session-1', current_translations_count: 0 } });
    expect(pngSize(Buffer.from(before.frame_base64, 'base64'))).toEqual([1280, 720]);
    cueHappens({ type: 'upsert', emittedAtMs: 1, cue: sampleCue({ cueId: 'capture-1:0' }) });
    const shown = await frameOf('session-1');
    expect(shown.frame_base64).not.toBe(before.frame_base64);
    expect(shown.webcam_stats).toMatchObject({ current_translations_count: 1, speakers_count: 1 });
    expect(Math.abs(Number(shown.webcam_stats['last_translation_time']) - shown.timestamp)).toBeLessThan(60);
    expect((await frameOf('session-1')).frame_base64).toBe(shown.frame_base64);
    cueHappens({ type: 'remove', emittedAtMs: 2, cueId: 'capture-1:0' });
    expect((await frameOf('session-1')).webcam_stats).toMatchObject({ current_translations_count: 0, speakers_count: 1 });
  });

  it('comes as PNG or JPEG, as JSON or as it is, by query, ending or Accept', async () => {
    const asJpeg = Buffer.from((await frameOf('session-1', '?format=jpeg&quality=40')).frame_base64, 'base64');
    expect(isJpeg(asJpeg)).toBe(true);
    const finer = Buffer.from((await frameOf('session-1', '?format=jpeg&quality=95')).frame_base64, 'base64');
    expect(finer.length).toBeGreaterThan(asJpeg.length);
    for (const [path, accept, type] of [
      ['/frame/session-1.png', '*/*', 'image/png'],
      ['/frame/session-1.jpg', '*/*', 'image/jpeg'],
      ['/frame/session-1', 'image/png', 'image/png'],
      ['/frame/session-1', 'image/jpeg', 'image/jpeg'],
      ['/frame/session-1', 'text/html, */*', 'application/json'],
    ] as const) {
      const response = await ask(path, { headers: { accept } });
      expect([path, accept, response.headers.get('content-type')?.split(';')[0]]).toEqual([path, accept, type]);
      expect(response.headers.get('cache-control')).toContain('no-store');
      const bytes = Buffer.from(await response.arrayBuffer());
      if (type === 'image/png') expect(pngSize(bytes)).toEqual([1280, 720]);
      if (type === 'image/jpeg') expect(isJpeg(bytes)).toBe(true);
    }
  });

  it.each(['?format=gif', '?format=jpeg&quality=0', '?format=jpeg&quality=x'])('in %s is refused', async (query) => {
    expect(await json(`/frame/session-1${query}`)).toMatchObject({ status: 400, json: { error: { code: 'bad-request' } } });
  });

  it('is as large as the page has it, and its figures are those that the camera reports', async () => {
    const sending = { ...NOTHING_SENT, status: 'sending', width: 640, height: 360, framesPerSecond: 15, framesEncoded: 90 } as const;
    const report = { atMs: systemClock.nowMs(), framesPainted: 450, width: 640, height: 360, liveTracks: 1, sending };
    registry.states.set('session-1', { tile: report });
    const frame = await frameOf('session-1');
    expect(pngSize(Buffer.from(frame.frame_base64, 'base64'))).toEqual([640, 360]);
    expect(frame.webcam_stats).toMatchObject({ is_streaming: true, frames_generated: 450 });
    registry.states.set('session-1', { tile: { ...report, atMs: report.atMs - 60_000 } });
    expect((await frameOf('session-1')).webcam_stats).toMatchObject({ is_streaming: false });
  });

  it('of a bot is that of the session which it captures; before it captures there is none', async () => {
    const runner = await connected(connect(gateway.port, { namespace: RUNNER_NAMESPACE }));
    try {
      const lease = { botId: 'bot-1', state: 'joining', reason: 'x', meetingUrl: 'https://meet.google.com/abc-defg-hij', atMs: 5_000 };
      await runner.emitWithAck('lease', lease);
      expect((await json('/frame/bot-1')).status).toBe(404);
      await runner.emitWithAck('lease', { ...lease, state: 'active', sessionId: 'session-2' });
      expect(await frameOf('bot-1')).toMatchObject({ bot_id: 'bot-1', webcam_stats: { session_id: 'session-2' } });
    } finally {
      runner.disconnect();
    }
  });
});

describe('the settings of a tile', () => {
  it('are read and changed by the contract’s names, and the page hears of it at once', async () => {
    const socket = await connected(connect(gateway.port));
    try {
      await say(socket, helloOf());
      const told = once(socket as never, 'tileSettings');
      const body = {
        display_mode: 'sidebar',
        theme: 'light',
        max_translations_displayed: 99,
        translation_duration_seconds: 1,
        font_size: 24,
      };
      const changed = await json('/config/session-1', { body });
      const config = { display_mode: 'sidebar', theme: 'light', max_translations_displayed: 10, translation_duration_seconds: 5, fps: 30 };
      expect(changed).toMatchObject({
        status: 200,
        json: { bot_id: 'session-1', status: 'updated', config, ignored_fields: ['font_size'] },
      });
      expect((await told)[0]).toEqual({ ...DEFAULT_TILE_SETTINGS, mode: 'sidebar', theme: 'light', maxCues: 10, cueDurationMs: 5_000 });
      expect((await json('/config/session-1')).json).toMatchObject({ bot_id: 'session-1', config });
      expect((await frameOf('session-1')).webcam_stats).toMatchObject({ config });
    } finally {
      socket.disconnect();
    }
  });

  it('that a client changes on its socket reach the session', async () => {
    const socket = await connected(connect(gateway.port));
    try {
      await say(socket, helloOf());
      socket.emit('tileSettings', { ...DEFAULT_TILE_SETTINGS, mode: 'split' });
      await registry.saw('capture-1: tile settings split');
    } finally {
      socket.disconnect();
    }
  });

  it.each([
    [{ display_mode: 'upside-down' }, TILE_MODES],
    [{ mode: 5 }, TILE_MODES],
    [{ theme: 'pink' }, TILE_THEMES],
    [{ fps: 'fast' }, ['fps is a number from 1 to 60']],
    [{ translation_duration_seconds: null }, ['from 5 to 60']],
    [{ colours: { background: 'red' } }, ['#1a2b3c']],
    [[], ['JSON object']],
    ['7', ['JSON object']],
  ])('%j are refused with what is allowed, and nothing changes', async (body, allowed) => {
    const answer = await json('/config/session-1', { body });
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'bad-request' } } });
    for (const value of allowed) expect(JSON.stringify(answer.json)).toContain(value);
    expect((await json('/config/session-1')).json).toMatchObject({ config: { display_mode: 'overlay', theme: 'dark', fps: 30 } });
  });
});

describe('an address of the virtual webcam', () => {
  it.each(['/frame/x', '/frame/x.png', '/config/x', '/stop/x', '/packets/x', '/start'])('%s wants the token', async (path) => {
    expect((await ask(path, { headers: { authorization: 'Bearer wrong' } })).status).toBe(401);
  });

  it('of an id that nobody has is 404, and makes none', async () => {
    for (const path of ['/frame/nobody', '/frame/nobody.png', '/config/nobody']) {
      expect(await json(path)).toMatchObject({ status: 404, json: { error: { code: 'session-unknown' } } });
    }
    for (const path of ['/config/nobody', '/packets/nobody', '/stop/nobody']) {
      expect(await json(path, { body: TRANSCRIPTION })).toMatchObject({ status: 404, json: { error: { code: 'session-unknown' } } });
    }
    expect((await json('/frame/nobody')).status).toBe(404);
  });

  it.each(['/frame/a%20b', '/frame/..%2Fx', `/config/${'x'.repeat(101)}`])('%s is no id', async (path) => {
    expect((await json(path)).status).toBe(400);
  });
});

describe('packets', () => {
  it('on a session’s tile reach the page and readers as cues, and go when their time is over', async () => {
    const clock = createVirtualClock();
    await gateway.close();
    gateway = await startTestGateway(registry, { clock });
    const socket = await connected(connect(gateway.port));
    try {
      await say(socket, helloOf());
      const shown = once(socket as never, 'cue');
      const answer = await json('/packets/session-1', { body: [TRANSCRIPTION, TRANSLATION] });
      expect(answer).toMatchObject({ status: 200, json: { accepted: 2, webcam_stats: { current_translations_count: 1 } } });
      expect((await shown)[0]).toMatchObject({ type: 'upsert', cue: { original: { text: TRANSCRIPTION.translated_text } } });
      const removed = registry.saw('session-1: cue remove');
      await clock.advance(11_000);
      await removed;
      expect((await frameOf('session-1')).webcam_stats).toMatchObject({ current_translations_count: 0 });
    } finally {
      socket.disconnect();
    }
  });

  it('are taken all or none: one that makes no sense is named by its place', async () => {
    const id = await startTile();
    for (const [bad, hint] of [
      [{ ...TRANSLATION, target_language: 'not a language' }, 'language'],
      [{ ...TRANSLATION, target_language: 'chr' }, "The tile can't draw Cherokee (chr): Subcam has no letters of its script, Cherokee."],
      [{ ...TRANSLATION, speaker_name: 5 }, 'speaker_name'],
      [5, 'Packet 2 of 2'],
    ] as const) {
      const answer = await json(`/packets/${id}`, { body: [TRANSCRIPTION, bad] });
      expect(answer).toMatchObject({ status: 400, json: { error: { code: 'bad-request' } } });
      expect(JSON.stringify(answer.json)).toContain('Packet 2 of 2');
      expect(JSON.stringify(answer.json)).toContain(hint);
    }
    expect((await frameOf(id)).webcam_stats).toMatchObject({ speakers_count: 0 });
  });

  it('are bounded in number and in bytes, and the answer names the bound', async () => {
    const id = await startTile();
    const most = Array.from({ length: LIMITS.maxPacketsPerRequest }, (_, index) => ({ ...TRANSCRIPTION, timestamp: index }));
    expect((await json(`/packets/${id}`, { body: most })).status).toBe(200);
    const tooMany = await json(`/packets/${id}`, { body: [...most, TRANSCRIPTION] });
    expect(tooMany.status).toBe(400);
    expect(JSON.stringify(tooMany.json)).toContain(`at most ${LIMITS.maxPacketsPerRequest} packets`);
    const huge = { ...TRANSCRIPTION, translated_text: '漢'.repeat(100_000) };
    expect((await json(`/packets/${id}`, { body: huge })).status).toBe(200);
    const tooLarge = await json(`/packets/${id}`, { body: { ...TRANSCRIPTION, translated_text: 'x'.repeat(LIMITS.maxPacketsBytes) } });
    expect(tooLarge.status).toBe(413);
    expect(JSON.stringify(tooLarge.json)).toContain(String(LIMITS.maxPacketsBytes));
    expect((await json(`/packets/${id}`, { body: '{' })).status).toBe(400);
  });
});

describe('too many requests a second', () => {
  it('for pictures and for packets are refused, each by its own count', async () => {
    const many = (count: number, path: string, asked: Asked = {}): Promise<number[]> =>
      Promise.all(Array.from({ length: count }, async () => (await ask(path, asked)).status));
    // Twice as many, since a second may begin anew among them.
    const pictures = await many(2 * LIMITS.maxPicturesPerSecond + 5, '/frame/nobody.png');
    expect(new Set(pictures)).toEqual(new Set([404, 429]));
    const packets = await many(2 * LIMITS.maxPacketRequestsPerSecond + 5, '/packets/nobody', { body: TRANSCRIPTION });
    expect(new Set(packets)).toEqual(new Set([404, 429]));
    expect((await json('/config/session-1')).status).toBe(200);
  });

  it('for one tile leave the others alone', async () => {
    const of = (tile: string) => ask(`/frame/${tile}`);
    const refused = await Promise.all(Array.from({ length: 2 * LIMITS.maxPicturesPerSecond + 5 }, () => of('nobody')));
    expect(refused.map(({ status }) => status)).toContain(429);
    expect((await of('session-1')).status).toBe(200);
    expect((await of('session-2')).status).toBe(200);
  });
});

describe('a tile without a browser', () => {
  it('streams from its start to its stop, shows the packets that it is given, and tells the contract’s figures', async () => {
    const clock = createVirtualClock();
    await gateway.close();
    gateway = await startTestGateway(registry, { clock });
    const id = await startTile({ fps: 10, width: 640, height: 360 });
    const empty = await frameOf(id);
    expect(pngSize(Buffer.from(empty.frame_base64, 'base64'))).toEqual([640, 360]);
    // The translation first: it waits for nothing.
    for (const packet of [TRANSLATION, TRANSCRIPTION]) expect((await json(`/packets/${id}`, { body: packet })).status).toBe(200);
    const shown = await frameOf(id);
    expect(shown.frame_base64).not.toBe(empty.frame_base64);
    await clock.advance(2_000);
    const stats = {
      is_streaming: true,
      session_id: 'meeting-1',
      frames_generated: 21,
      duration_seconds: 2,
      average_fps: 10.5,
      current_translations_count: 1,
      speakers_count: 1,
      last_translation_time: shown.timestamp,
    };
    expect((await frameOf(id)).webcam_stats).toMatchObject({ ...stats, config: { fps: 10, width: 640, height: 360 } });
    const stopped = await json(`/stop/${id}`, { body: {} });
    expect(stopped).toMatchObject({ status: 200, json: { status: 'stopped', webcam_stats: { ...stats, is_streaming: false } } });
    expect((await json(`/frame/${id}`)).status).toBe(404);
  });

  it('takes settings at its start, refuses bad ones, and changes them later', async () => {
    expect((await json('/start', { body: { config: { theme: 'pink' } } })).status).toBe(400);
    expect((await json('/start', { body: { session_id: 'a b' } })).status).toBe(400);
    const id = await startTile({ theme: 'light' });
    const light = await frameOf(id);
    expect((await json(`/config/${id}`, { body: { theme: 'dark' } })).json).toMatchObject({ config: { theme: 'dark' } });
    expect((await frameOf(id)).frame_base64).not.toBe(light.frame_base64);
  });

  it('is one of a few', async () => {
    const ids = await Promise.all(Array.from({ length: LIMITS.maxBrowserlessTiles }, () => startTile()));
    const refused = await json('/start', { body: {} });
    expect(refused).toMatchObject({ status: 429, json: { error: { code: 'session-limit', retryable: true } } });
    await json(`/stop/${ids[0] ?? ''}`, { body: {} });
    await startTile();
  });

  it('that nobody asks for is closed after a while', async () => {
    const clock = createVirtualClock();
    await gateway.close();
    gateway = await startTestGateway(registry, { clock });
    const [asked, forgotten] = [await startTile({ fps: 1 }), await startTile({ fps: 1 })];
    await clock.advance(LIMITS.browserlessIdleMs - 120_000);
    expect((await json(`/config/${asked}`)).status).toBe(200);
    await clock.advance(180_000);
    expect((await json(`/config/${asked}`)).status).toBe(200);
    expect((await json(`/config/${forgotten}`)).status).toBe(404);
  });
});
