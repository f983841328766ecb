// Flags -> what is heard: kinds of sound without words for how long, and folders of recordings.
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { SubcamError } from '@subcam/shared';

export interface HonestyFlags {
  readonly engine?: string;
  readonly english?: string;
  readonly foreign?: string;
}

export interface HonestyWish {
  /** Of each sound without words. */
  readonly minutes: number;
  /** One sound of each kind, and not all. */
  readonly isQuick: boolean;
  /** Recogniser; null: the one that is configured. */
  readonly engine: string | null;
  /** Folders; null: none. */
  readonly english: string | null;
  readonly foreign: string | null;
}

export const DEFAULT_HONESTY_MINUTES = 10;
const QUICK_MINUTES = 1 / 20;

export function honestyWish(
  { engine, english, foreign }: HonestyFlags,
  { minutes, isQuick }: { readonly minutes: number | null; readonly isQuick: boolean },
): HonestyWish {
  return {
    minutes: isQuick ? QUICK_MINUTES : (minutes ?? DEFAULT_HONESTY_MINUTES),
    isQuick,
    engine: engine ?? null,
    english: english === undefined ? null : path.resolve(english),
    foreign: foreign === undefined ? null : path.resolve(foreign),
  };
}

/** What ffmpeg may read; what is none is told by it. */
const SOUND = /\.(?:wav|flac|mp3|ogg|opus|m4a|g722)$/iu;

async function entriesOf(folder: string) {
  return readdir(folder, { withFileTypes: true }).catch((error: unknown): never => {
    throw new SubcamError('configuration', `The folder ${folder} can't be read: --english and --foreign take folders.`, { cause: error });
  });
}

/** Paths, sorted. Rejects with `configuration` where there are none. */
export async function recordingsIn(folder: string): Promise<readonly string[]> {
  const files = (await entriesOf(folder))
    .filter((entry) => entry.isFile() && SOUND.test(entry.name))
    .map(({ name }) => path.join(folder, name));
  if (files.length === 0) throw new SubcamError('configuration', `There are no recordings (WAV, FLAC, MP3, Ogg, …) in ${folder}.`);
  return files.toSorted();
}

/** The folders in a folder: one for each language. Where there are none, the folder itself is one. */
export async function languageFoldersIn(folder: string): Promise<readonly string[]> {
  const folders = (await entriesOf(folder)).filter((entry) => entry.isDirectory()).map(({ name }) => path.join(folder, name));
  return folders.length === 0 ? [folder] : folders.toSorted();
}
