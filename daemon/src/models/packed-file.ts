// A fetched file -> the file as it is installed: unpacked where it is packed, of the expected size and SHA-256, and never without end.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { SubcamError } from '@subcam/shared';
import { isDiskError, notWritten } from './disk-error.ts';

/** The largest file that is written where nobody has published a size: eight times the largest that is known. */
const MAX_INSTALLED_BYTES = 1024 ** 3;

export interface InstalledFile {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

export interface Expected {
  /** For messages. */
  readonly title: string;
  /** null: it is not published. */
  readonly installedBytes: number | null;
  readonly installedSha256: string | null;
}

/**
 * Writes `target`. Rejects with `model-corrupt` for one that can't be unpacked or becomes another file than was published, `storage`, or the
 * signal's reason. What it has written by then is left for the caller to remove.
 */
export async function installFetched(
  { source, target }: { readonly source: string; readonly target: string },
  { title, installedBytes, installedSha256 }: Expected,
  signal: AbortSignal,
): Promise<InstalledFile> {
  const most = installedBytes ?? MAX_INSTALLED_BYTES;
  const hash = createHash('sha256');
  let bytes = 0;
  const measure = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, unknown> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > most)
        throw new SubcamError('model-corrupt', `${title} is larger than the published file once it is unpacked; it is not installed.`);
      hash.update(chunk);
      yield chunk;
    }
  };
  try {
    const unpack = await unpacker(source);
    const [read, write] = [createReadStream(source), createWriteStream(target)];
    await (unpack === null ? pipeline(read, measure, write, { signal }) : pipeline(read, unpack, measure, write, { signal }));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SubcamError) throw error;
    if (isDiskError(error)) throw notWritten(target, error);
    throw new SubcamError('model-corrupt', `${title} can't be unpacked (${error instanceof Error ? error.message : String(error)}).`, {
      cause: error,
    });
  }
  const sha256 = hash.digest('hex');
  if (installedSha256 !== null && sha256 !== installedSha256) {
    throw new SubcamError(
      'model-corrupt',
      `${title} is not the published file once it is unpacked (SHA-256 ${sha256}); it is not installed.`,
    );
  }
  if (installedBytes !== null && bytes !== installedBytes) {
    throw new SubcamError(
      'model-corrupt',
      `${title} has ${bytes} bytes once it is unpacked, not the published ${installedBytes}; it is not installed.`,
    );
  }
  return { bytes, sha256 };
}

/** By its first bytes (RFC 8878, RFC 1952): servers and names are not always right. No file of a model begins like that. null: it is not packed. */
async function unpacker(file: string): Promise<Transform | null> {
  await using handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
  if (buffer.equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))) return createZstdDecompress();
  return buffer[0] === 0x1f && buffer[1] === 0x8b ? createGunzip() : null;
}
