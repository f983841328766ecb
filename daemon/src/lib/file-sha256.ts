// A file -> the SHA-256 of all its bytes.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { SubcamError } from '@subcam/shared';

const CHUNK_BYTES = 256 * 1024;

/** Hex SHA-256 of a file; null when there is none. Rejects with `storage` when it can't be read. */
export async function fileSha256(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  // One for the whole file: a new one for each part would stay in memory until they are collected, which for a model is as much as the model.
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    await using file = await open(path);
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(chunk.subarray(0, bytesRead));
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new SubcamError(
      'storage',
      `${path} can't be read (${error instanceof Error ? error.message : String(error)}): check its permissions.`,
      {
        cause: error,
      },
    );
  }
}
