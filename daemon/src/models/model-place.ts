// An address or a folder that somebody names -> a place from which files are read.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SubcamError, retry, withinTime, type Clock } from '@subcam/shared';
import { withoutCredentials } from './python-index.ts';

/** How long a server may take for a list. */
const READ_TIMEOUT_MS = 60_000;

/** Pauses before the second and third attempt. */
const RETRY_PAUSES_MS = [500, 2_000];

/** The longest document that is read whole: sixty times Mozilla's list of all its models. */
const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;

export interface PlacedFile {
  /** `http:`, `https:` or `file:`. */
  readonly url: URL;
  /** To be sent with each request. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Paths are relative, with forward slashes; an empty one is the place itself. */
export interface ModelPlace {
  /** For messages and manifests; says nothing of who asks. */
  readonly title: string;
  /** Absolute; null: it is an address. */
  readonly folder: string | null;
  /** null: there is no such file. Rejects with `network`, `storage` or `aborted`. */
  read(path: string): Promise<string | null>;
  locate(path: string): PlacedFile;
}

interface Work {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Rejects with `configuration` for what is neither an http(s) address nor a folder. */
export async function openModelPlace(given: string, work: Work): Promise<ModelPlace> {
  if (/^https?:\/\//i.test(given) && URL.canParse(given)) return webPlace(new URL(given.endsWith('/') ? given : `${given}/`), work);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(given) && !given.startsWith('file://')) {
    throw new SubcamError('configuration', `"${given}" is neither a folder nor an http(s) address.`);
  }
  const folder = path.resolve(given.startsWith('file://') ? fileURLToPath(given) : given);
  const found = await stat(folder).catch(() => null);
  if (found === null || !found.isDirectory()) throw new SubcamError('configuration', `There is no folder ${folder}.`);
  return folderPlace(folder);
}

function folderPlace(folder: string): ModelPlace {
  return {
    title: folder,
    folder,
    read: async (name) => {
      const file = path.join(folder, name);
      try {
        if ((await stat(file)).size > MAX_DOCUMENT_BYTES) throw tooLong(file);
        return await readFile(file, 'utf8');
      } catch (error) {
        if (error instanceof SubcamError) throw error;
        const { code, message } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null;
        throw new SubcamError('storage', `${file} can't be read (${message}): check its permissions.`, { cause: error });
      }
    },
    locate: (name) => ({ url: pathToFileURL(path.join(folder, name)), headers: {} }),
  };
}

function webPlace(given: URL, work: Work): ModelPlace {
  const { url: base, headers } = withoutCredentials(given);
  return {
    title: base.href,
    folder: null,
    read: (name) => readDocument({ url: new URL(name, base), headers }, work),
    locate: (name) => ({ url: new URL(name, base), headers }),
  };
}

/** An address as one document. null: the server has none (404, 410). Rejects with `network` or `aborted`. */
export async function readDocument({ url: given, headers: known }: PlacedFile, { clock, signal }: Work): Promise<string | null> {
  const { url, headers } = withoutCredentials(given);
  const ask = async (inTime: AbortSignal): Promise<string | null> => {
    const response = await fetch(url, { headers: { ...known, ...headers, accept: 'application/json' }, signal: inTime });
    if (response.status === 404 || response.status === 410) {
      await response.body?.cancel();
      return null;
    }
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new SubcamError('network', `${url.host} answered ${response.status} for ${url.pathname}.`, {
        retryable: response.status >= 500 || response.status === 429,
      });
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > MAX_DOCUMENT_BYTES) throw tooLong(url.href);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  };
  const once = async (): Promise<string | null> => {
    try {
      return await withinTime(READ_TIMEOUT_MS, ask, { clock, signal, late: () => unreachable(url, null) });
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof SubcamError ? error : unreachable(url, error);
    }
  };
  return retry(once, { clock, signal, waits: RETRY_PAUSES_MS });
}

function unreachable(url: URL, cause: unknown): SubcamError {
  return new SubcamError('network', `${url.host} can't be reached, or takes longer than ${READ_TIMEOUT_MS / 1000} s.`, {
    retryable: true,
    cause,
  });
}

function tooLong(what: string): SubcamError {
  return new SubcamError('network', `${what} is no list of models: it is longer than ${MAX_DOCUMENT_BYTES / 1024 / 1024} MiB.`);
}
