// Files of a server on loopback: answered as they should be, in part, or with a fault on demand.
import type { ServerResponse } from 'node:http';

export type FileFault =
  /** The connection breaks after this many bytes of the body. */
  | { readonly type: 'cut'; readonly afterBytes: number }
  /** The connection stays open and says nothing more after this many bytes. */
  | { readonly type: 'stall'; readonly afterBytes: number }
  | { readonly type: 'status'; readonly status: number }
  | { readonly type: 'flip'; readonly atByte: number }
  | { readonly type: 'ignore-range' };

/** Noise, which does not compress: a file is as long on the way as it is on the disk. */
export function noise(bytes: number, seed = 1): Buffer {
  const made = Buffer.alloc(bytes);
  for (let index = 0, state = seed; index < made.length; index += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    made[index] = state >>> 24;
  }
  return made;
}

/** From the last byte to the end of a connection that is cut: a client that is told of the end at once drops what it has not read yet. */
const READ_MS = 100;

interface FileAnswer {
  /** The request's `Range` header. */
  readonly range: string | null;
  readonly fault: FileFault | undefined;
}

/** `whole`: undefined where there is no such file. */
export function answerFile(response: ServerResponse, whole: Buffer | undefined, { range, fault }: FileAnswer): void {
  if (fault?.type === 'status' || whole === undefined) {
    response.writeHead(fault?.type === 'status' ? fault.status : 404).end();
    return;
  }
  const from = range === null || fault?.type === 'ignore-range' ? 0 : Number(/^bytes=(\d+)-$/.exec(range)?.[1]);
  const body = Buffer.from(whole.subarray(from));
  if (fault?.type === 'flip') body[fault.atByte] = (body[fault.atByte] ?? 0) ^ 1;
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': body.length,
    ...(from > 0 ? { 'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}` } : {}),
  });
  if (fault?.type === 'cut') response.write(body.subarray(0, fault.afterBytes), () => setTimeout(() => response.destroy(), READ_MS));
  else if (fault?.type === 'stall') response.write(body.subarray(0, fault.afterBytes));
  else response.end(body);
}
