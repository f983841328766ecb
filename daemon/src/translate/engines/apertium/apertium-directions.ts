// Apertium's mode files on disk -> the directions that can be translated, by our language codes.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SubcamError, baseLanguage, type LanguageCode, type LanguagePair } from '@subcam/shared';

/** Where Debian's packages, and an installation by hand, put them. */
export const APERTIUM_MODES_DIRS: readonly string[] = ['/usr/share/apertium/modes', '/usr/local/share/apertium/modes'];

export interface Direction extends LanguagePair {
  /** e.g. `eng-spa`. */
  readonly mode: string;
  readonly modeFile: string;
}

/** ISO 639-3, which names today's modes, by ISO 639-1, for the languages of Debian's pairs. Older modes are named by 639-1 itself. */
const ISO_639_1: Readonly<Record<string, LanguageCode>> = {
  afr: 'af',
  ara: 'ar',
  arg: 'an',
  bel: 'be',
  bre: 'br',
  bul: 'bg',
  cat: 'ca',
  cym: 'cy',
  dan: 'da',
  eng: 'en',
  epo: 'eo',
  eus: 'eu',
  fra: 'fr',
  glg: 'gl',
  hin: 'hi',
  ind: 'id',
  isl: 'is',
  ita: 'it',
  kaz: 'kk',
  mkd: 'mk',
  mlt: 'mt',
  nld: 'nl',
  nno: 'nn',
  nob: 'nb',
  oci: 'oc',
  pol: 'pl',
  por: 'pt',
  ron: 'ro',
  rus: 'ru',
  spa: 'es',
  srd: 'sc',
  swe: 'sv',
  tat: 'tt',
  ukr: 'uk',
  urd: 'ur',
  zlm: 'ms',
};

const MODE_FILE = /^(?<source>[a-z]{2,3})-(?<target>[a-z]{2,3})(?:_(?<region>[A-Za-z]+))?\.mode$/;

export interface Directions {
  readonly all: readonly Direction[];
  /** The mode for the target's region where there is one, else that for the language. */
  find(sourceLanguage: LanguageCode, targetLanguage: LanguageCode): Direction | null;
}

/** Those that are installed now, in order of folder and name; maybe none. Throws `configuration` for a folder that can't be read. */
export function readDirections(modesDirs: readonly string[]): readonly Direction[] {
  return modesDirs.flatMap((dir) =>
    filesIn(dir).flatMap((name): Direction[] => {
      const { source, target, region } = MODE_FILE.exec(name)?.groups ?? {};
      if (source === undefined || target === undefined) return [];
      const language = code(target);
      const targetLanguage = region === undefined ? language : `${language}-${region}`;
      return [{ sourceLanguage: code(source), targetLanguage, mode: name.slice(0, -'.mode'.length), modeFile: join(dir, name) }];
    }),
  );
}

/** The mode file of a direction such as `eng-spa`, or null where that language pair isn't installed. */
export function findApertiumMode(mode: string): Promise<string | null> {
  const direction = readDirections(APERTIUM_MODES_DIRS).find((candidate) => candidate.mode === mode);
  return Promise.resolve(direction?.modeFile ?? null);
}

/** Throws `program-missing` when there is not one. */
export function findDirections(modesDirs: readonly string[]): Directions {
  const all = readDirections(modesDirs);
  if (all.length === 0) {
    throw new SubcamError(
      'program-missing',
      'Apertium has no language pair on this machine: run `npm run setup`, or `apt-get install apertium apertium-eng-spa`.',
    );
  }
  const find = (sourceLanguage: LanguageCode, targetLanguage: LanguageCode): Direction | null => {
    const fromSource = all.filter((direction) => direction.sourceLanguage === baseLanguage(sourceLanguage));
    return (
      fromSource.find((direction) => direction.targetLanguage === targetLanguage) ??
      fromSource.find((direction) => direction.targetLanguage === baseLanguage(targetLanguage)) ??
      null
    );
  };
  return { all, find };
}

function code(name: string): LanguageCode {
  return ISO_639_1[name] ?? name;
}

/** In order of name; none where there is no such folder. */
function filesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new SubcamError('configuration', `Apertium's modes in ${dir} can't be read.`, { cause: error });
  }
}
