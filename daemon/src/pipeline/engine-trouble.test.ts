// Engines that hang, fail and come back, through the whole pipeline: what clients see of it and when, what the log says, and that no word is lost.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SubcamError, type SessionState } from '@subcam/shared';
import { createLog } from '../telemetry/index.ts';
import {
  finalsOf,
  hangingTranslator,
  openRig,
  readAloud,
  send,
  TALK,
  undisturbedFinals,
  upperCaseTranslator,
  type Rig,
  type RigOptions,
  type TestClient,
} from './testing/pipeline-rig.ts';

let undisturbed: readonly string[];
let rig: Rig;
/** Messages of the log about engines, in order. */
let logged: { readonly msg: string; readonly part?: string }[];

beforeAll(async () => {
  undisturbed = await undisturbedFinals();
});

async function open(options: RigOptions = {}): Promise<void> {
  logged = [];
  const write = (line: string): void => {
    const entry = JSON.parse(line) as { msg: string; part?: string };
    if (entry.part !== undefined) logged.push(entry);
  };
  rig = await openRig({ ...options, log: createLog({ level: 'info', destination: { write } }) });
}

afterEach(() => rig.close());

function lastState(client: TestClient): SessionState | undefined {
  return client.states.at(-1);
}

/** Speaks at the pace of speech, and returns after how long the client was first told of trouble; null: never. */
async function speak(
  rigged: { attachment: Parameters<typeof send>[0]; client: TestClient },
  part: 'recogniser' | 'translator',
  untilMs: number,
) {
  const startMs = rig.clock.nowMs();
  let toldAfterMs: number | null = null;
  for (let from = 0; from < TALK.length && rig.clock.nowMs() - startMs < untilMs; from += 1_600) {
    send(rigged.attachment, TALK, { from, to: Math.min(TALK.length, from + 1_600) });
    await rig.clock.advance(100);
    const trouble = lastState(rigged.client)?.trouble[part] ?? null;
    if (trouble !== null) toldAfterMs ??= rig.clock.nowMs() - startMs;
  }
  return toldAfterMs;
}

describe('a recogniser', () => {
  // Speech begins a second into the talk; the first partial is asked for within a second of it.
  const FIRST_ASKED_BEFORE_MS = 2_000;

  it('that hangs is told within 3 s, from when it has not answered and that the sound is kept; and that it is over', async () => {
    let isHanging = true;
    await open({ read: (request) => (isHanging ? { afterMs: 3_600_000 } : readAloud(request)) });
    const rigged = await rig.attach();
    const toldAfterMs = await speak(rigged, 'recogniser', 7_000);
    expect(toldAfterMs).not.toBeNull();
    expect(toldAfterMs).toBeLessThanOrEqual(FIRST_ASKED_BEFORE_MS + 3_000);
    expect(lastState(rigged.client)).toMatchObject({
      captures: [{ status: 'listening' }],
      trouble: { recogniser: { engine: { name: 'scripted' }, code: 'timeout', work: 'kept' } },
    });
    expect(rig.registry.sessions()[0]?.trouble.recogniser?.sinceMs).toBeLessThanOrEqual(rig.clock.nowMs() - 3_000);
    expect(logged).toMatchObject([{ msg: 'An engine does not do its work.', part: 'recogniser' }]);
    await rig.clock.advance(60_000);
    expect(logged).toHaveLength(1);

    // The daemon is restarted, as a person would: what is kept is read then.
    isHanging = false;
    await rig.restart();
    const back = await rig.attach({ oldestSample: 0, nextSample: TALK.length });
    send(back.attachment, TALK, { epoch: 2 });
    await rig.clock.run(back.attachment.end(TALK.length));
    expect(lastState(back.client)?.trouble.recogniser).toBeNull();
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
  });

  it('that is away is told at once, once in the log, and the sound is read when it is back', async () => {
    let isAway = true;
    const error = new SubcamError('engine-unavailable', 'The whisper service cannot be reached.', { retryable: true });
    await open({ read: (request) => (isAway ? { error } : readAloud(request)) });
    const { attachment, client } = await rig.attach();
    send(attachment, TALK);
    await rig.clock.advance(1_000);
    expect(lastState(client)?.trouble.recogniser).toMatchObject({ message: error.message, work: 'kept' });
    await rig.clock.advance(120_000);
    expect(rig.eventsOf('gap')).toEqual([]);
    isAway = false;
    expect(await rig.clock.run(attachment.end(TALK.length))).toMatchObject({ lostSamples: 0, gaps: [] });
    expect(lastState(client)?.trouble.recogniser).toBeNull();
    expect(logged.map(({ msg }) => msg)).toEqual(['An engine does not do its work.', 'The engine works again.']);
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
  });

  it('that refuses what it is given is told as one whose sound is left out, and that sound is a gap', async () => {
    await open({ read: () => ({ error: new SubcamError('engine-failed', 'This is no sound.') }) });
    const { attachment, client } = await rig.attach();
    send(attachment, TALK);
    await rig.clock.advance(5_000);
    expect(lastState(client)?.trouble.recogniser).toMatchObject({ message: 'This is no sound.', work: 'skipped' });
    expect((await rig.clock.run(attachment.end(TALK.length))).gaps.length).toBeGreaterThan(0);
  });

  it('that is so far behind that sound finds no room is told so', async () => {
    await open({ settings: { maxBacklogSamples: 32_000 }, read: () => ({ text: 'slow', afterMs: 60_000 }) });
    const { attachment, client } = await rig.attach();
    send(attachment, TALK);
    await rig.clock.advance(1_000);
    expect(lastState(client)?.trouble.recogniser).toMatchObject({ code: 'backlog-full', work: 'skipped' });
  });

  it('that answers is never in trouble, through talk and pauses', async () => {
    await open({ read: (request) => ({ ...readAloud(request), afterMs: 400 }) });
    const { attachment, client } = await rig.attach();
    for (let turn = 0; turn < 3; turn += 1) {
      for (let from = 0; from < TALK.length; from += 8_000) {
        const frames = TALK.subarray(from, Math.min(TALK.length, from + 8_000));
        const firstSample = turn * TALK.length + from;
        for (let at = 0; at < frames.length; at += 320) {
          attachment.audio({ connectionEpoch: 1, frame: { firstSample: firstSample + at, samples: frames.subarray(at, at + 320) } });
        }
        await rig.clock.advance(500);
      }
    }
    await rig.clock.run(attachment.end(3 * TALK.length));
    expect(client.states.filter(({ trouble }) => trouble.recogniser !== null || trouble.translator !== null)).toEqual([]);
    expect(logged).toEqual([]);
  });
});

describe('a translator', () => {
  it('that hangs after the end of the sound makes nobody miss sound', async () => {
    await open({ translator: hangingTranslator() });
    const { attachment, client } = await rig.attach();
    send(attachment, TALK);
    const ended = attachment.end(TALK.length);
    await rig.clock.advance(8_000);
    expect(client.states.flatMap(({ captures }) => captures.map(({ status }) => status))).not.toContain('no-sound');
    await rig.clock.run(ended);
  });

  it('that hangs is told within 3 s, while its deadline still runs, and as one whose work is left out after it', async () => {
    await open({ translator: hangingTranslator() });
    const { attachment, client } = await rig.attach({ pace: 'file' });
    send(attachment, TALK, { to: 64_000 });
    await rig.clock.advance(3_000);
    expect(rig.eventsOf('final')).toHaveLength(1);
    expect(lastState(client)?.trouble.translator).toMatchObject({ engine: { name: 'upper-case' }, code: 'timeout', work: 'kept' });
    await rig.clock.advance(10_000);
    expect(rig.eventsOf('translation-failed')).toHaveLength(1);
    expect(lastState(client)?.trouble.translator).toMatchObject({ work: 'skipped' });
    expect(logged).toMatchObject([{ part: 'translator' }]);
  });

  it('that fails and comes back is told both, once each', async () => {
    let isAway = true;
    const translator = upperCaseTranslator((text) => {
      if (isAway) throw new SubcamError('engine-unavailable', 'It is away.', { retryable: true });
      return text.toUpperCase();
    });
    await open({ translator });
    const { attachment, client } = await rig.attach();
    send(attachment, TALK, { to: 64_000 });
    await rig.clock.advance(2_000);
    expect(lastState(client)?.trouble.translator).toMatchObject({ message: 'It is away.', work: 'kept' });
    isAway = false;
    await rig.clock.advance(5_000);
    expect(lastState(client)?.trouble.translator).toBeNull();
    expect(logged.map(({ msg }) => msg)).toEqual(['An engine does not do its work.', 'The engine works again.']);
    send(attachment, TALK);
    await rig.clock.run(attachment.end(TALK.length));
    expect(await finalsOf(rig.store)).toEqual(undisturbed);
  });
});
