// A meeting that goes on for hours: what it costs does not grow with what was said before. MEETING_HOURS=8 measures a whole day and prints its figures.
import { stat } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SAMPLE_RATE_HZ, systemClock } from '@subcam/shared';
import { expect, it } from 'vitest';
import { scriptedStt, type SttCall } from '../testing/fake-stt.ts';
import { openRig, readAloud, soundOf, testClient } from './testing/pipeline-rig.ts';

const hours = Number(process.env['MEETING_HOURS'] ?? 0.1);
const isWhole = hours >= 1;

/** Four seconds with a sentence in them. */
const SENTENCE = soundOf([0, 500], [0.9, 2_500], [0, 1_000]);
const SENTENCE_S = SENTENCE.length / SAMPLE_RATE_HZ;

const PARTS = 10;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/**
 * After the callbacks for what was collected: signals that were made of others are noted down in those until then. They come with a turn of the real event loop, of
 * which a clock that is turned by hand has none.
 */
async function heapMb(): Promise<number> {
  collectGarbage();
  for (let turn = 0; turn < 3; turn += 1) await systemClock.sleep(10);
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}

/** One who speaks a sentence each four seconds, in a pipeline and a database of their own. */
async function openMeeting() {
  const stt = scriptedStt(systemClock, readAloud);
  const rig = await openRig({ stt });
  const client = testClient();
  const { attachment } = await rig.attach({}, client);
  let said = 0;
  let [cpuMs, updates] = [0, 0];
  return {
    rig,
    speak: async (sentences: number): Promise<void> => {
      const before = process.cpuUsage();
      for (let sentence = 0; sentence < sentences; sentence += 1) {
        const at = said * SENTENCE.length;
        for (let from = 0; from < SENTENCE.length; from += SAMPLE_RATE_HZ) {
          const samples = SENTENCE.subarray(from, from + SAMPLE_RATE_HZ);
          for (let frame = 0; frame < samples.length; frame += 320)
            attachment.audio({
              connectionEpoch: 1,
              frame: { firstSample: at + from + frame, samples: samples.subarray(frame, frame + 320) },
            });
          await rig.clock.advance(1_000);
        }
        said += 1;
        updates += client.cues.length;
        // What the rig, its client and the scripted recogniser note down is theirs, not the pipeline's.
        for (const notes of [rig.events, rig.packets, client.cues, client.states, client.acks, stt.calls as SttCall[]]) notes.length = 0;
      }
      const { user, system } = process.cpuUsage(before);
      cpuMs += (user + system) / 1000;
    },
    /** Processor time for each update since this was asked last. */
    msPerUpdate: (): number => {
      const ms = cpuMs / Math.max(1, updates);
      [cpuMs, updates] = [0, 0];
      return ms;
    },
    end: async (): Promise<number> => {
      const account = await rig.clock.run(attachment.end(said * SENTENCE.length));
      expect(account).toMatchObject({ lostSamples: 0, gaps: [] });
      const { finals = 0, translationsDone = 0 } = (await rig.store.statistics('session-1')) ?? {};
      expect([finals, translationsDone]).toEqual([said, said]);
      return finals;
    },
    databaseMb: async (): Promise<number> => {
      const sizes = await Promise.all([rig.file, `${rig.file}-wal`].map((file) => stat(file).then(({ size }) => size)));
      return sizes.reduce((sum, size) => sum + size, 0) / 1e6;
    },
  };
}

/** Turns of which the last tenth of one meeting and the first of another consist: a machine is slower at some times than at others. */
const TURNS = 20;

it('costs the same in its last tenth as another one in its first, and keeps nothing in memory', { timeout: 3_600_000 }, async () => {
  const meeting = await openMeeting();
  const other = await openMeeting();
  try {
    const sentences = Math.round((hours * 3_600) / SENTENCE_S / PARTS);
    const turns = Math.min(TURNS, sentences);
    const emptyMb = await meeting.databaseMb();
    const heaps: number[] = [];
    const costs: number[] = [];
    for (let part = 0; part < PARTS - 1; part += 1) {
      await meeting.speak(sentences);
      costs.push(meeting.msPerUpdate());
      heaps.push(await heapMb());
    }
    for (let turn = 0; turn < turns; turn += 1) {
      await other.speak(Math.round(sentences / turns));
      await meeting.speak(Math.round(sentences / turns));
    }
    const [first, last] = [other.msPerUpdate(), meeting.msPerUpdate()];
    await other.end();
    const finals = await meeting.end();

    const [, settled = 0] = heaps;
    const figures = {
      hours,
      finals,
      msPerUpdate: [...costs, last].map((ms) => Number(ms.toFixed(2))),
      ofOtherInItsFirst: Number(first.toFixed(2)),
      lastToFirst: Number((last / first).toFixed(2)),
      heapMbPerHour: Number((((heaps.at(-1) ?? 0) - settled) / ((hours * (heaps.length - 2)) / PARTS)).toFixed(2)),
      databaseMbPerHour: Number((((await meeting.databaseMb()) - emptyMb) / hours).toFixed(2)),
    };
    if (isWhole) {
      process.stdout.write(`${JSON.stringify(figures)}\n`);
      expect(figures.lastToFirst).toBeLessThanOrEqual(1.25);
      expect(figures.heapMbPerHour).toBeLessThanOrEqual(0.2);
    }
    // In minutes what is kept shows, and noise is as large as it.
    expect((heaps.at(-1) ?? 0) - settled).toBeLessThan(2);
  } finally {
    await meeting.rig.close();
    await other.rig.close();
  }
});
