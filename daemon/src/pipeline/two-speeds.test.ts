// Two recognisers at two speeds, through the whole pipeline: who is told, what stays on the tile, and what becomes of words while one of them is away.
import { afterEach, describe, expect, it } from 'vitest';
import { marksOfSession } from '@subcam/shared';
import { STEADY_SPEECH } from '../testing/steady-speech.ts';
import { createLog } from '../telemetry/index.ts';
import { finalsOf, openRig, readAloud, readWords, send, soundOf, TALK, type Rig, type RigOptions } from './testing/pipeline-rig.ts';

let rig: Rig;

afterEach(() => rig.close());

/** Sends the talk at the pace of speech. */
async function speak(options: RigOptions, sound = TALK) {
  rig = await openRig({ partials: readWords, ...options });
  const rigged = await rig.attach();
  for (let from = 0; from < sound.length; from += 1_600) {
    send(rigged.attachment, sound, { from, to: Math.min(sound.length, from + 1_600) });
    await rig.clock.advance(100);
  }
  return rigged;
}

describe('two recognisers at two speeds', () => {
  it('are both told, and finals are those of the better one', async () => {
    const { attachment, client } = await speak({ read: (request) => ({ ...readAloud(request), afterMs: 300 }) });
    await rig.clock.run(attachment.end(TALK.length));
    expect(client.states.at(-1)?.engines).toMatchObject({ stt: { name: 'scripted' }, sttPartials: { name: 'quick' } });
    expect(new Set(rig.eventsOf('partial').map(({ transcript }) => transcript.engine.name))).toEqual(new Set(['quick']));
    expect(rig.eventsOf('final').map(({ transcript }) => transcript.engine.name)).toEqual(['scripted', 'scripted']);
  });

  it('leave a cue where it is until its final comes, although the next one is spoken already', async () => {
    const sound = soundOf([0, 500], [0.9, 2000], [0, 700], [0.9, 2500], [0, 3000]);
    await speak({ read: (request) => ({ ...readAloud(request), afterMs: 1800 }) }, sound);
    const [first] = rig.eventsOf('final');
    const opened = rig.eventsOf('partial').find(({ transcript }) => transcript.firstSample > (first?.transcript.firstSample ?? 0));
    expect(opened?.atMs).toBeLessThan(first?.atMs ?? 0);
    const cues = rig.eventsOf('cue').map(({ update }) => update);
    const ids = new Set(cues.flatMap((update) => (update.type === 'upsert' ? [update.cue.cueId] : [])));
    expect(ids.size).toBe(2);
    // Nothing is taken away before its final was shown.
    for (const id of ids) {
      const of = cues.filter((update) => (update.type === 'upsert' ? update.cue.cueId : update.cueId) === id);
      const final = of.findIndex((update) => update.type === 'upsert' && update.cue.status === 'final');
      expect(final).toBeGreaterThan(0);
      expect(of.slice(0, final).every(({ type }) => type === 'upsert')).toBe(true);
    }
  });

  it('say that the better one hangs, and go on to show what is said', async () => {
    const { client } = await speak({ read: () => ({ afterMs: 3_600_000 }) });
    expect(client.states.at(-1)?.trouble).toMatchObject({
      recogniser: { engine: { name: 'scripted' }, code: 'timeout', work: 'kept' },
      partials: null,
    });
    expect(new Set(rig.eventsOf('partial').map(({ transcript }) => transcript.firstSample)).size).toBe(2);
    // A daemon that takes its place reads what is kept.
    await rig.restart({ partials: readWords });
    const back = await rig.attach({ oldestSample: 0, nextSample: TALK.length });
    send(back.attachment, TALK, { epoch: 2 });
    await rig.clock.run(back.attachment.end(TALK.length));
    expect(await finalsOf(rig.store)).toHaveLength(2);
  });

  it('say that the quick one hangs, and finals come all the same', async () => {
    const logged: string[] = [];
    const write = (line: string): void => void logged.push(line);
    const { attachment, client } = await speak({
      partials: () => ({ afterMs: 3_600_000 }),
      settings: {
        speech: { ...STEADY_SPEECH, partialsOtherwise: 'none', partialsPatienceMs: 3_000 },
      },
      log: createLog({ level: 'info', destination: { write } }),
    });
    expect(client.states.at(-1)?.trouble).toMatchObject({ recogniser: null, partials: { engine: { name: 'quick' }, code: 'timeout' } });
    expect(logged.filter((line) => line.includes('"part":"partials"'))).toHaveLength(1);
    const spokenMs = rig.clock.nowMs();
    await rig.clock.run(attachment.end(TALK.length));
    expect(await finalsOf(rig.store)).toHaveLength(2);
    for (const { atMs } of rig.eventsOf('final')) expect(atMs).toBeLessThan(spokenMs + 3_000);
  });

  it('may stand in for one another: the tile, the popup and the log say so, and when it is over', async () => {
    const logged: string[] = [];
    const write = (line: string): void => void logged.push(line);
    const talk = soundOf([0, 500], [0.9, 2000], [0, 6000], [0.9, 2500], [0, 3000]);
    const { attachment, client } = await speak(
      {
        read: (request, index) => (index < 1 ? { afterMs: 3_600_000 } : { ...readAloud(request), afterMs: 200 }),
        settings: { speech: { ...STEADY_SPEECH, standInAfterMs: 3_000 } },
        log: createLog({ level: 'info', destination: { write } }),
      },
      talk,
    );
    await rig.clock.run(attachment.end(talk.length));
    expect(rig.eventsOf('final').map(({ transcript }) => transcript.engine.name)).toEqual(['quick', 'scripted']);
    const [first] = rig.eventsOf('final');
    expect((first?.atMs ?? 0) - (first?.speechEndAtMs ?? 0)).toBeLessThan(3_700);
    const told = client.states.filter(({ standIn = null }) => standIn !== null);
    expect(told[0]).toMatchObject({ standIn: { engine: { name: 'quick' }, insteadOf: 'scripted' } });
    expect(told.map((state) => marksOfSession(state).status)).toContain('backup');
    expect(client.states.at(-1)?.standIn).toBeNull();
    const about = logged.filter((line) => line.includes('Another recogniser stands in') || line.includes('reads them again'));
    expect(about).toHaveLength(2);
  });

  it('don’t stand in for one another unless that is wanted', async () => {
    const { client } = await speak({ read: () => ({ afterMs: 3_600_000 }) });
    await rig.clock.advance(60_000);
    expect(rig.eventsOf('final')).toEqual([]);
    expect(client.states.every(({ standIn = null }) => standIn === null)).toBe(true);
  });

  it('are one where the quick one does not read the language, which is told', async () => {
    const logged: string[] = [];
    const write = (line: string): void => void logged.push(line);
    rig = await openRig({ partials: readWords, log: createLog({ level: 'info', destination: { write } }) });
    const { attachment, client } = await rig.attach({ sourceLanguage: 'de' });
    send(attachment, TALK);
    await rig.clock.run(attachment.end(TALK.length));
    expect(client.states.at(-1)?.engines.sttPartials).toBeUndefined();
    expect(rig.eventsOf('partial').every(({ transcript }) => transcript.engine.name === 'scripted')).toBe(true);
    expect(logged.some((line) => line.includes('does not read this language: the engine for finals shows'))).toBe(true);
  });
});
