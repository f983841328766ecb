// A daemon, sounds without words and recordings of people -> what it makes of them that nobody said, and what that somebody said it refuses.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SAMPLE_RATE_HZ, type LanguageCode } from '@subcam/shared';
import { WORDLESS_SOUNDS } from '@subcam/shared/testing';
import { decodeSound } from '../../../mock-engines/sound/decode-sound.ts';
import { startDaemonProcess } from '../../chain/daemon-process.ts';
import { chosenEngine, recogniserOf } from '../chosen-engine.ts';
import { hearFile, type HeardFile } from '../hear-file.ts';
import { spokenFigures, wordlessFigures, type HonestyReport, type SpokenFigures, type WordlessFigures } from './honesty-report.ts';
import { languageFoldersIn, recordingsIn, type HonestyWish } from './honesty-wish.ts';

/** Sounds are the same in every run. */
const SEED = 11;

/** Nobody speaks before and after a recording, s. */
const REST_S = 1;

/** The language of the sessions in which recordings are heard. */
const SPOKEN = 'en';

type Note = (text: string) => void;

async function readRecording(file: string): Promise<Int16Array> {
  const samples = await decodeSound(file);
  const sound = new Int16Array(samples.length + 2 * REST_S * SAMPLE_RATE_HZ);
  for (const [at, value] of samples.entries()) sound[REST_S * SAMPLE_RATE_HZ + at] = Math.round(value * 32_767);
  return sound;
}

/** Rejects with `configuration` where a folder has no recordings, and as the daemon, ffmpeg and the signal say. */
export async function measureHonesty(wish: HonestyWish, onNote: Note, signal: AbortSignal): Promise<HonestyReport> {
  const english = wish.english === null ? null : await recordingsIn(wish.english);
  const folders = wish.foreign === null ? [] : await languageFoldersIn(wish.foreign);
  const foreign = await Promise.all(folders.map(async (folder) => ({ name: path.basename(folder), files: await recordingsIn(folder) })));
  const { env } = await chosenEngine(wish.engine);
  await using opened = new AsyncDisposableStack();
  const home = await mkdtemp(path.join(tmpdir(), 'subcam-honesty-'));
  opened.defer(() => rm(home, { recursive: true, force: true }));
  const daemon = await startDaemonProcess({ home, port: 0, env: { ...env, SUBCAM_TRANSLATOR: 'none' } });
  opened.defer(() => daemon.stop());
  const { url, token } = daemon;
  const engine = await recogniserOf(daemon);
  // One that reads several languages may invent words in any of them.
  const ofNobody: LanguageCode = engine.languages?.length === 1 ? SPOKEN : 'auto';
  let sessions = 0;
  const hear = (sound: Int16Array, sourceLanguage: LanguageCode = SPOKEN): Promise<HeardFile> => {
    sessions += 1;
    const languages = { sourceLanguage, targetLanguages: [] };
    return hearFile(sound, { url, token, sessionId: `honesty-${sessions}`, client: 'pnpm bench honesty', languages }, signal);
  };

  const kinds = new Set<string>();
  const wordless: WordlessFigures[] = [];
  for (const { kind, variant, make } of WORDLESS_SOUNDS) {
    signal.throwIfAborted();
    if (wish.isQuick && kinds.has(kind)) continue;
    kinds.add(kind);
    const figures = wordlessFigures(await hear(make(wish.minutes * 60, SEED), ofNobody), { kind, variant, minutes: wish.minutes });
    onNote(`${kind}, ${variant}: ${figures.words} words`);
    wordless.push(figures);
  }

  const spoken = async (name: string, files: readonly string[]): Promise<SpokenFigures> => {
    const heard: HeardFile[] = [];
    for (const file of files) {
      signal.throwIfAborted();
      heard.push(await hear(await readRecording(file)));
    }
    const figures = spokenFigures(name, heard);
    onNote(`${name}: ${figures.refused} of ${figures.segments} segments refused`);
    return figures;
  };
  const others: SpokenFigures[] = [];
  const inEnglish = english === null ? null : await spoken('English', english);
  for (const { name, files } of foreign) others.push(await spoken(name, files));
  return {
    bench: 'honesty',
    engine: engine.title,
    wordless,
    wordsInvented: wordless.reduce((sum, { words }) => sum + words, 0),
    english: inEnglish,
    foreign: others,
  };
}
