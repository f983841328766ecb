// How much memory translating takes: a real daemon in a process of its own, without a target language, with one direction, and with two.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { startDaemonChild } from './testing/daemon-child.ts';
import { json, startScriptedService } from './testing/scripted-service.ts';
import { join, pause, speak } from './testing/spoken-text.ts';
import { startSteadyClient } from './testing/steady-client.ts';

/** Above the same daemon that translates nothing. Alone, the engine takes about 300 MB for one direction and 420 MB for two. */
const MOST_MB = { one: 400, two: 520 };

/** What the recogniser hears, by language: as long as people say in one breath. */
const HEARD: Readonly<Record<string, string>> = {
  en: 'Before we end the meeting today, I would like to thank everybody who has worked on the new version in the last three weeks.',
  pt: 'Antes de terminarmos a reunião de hoje, eu gostaria de agradecer a todos que trabalharam na nova versão nas últimas três semanas.',
};

/** Resident memory of a process in MB, as Linux counts it. */
async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/mu.exec(status)?.[1] ?? Number.NaN) / 1_000;
}

it.skipIf(process.platform !== 'linux')('is what the documentation says for one direction, and for two', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'subcam-memory-'));
  const service = await startScriptedService((request) => {
    const language = request.field('language') ?? 'en';
    return json({ text: HEARD[language] ?? '', language });
  });
  const daemon = await startDaemonChild(home, {
    env: { SUBCAM_STT: 'whisper-service', SUBCAM_WHISPER_URL: service.url, SUBCAM_TRANSLATOR: 'bergamot' },
  });
  try {
    const said = await speak('Before we end the meeting today, I would like to thank everybody who has worked on the new version.');
    const sound = join([pause(300), said, pause(900), said, pause(900), said, pause(900)]);
    const talk = async (sourceLanguage: string, targetLanguages: readonly string[]): Promise<number> => {
      const sessionId = [sourceLanguage, ...targetLanguages].join('-');
      const options = { url: () => daemon.url, token: daemon.token, sessionId, sound, speed: 4, sourceLanguage, targetLanguages };
      expect(await startSteadyClient(options).account).toMatchObject({ lostSamples: 0 });
      return residentMb(daemon.pid);
    };
    const without = await talk('en', []);
    const one = (await talk('en', ['pt'])) - without;
    const two = (await talk('pt', ['en'])) - without;
    process.stdout.write(
      `Translating takes ${Math.round(one)} MB for one direction and ${Math.round(two)} MB for two above ${Math.round(without)} MB.\n`,
    );
    expect(one).toBeGreaterThan(50);
    expect(one).toBeLessThan(MOST_MB.one);
    expect(two).toBeGreaterThan(one);
    expect(two).toBeLessThan(MOST_MB.two);
  } finally {
    await daemon.stop();
    service.close();
    await rm(home, { recursive: true, force: true });
  }
});
