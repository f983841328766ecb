// A name or a recording with its transcript -> a conversation that the participants can have.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { sameLanguage, SubcamError, type LanguageCode } from '@subcam/shared';
import type { Conversation, Speaker } from './conversation.ts';
import { findSoundSpans } from './sound-spans.ts';
import { spreadWords } from './spread-words.ts';
import { parseTranscript } from './transcript-text.ts';
import { readWav } from './wav.ts';

export interface RecordedConversation {
  /** A WAV file: any rate, mono or stereo. */
  readonly audio: string;
  /** A text file, one line for each turn, `Name: words`; without names one speaker says it all. null: nobody knows what is said. */
  readonly transcript: string | null;
}

/** Those that lie beside this file, each with the languages that are spoken in it, and no other. */
export const STORED_CONVERSATIONS = [
  { name: 'default', languages: ['en'] },
  { name: 'en-es', languages: ['en', 'es'] },
] as const;

export type StoredConversation = (typeof STORED_CONVERSATIONS)[number]['name'];

/** The one in which these languages are spoken, each of them and no other, regions aside; null: there is none. */
export function storedConversationIn(languages: readonly LanguageCode[]): StoredConversation | null {
  const isIn = (codes: readonly LanguageCode[], language: LanguageCode): boolean => codes.some((code) => sameLanguage(code, language));
  const stored = STORED_CONVERSATIONS.find(
    (conversation) =>
      languages.every((language) => isIn(conversation.languages, language)) &&
      conversation.languages.every((language) => isIn(languages, language)),
  );
  return stored?.name ?? null;
}

const time = z.number().nonnegative();

const storedConversation = z.object({
  speakers: z.array(z.object({ speakerId: z.string().min(1), name: z.string().min(1) })).min(1),
  wordTimes: z.literal('exact'),
  durationMs: time,
  utterances: z.array(
    z.object({
      speakerId: z.string(),
      startMs: time,
      endMs: time,
      text: z.string().min(1),
      language: z.string().min(2).optional(),
      words: z.array(z.object({ text: z.string().min(1), startMs: time, endMs: time })).min(1),
    }),
  ),
});

async function loadStored(name: StoredConversation): Promise<Conversation> {
  const stored = storedConversation.parse(JSON.parse(await readFile(path.join(import.meta.dirname, `${name}.json`), 'utf8')));
  const names = new Map(stored.speakers.map((speaker) => [speaker.speakerId, speaker.name]));
  return {
    ...stored,
    utterances: stored.utterances.map(({ language, ...utterance }) => ({
      ...utterance,
      name: names.get(utterance.speakerId) ?? utterance.speakerId,
      ...(language === undefined ? {} : { language }),
    })),
    audioPath: path.join(import.meta.dirname, `${name}.ogg`),
  };
}

async function readInput(file: string, what: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new SubcamError('configuration', `The ${what} ${file} cannot be opened. Is the path right?`, { cause: error });
  }
}

async function loadRecorded({ audio, transcript }: RecordedConversation): Promise<Conversation> {
  const sound = readWav(await readInput(audio, 'recording'));
  const base = { durationMs: (sound.samples.length / sound.rateHz) * 1000, audioPath: path.resolve(audio) };
  if (transcript === null) {
    return { ...base, speakers: [{ speakerId: 'speaker-1', name: 'Speaker' }], utterances: [], wordTimes: null };
  }
  const lines = parseTranscript((await readInput(transcript, 'transcript')).toString('utf8'));
  const spans = findSoundSpans(sound);
  if (spans.length === 0)
    throw new SubcamError('configuration', `The recording ${audio} is silent, but its transcript has words. Is it the right file?`);
  const speakers = new Map<string, Speaker>();
  for (const { name } of lines) {
    if (!speakers.has(name)) speakers.set(name, { speakerId: `speaker-${speakers.size + 1}`, name });
  }
  return {
    ...base,
    speakers: [...speakers.values()],
    utterances: spreadWords(lines, spans).map(({ line, startMs, endMs, words }) => ({
      speakerId: speakers.get(line.name)?.speakerId ?? '',
      name: line.name,
      text: line.text,
      startMs,
      endMs,
      words,
    })),
    wordTimes: 'estimated',
  };
}

/** Throws `configuration` when a file is missing, is no WAV, is silent although there are words, or has no words. */
export function loadConversation(which: StoredConversation | RecordedConversation): Promise<Conversation> {
  return typeof which === 'string' ? loadStored(which) : loadRecorded(which);
}
