// URL -> a file whose SHA-256 is the expected one: resumes a partial download, gives up with a sentence, never keeps wrong bytes.
import { open, rename, rm, stat } from 'node:fs/promises';
import { SubcamError, retry, withinTime } from '@subcam/shared';
import type { Clock } from '@subcam/shared';
import { fileSha256 } from '../lib/file-sha256.ts';
import { isDiskError, notWritten } from './disk-error.ts';

/** A connection that brings no byte for this long is given up and resumed. */
const STALL_MS = 30_000;

/** Pauses before the second, third and fourth attempt. */
const RETRY_PAUSES_MS = [500, 2_000, 5_000];

export interface DownloadOptions {
  readonly url: string;
  /** Where the whole file goes; `${path}.part` holds what is there so far. */
  readonly path: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  /** For messages: what is being fetched. */
  readonly title: string;
  /** For messages: what to check where it can't be had. */
  readonly check: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (receivedBytes: number) => void;
  readonly stallMs?: number;
  /** For messages: what to run again after a connection broke. Default `subcam models install`. */
  readonly again?: string;
}

/**
 * Resolves when `path` holds exactly the expected bytes. A cut connection is resumed where it stopped, here and in the next run.
 * Rejects with `network` (unreachable, or an HTTP status that isn't success), `model-corrupt` (whole, but not the expected bytes; they
 * are removed), `storage` (disk), `aborted`.
 */
export async function download(options: DownloadOptions): Promise<void> {
  const part = `${options.path}.part`;
  const { clock, signal } = options;
  await retry(() => receive(options, part), { clock, signal, waits: RETRY_PAUSES_MS, failureCode: 'network' });
  const sha256 = await fileSha256(part);
  if (sha256 !== options.sha256) {
    await rm(part, { force: true });
    throw new SubcamError(
      'model-corrupt',
      `What ${new URL(options.url).host} sent as ${options.title} is not the published file (SHA-256 ${sha256 ?? 'of nothing'}); it was removed. Try again, or ${options.check}.`,
    );
  }
  await rename(part, options.path);
}

async function receive(options: DownloadOptions, part: string): Promise<void> {
  let have = await sizeOf(part);
  if (have > options.bytes) {
    await rm(part, { force: true });
    have = 0;
  }
  options.onProgress(have);
  if (have === options.bytes) return;
  const connection = new AbortController();
  const signal = AbortSignal.any([options.signal, connection.signal]);
  const { clock, stallMs = STALL_MS } = options;
  const beforeStall = <T>(work: () => Promise<T>): Promise<T> =>
    withinTime(stallMs, work, { clock, signal: options.signal, late: () => cut(options, null) });
  try {
    const response = await beforeStall(() => ask(options, have, signal));
    const resumed = response.status === 206;
    if (resumed && !response.headers.get('content-range')?.startsWith(`bytes ${have}-`)) {
      throw new SubcamError('network', `${new URL(options.url).host} answered with another range than was asked for: try again.`);
    }
    let received = resumed ? have : 0;
    const body = response.body;
    if (body === null)
      throw new SubcamError('network', `${new URL(options.url).host} answered without a body: try again.`, { retryable: true });
    // Each piece is on disk before the next is read: a stream that errors would drop what it has buffered, and the resume with it.
    await using file = await open(part, resumed ? 'a' : 'w');
    const chunks = body[Symbol.asyncIterator]();
    for (let next = await beforeStall(() => chunks.next()); next.done !== true; next = await beforeStall(() => chunks.next())) {
      const chunk = next.value;
      received += chunk.byteLength;
      if (received > options.bytes) {
        throw new SubcamError('model-corrupt', `${options.title} is larger than the published file: ${options.check}.`);
      }
      await file.writeFile(chunk);
      options.onProgress(received);
    }
    if (received < options.bytes) throw cut(options, null);
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof SubcamError) throw error;
    if (isDiskError(error)) throw notWritten(part, error);
    throw cut(options, error);
  } finally {
    connection.abort();
  }
}

async function ask(options: DownloadOptions, have: number, signal: AbortSignal): Promise<Response> {
  const host = new URL(options.url).host;
  const response = await fetch(options.url, { signal, headers: { ...options.headers, ...(have > 0 ? { range: `bytes=${have}-` } : {}) } });
  if (response.status === 200 || response.status === 206) return response;
  await response.body?.cancel();
  throw new SubcamError('network', `${host} answered ${response.status} for ${options.title}: ${options.check}.`, {
    retryable: response.status >= 500 || response.status === 429,
  });
}

function cut(options: DownloadOptions, cause: unknown): SubcamError {
  return new SubcamError(
    'network',
    `${new URL(options.url).host} can't be reached, or the connection broke, while fetching ${options.title}: check the network and run "${options.again ?? 'subcam models install'}" again; it goes on where it stopped.`,
    { retryable: true, cause },
  );
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
