// Recordings in several languages, and a daemon that is told none of them -> in which language it reads each, how right, and into what it translates.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SAMPLE_RATE_HZ, sameLanguage, SubcamError, type LanguageCode, type MeetingLanguages } from '@subcam/shared';
import { WORDLESS_SOUNDS } from '@subcam/shared/testing';
import { startDaemonProcess } from '../../chain/daemon-process.ts';
import { chosenEngine, recogniserOf } from '../chosen-engine.ts';
import { hearFile, type HeardFile } from '../hear-file.ts';
import { readSamples } from '../speech/spoken-sound.ts';
import {
  alternatingFigures,
  heardBetween,
  languageFigures,
  languageHeard,
  secondsOf,
  wordsIn,
  type AlternatingFigures,
  type HeardUtterance,
  type LanguageFigures,
  type LanguagesReport,
} from './languages-report.ts';
import type { LanguagesWish } from './languages-wish.ts';
import { ownRecordedSet } from './own-set.ts';
import { readRecordedSet, type SpokenLanguage, type Utterance } from './recorded-set.ts';

/** Sounds are the same in every run. */
const SEED = 11;

/** Nobody speaks before, between and after utterances: long enough for each to end as one does in a meeting. */
const REST_SAMPLES = 1.5 * SAMPLE_RATE_HZ;

const CLIENT = 'pnpm bench languages';

type Note = (text: string) => void;
type Hear = (sound: Int16Array, languages: MeetingLanguages) => Promise<HeardFile>;

interface SaidUtterance extends Utterance {
  readonly language: LanguageCode;
}

/** Utterances, one after the other in one session; each with what became of it. */
async function hearInTurn(
  utterances: readonly SaidUtterance[],
  hear: (sound: Int16Array) => Promise<HeardFile>,
): Promise<HeardUtterance[]> {
  const sounds: Int16Array[] = [];
  for (const { file } of utterances) sounds.push(await readSamples(file));
  const sound = new Int16Array(sounds.reduce((sum, { length }) => sum + length + REST_SAMPLES, REST_SAMPLES));
  const begins: number[] = [];
  let at = REST_SAMPLES;
  for (const samples of sounds) {
    sound.set(samples, at);
    begins.push(at);
    at += samples.length + REST_SAMPLES;
  }
  const heard = await hear(sound);
  return utterances.map(({ language, text }, index) => {
    // A segment has some of the quiet before its words.
    const fromSample = index === 0 ? 0 : (begins[index] ?? 0) - REST_SAMPLES / 2;
    const toSample = (begins[index + 1] ?? Infinity) - REST_SAMPLES / 2;
    return { language, text, seconds: secondsOf(sounds[index]?.length ?? 0), heard: heardBetween(heard, fromSample, toSample) };
  });
}

/** Each in a session of its own that names no language: nothing was spoken before it. */
async function hearLanguage({ language, voice, utterances }: SpokenLanguage, hear: Hear, onNote: Note): Promise<LanguageFigures> {
  const heard: HeardUtterance[] = [];
  const languages: MeetingLanguages = { sourceLanguage: 'auto', targetLanguages: [] };
  for (const utterance of utterances) {
    const [one] = await hearInTurn([{ ...utterance, language }], (sound) => hear(sound, languages));
    if (one === undefined) continue;
    heard.push(one);
    const as = languageHeard(one.heard);
    if (as === null || !sameLanguage(as, language))
      onNote(`${language}: ${path.basename(utterance.file)} was ${as === null ? 'not read' : `read as ${as}`}`);
  }
  return languageFigures(voice, heard);
}

/** One utterance of one language, one of the other, until one of them has no more. */
async function hearAlternating([one, other]: readonly [SpokenLanguage, SpokenLanguage], hear: Hear): Promise<AlternatingFigures> {
  const said = one.utterances.flatMap((utterance, index): SaidUtterance[] => {
    const answer = other.utterances[index];
    return answer === undefined
      ? []
      : [
          { ...utterance, language: one.language },
          { ...answer, language: other.language },
        ];
  });
  const languages: MeetingLanguages = { sourceLanguage: one.language, targetLanguages: [other.language], twoWay: true };
  return alternatingFigures([one.language, other.language], await hearInTurn(said, (sound) => hear(sound, languages)));
}

/** The two that are wished for. Left to the bench: English and Spanish; null where the recordings have not both. */
function alternatingOf(set: readonly SpokenLanguage[], { alternate }: LanguagesWish): readonly [SpokenLanguage, SpokenLanguage] | null {
  const [one, other] = (alternate ?? ['en', 'es']).map((code) => set.find(({ language }) => sameLanguage(language, code)));
  if (one !== undefined && other !== undefined) return [one, other];
  if (alternate === null) return null;
  const there = set.map(({ language }) => language).join(', ');
  throw new SubcamError(
    'configuration',
    `--alternate takes two languages of the recordings, which are in ${there}; not "${alternate.join(',')}".`,
  );
}

async function hearNobody(wish: LanguagesWish, hear: Hear): Promise<LanguagesReport['wordless']> {
  const kinds = new Set<string>();
  const heard: HeardFile[] = [];
  for (const { kind, make } of WORDLESS_SOUNDS) {
    if (wish.isQuick && kinds.has(kind)) continue;
    kinds.add(kind);
    heard.push(await hear(make(wish.wordlessSeconds, SEED), { sourceLanguage: 'auto', targetLanguages: [] }));
  }
  return { minutes: Math.round((heard.length * wish.wordlessSeconds * 100) / 60) / 100, words: wordsIn(heard) };
}

/**
 * The sounds go to one daemon as files, as fast as it takes them: a final is read by its sound alone, so that its language is the one that it has in real
 * time. Rejects with `configuration` or `program-missing` for what the person can mend, as the daemon, ffmpeg and the signal say; nothing is left running.
 */
export async function measureLanguages(wish: LanguagesWish, onNote: Note, signal: AbortSignal): Promise<LanguagesReport> {
  const { config, env } = await chosenEngine(wish.engine);
  const dir = wish.dir ?? (await ownRecordedSet(path.join(path.dirname(config.modelsDir), 'bench'), onNote, signal));
  const set = await readRecordedSet(dir, wish.limit);
  const pair = alternatingOf(set, wish);

  await using opened = new AsyncDisposableStack();
  const home = await mkdtemp(path.join(tmpdir(), 'subcam-languages-'));
  opened.defer(() => rm(home, { recursive: true, force: true }));
  const daemon = await startDaemonProcess({ home, port: 0, env });
  opened.defer(() => daemon.stop());
  const { name: engine, model } = await recogniserOf(daemon);
  let sessions = 0;
  const hear: Hear = (sound, languages) => {
    signal.throwIfAborted();
    sessions += 1;
    return hearFile(sound, { url: daemon.url, token: daemon.token, sessionId: `languages-${sessions}`, client: CLIENT, languages }, signal);
  };

  const languages: Record<LanguageCode, LanguageFigures> = {};
  for (const spoken of set) {
    const figures = await hearLanguage(spoken, hear, onNote);
    onNote(`${spoken.language}: language right in ${figures.languageRight} of ${figures.over2s}`);
    languages[spoken.language] = figures;
  }
  const alternating = pair === null ? null : await hearAlternating(pair, hear);
  if (alternating !== null)
    onNote(`${alternating.pair} by turns: direction right in ${alternating.directionRight} of ${alternating.utterances}`);
  onNote('sounds in which nobody speaks');
  return { bench: 'languages', engine, model, languages, alternating, wordless: await hearNobody(wish, hear) };
}
