// A file -> the SHA-256 of all its bytes.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { SubcamError } from '@subcam/shared';

/** Hex SHA-256 of a file; null when there is none. Rejects with `storage` when it can't be read. */
export async function fileSha256(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
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
  return hash.digest('hex');
}
