// Programs of the machine (Chromium, ffmpeg, flite, Postgres, Tesseract): where each one is, what it is for, and which package brings it.
import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import type { ProgramNeed } from '@subcam/shared';

/** The part of an environment that finding a program reads: `PATH`, `HOME`, `SUBCAM_CHROMIUM`. */
export type ProgramEnv = Readonly<Record<string, string | undefined>>;

/** Names under which Linux distributions and Google install a browser that takes extensions, in order of preference. */
const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

/** Where macOS keeps them, which is not on the PATH. */
const CHROMIUM_APPLICATIONS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where Debian, other systems and Homebrew keep what Tesseract knows of languages; `TESSDATA_PREFIX` comes before them. */
const TESSERACT_DATA = [
  '/usr/share/tesseract-ocr/5/tessdata',
  '/usr/share/tesseract-ocr/4.00/tessdata',
  '/usr/share/tessdata',
  '/usr/local/share/tessdata',
  '/opt/homebrew/share/tessdata',
];

/** The absolute path of a program on the PATH, or null. An absolute `name` is checked as it is. */
export async function findProgram(name: string, env: ProgramEnv = process.env): Promise<string | null> {
  if (isAbsolute(name)) return (await isExecutable(name)) ? name : null;
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    if (folder === '') continue;
    const candidate = join(folder, name);
    if (await isExecutable(candidate)) return candidate;
  }
  return null;
}

/**
 * The browser to drive: `SUBCAM_CHROMIUM` when it is set (null if nothing can be run there: an explicit choice is never replaced
 * by another browser), else the system's Chromium, else an installed Chrome, else null.
 */
export async function findChromium(env: ProgramEnv = process.env): Promise<string | null> {
  const chosen = env['SUBCAM_CHROMIUM'];
  if (chosen !== undefined && chosen !== '') return findProgram(chosen, env);
  for (const name of CHROMIUM_NAMES) {
    const found = await findProgram(name, env);
    if (found !== null) return found;
  }
  const home = env['HOME'];
  const applications = home === undefined ? [] : CHROMIUM_APPLICATIONS.map((path) => join(home, path));
  for (const path of [...CHROMIUM_APPLICATIONS, ...applications]) {
    if (await isExecutable(path)) return path;
  }
  return null;
}

/** What Tesseract reads a language by (`eng`, `spa`), or null where that language isn't installed. */
export async function findTesseractLanguage(language: string, env: ProgramEnv = process.env): Promise<string | null> {
  const chosen = env['TESSDATA_PREFIX'];
  for (const folder of chosen === undefined || chosen === '' ? TESSERACT_DATA : [chosen]) {
    const path = join(folder, `${language}.traineddata`);
    if (await isFile(path)) return path;
  }
  return null;
}

/** Where Debian and Homebrew keep the programs of a Postgres server, which are not on the PATH, by version. */
const POSTGRES_FOLDERS = ['/usr/lib/postgresql', '/opt/homebrew/opt', '/usr/local/opt'];

/** `postgres`, the server, beside which `initdb` lies: that on the PATH, else the newest that is installed, else null. */
export async function findPostgres(env: ProgramEnv = process.env): Promise<string | null> {
  const onPath = await findProgram('postgres', env);
  if (onPath !== null) return onPath;
  for (const folder of POSTGRES_FOLDERS) {
    const names = await readdir(folder).catch(() => []);
    const versions = names.flatMap((name) => /^(?:postgresql@)?(?<version>\d+)$/u.exec(name)?.groups?.['version'] ?? []);
    for (const version of versions.toSorted((a, b) => Number(b) - Number(a))) {
      for (const name of [version, `postgresql@${version}`]) {
        const found = join(folder, name, 'bin', 'postgres');
        if (await isExecutable(found)) return found;
      }
    }
  }
  return null;
}

/** Who needs a program: everybody who runs the product or its demo, or only its tests. */
export type ProgramPurpose = 'demo' | 'tests';

/** A program that set-up finds or installs. */
export interface MachineProgram extends ProgramNeed {
  readonly purpose: ProgramPurpose;
}

/** Every program that the demo and the tests start, in the order in which set-up looks for them; engines name their own. */
export const PROGRAM_NEEDS: readonly MachineProgram[] = [
  {
    name: 'chromium',
    usedFor: 'the browser in which the bot attends a meeting',
    purpose: 'demo',
    debianPackages: ['chromium'],
    otherwise: 'install Chromium or Google Chrome, or set SUBCAM_CHROMIUM to its path',
    find: findChromium,
  },
  {
    name: 'ffmpeg',
    usedFor: 'reading sound files and writing the demo’s video',
    purpose: 'demo',
    debianPackages: ['ffmpeg'],
    otherwise: 'install ffmpeg and put it on the PATH',
    find: (env) => findProgram('ffmpeg', env),
  },
  {
    name: 'flite',
    usedFor: 'the synthetic voices of the tests',
    purpose: 'tests',
    debianPackages: ['flite'],
    otherwise: 'install flite and put it on the PATH',
    find: (env) => findProgram('flite', env),
  },
  {
    name: 'postgres',
    usedFor: 'the server on which the tests keep what was said',
    purpose: 'tests',
    debianPackages: ['postgresql'],
    otherwise: 'install PostgreSQL 13 or newer and put its programs on the PATH',
    find: findPostgres,
  },
  {
    name: 'tesseract',
    usedFor: 'the tests that read the subtitles out of decoded pictures',
    purpose: 'tests',
    debianPackages: ['tesseract-ocr'],
    otherwise: 'install Tesseract 5 and put it on the PATH',
    find: (env) => findProgram('tesseract', env),
  },
  {
    name: 'tesseract-ocr-eng',
    usedFor: 'reading English out of pictures',
    purpose: 'tests',
    debianPackages: ['tesseract-ocr-eng'],
    otherwise: 'install Tesseract’s language data eng',
    find: (env) => findTesseractLanguage('eng', env),
  },
  {
    name: 'tesseract-ocr-spa',
    usedFor: 'reading Spanish out of pictures',
    purpose: 'tests',
    debianPackages: ['tesseract-ocr-spa'],
    otherwise: 'install Tesseract’s language data spa',
    find: (env) => findTesseractLanguage('spa', env),
  },
];

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
  } catch {
    return false;
  }
  return isFile(path);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
