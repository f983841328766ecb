// A contract server of e2e as a program of its own: its address, its faults, and what it was asked; and the recording whose words it knows.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const PROGRAM = path.join(import.meta.dirname, '..', '..', '..', 'e2e', 'mock-engines', 'contract-servers', 'main.ts');

/** The servers know a word by so much of its sound. */
const NEEDLE_SAMPLES = 64;

export interface SaidSentence {
  readonly text: string;
  readonly language: string;
  /** 16 kHz. */
  readonly samples: Int16Array;
}

export interface AskedOfServer {
  readonly way: string;
  readonly language: string | null;
  readonly prompt: string | null;
  readonly authorization: string | null;
  readonly words: string;
  readonly fault: string | null;
}

export interface ContractServer {
  readonly url: string;
  /** One fault for each request that comes from now on, in order. */
  faults(list: readonly object[]): Promise<void>;
  /** One for every request in these languages; null: none. */
  standing(fault: { readonly languages: readonly string[]; readonly fault: object } | null): Promise<void>;
  /** What came since this was asked last. */
  asked(): Promise<readonly AskedOfServer[]>;
  close(): Promise<void>;
}

/** The loudest stretch of each word's share of a sentence: silence has no samples by which it could be known. */
function wordsOf(sentences: readonly SaidSentence[]) {
  return sentences.flatMap(({ text: said, language, samples }, sentence) => {
    const words = said.split(' ');
    return words.map((word, index) => {
      const [from, end] = [index, index + 1].map((share) => Math.floor((samples.length * share) / words.length)) as [number, number];
      let best = { at: from, energy: -1 };
      for (let at = from; at + NEEDLE_SAMPLES <= end; at += NEEDLE_SAMPLES) {
        const energy = samples.subarray(at, at + NEEDLE_SAMPLES).reduce((sum, value) => sum + value * value, 0);
        if (energy > best.energy) best = { at, energy };
      }
      const needle = samples.slice(best.at, best.at + NEEDLE_SAMPLES);
      return { text: word, language, sentence, bytes: Buffer.from(needle.buffer).toString('base64') };
    });
  });
}

/** A sentence that a server knows which translates; see the servers' own `phrases.ts`. */
export interface KnownPhrase {
  readonly text: string;
  readonly language: string;
  readonly translations: Readonly<Record<string, string>>;
  readonly act?: string;
  readonly actMeans?: string;
}

export function startContractServer(service: 'whisper' | 'openai', sentences: readonly SaidSentence[]): Promise<ContractServer> {
  return startServer(service, wordsOf(sentences));
}

export type TranslatingServer = 'translation' | 'libretranslate' | 'chat' | 'obedient-chat' | 'triton';

export function startTranslatingServer(service: TranslatingServer, phrases: readonly KnownPhrase[]): Promise<ContractServer> {
  return startServer(service, phrases);
}

async function startServer(service: string, known: unknown): Promise<ContractServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'subcam-contract-'));
  const file = path.join(folder, 'known.json');
  await writeFile(file, JSON.stringify(known));
  const child = spawn(process.execPath, [PROGRAM, '--service', service, '--known', file], { stdio: ['pipe', 'pipe', 'pipe'] });
  const failed = text(child.stderr);
  const ended = once(child, 'exit');
  const line = await Promise.race([
    once(child.stdout, 'data').then(([data]) => String(data)),
    ended.then(async () => Promise.reject(new Error(`The contract server ended: ${await failed}`))),
  ]);
  ended.catch(() => undefined);
  const { port, controlPort } = JSON.parse(line) as { readonly port: number; readonly controlPort: number };
  const control = async (method: string, page: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${controlPort}/${page}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return response.json();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    faults: async (list) => void (await control('PUT', 'faults', list)),
    standing: async (fault) => void (await control('PUT', 'standing', fault)),
    asked: async () => (await control('GET', 'asked')) as readonly AskedOfServer[],
    close: async () => {
      child.stdin.end();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
