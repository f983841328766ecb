// The body of an HTTP answer -> its bytes, no more of them than are wanted, and given up where nobody waits for the rest.
import type { Clock } from '@subcam/shared';

export interface ResponseBody {
  /** Read once. Leaving it early gives the rest up. */
  readonly pieces: AsyncGenerator<Uint8Array, void, undefined>;
  /** What is still to come is not waited for: the pieces end here, also while the next one is being waited for. */
  giveUp(): void;
}

export interface ReadText {
  readonly text: string;
  /** False: there is more of it. */
  readonly isWhole: boolean;
}

export function openBody(response: Response): ResponseBody {
  const reader = response.body?.getReader();
  // A body that broke off has nothing left to give up.
  const giveUp = async (): Promise<void> => reader?.cancel().catch(() => undefined);
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    if (reader === undefined) return;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        yield value;
      }
    } finally {
      await giveUp();
    }
  }
  return { pieces: pieces(), giveUp: () => void giveUp() };
}

/** At most `maxBytes`: what comes after them is neither read nor waited for. */
export async function readText({ pieces }: ResponseBody, maxBytes: number): Promise<ReadText> {
  const read: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.byteLength;
    if (bytes > maxBytes) break;
    read.push(piece);
  }
  return { text: Buffer.concat(read).toString('utf8'), isWhole: bytes <= maxBytes };
}

/** As much of it as comes within the time; nothing where it breaks off. */
export async function readInTime(
  body: ResponseBody,
  { maxBytes, limitMs, clock }: { readonly maxBytes: number; readonly limitMs: number; readonly clock: Clock },
): Promise<ReadText> {
  const isRead = new AbortController();
  clock.sleep(limitMs, isRead.signal).then(
    () => body.giveUp(),
    // It was read before.
    () => undefined,
  );
  try {
    return await readText(body, maxBytes);
  } catch {
    return { text: '', isWhole: false };
  } finally {
    isRead.abort();
  }
}

/** The body piece by piece. Throws `tooLong` where it has more than `maxBytes`. */
export async function* limited(
  { pieces }: ResponseBody,
  maxBytes: number,
  tooLong: () => Error,
): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.byteLength;
    if (bytes > maxBytes) throw tooLong();
    yield piece;
  }
}
