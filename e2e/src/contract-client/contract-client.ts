// A client of the contract over plain HTTP, written from the contract's words alone: it shares no code and no schema with the product.
import { readFile } from 'node:fs/promises';
import path from 'node:path';

export interface ContractDaemon {
  /** `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly token: string;
}

export interface ContractChunk {
  readonly sessionId: string;
  readonly chunkId: string;
  /** Its place among the chunks of the session, from 0. */
  readonly index: number;
  /** A sound file. */
  readonly file: string;
}

const headers = ({ token }: ContractDaemon): Record<string, string> => ({ Authorization: `Bearer ${token}` });

async function jsonOf(response: Response): Promise<Record<string, unknown>> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

/** The answer to a chunk. Rejects with what the daemon says where it refuses. */
export async function uploadChunk(
  daemon: ContractDaemon,
  { sessionId, chunkId, index, file }: ContractChunk,
): Promise<Record<string, unknown>> {
  const form = new FormData();
  form.append('session_id', sessionId);
  form.append('chunk_id', chunkId);
  form.append(
    'metadata',
    JSON.stringify({ session_id: sessionId, chunk_id: chunkId, chunk_index: index, format: path.extname(file).slice(1) }),
  );
  form.append('audio', new Blob([new Uint8Array(await readFile(file))]), path.basename(file));
  return jsonOf(await fetch(`${daemon.url}/api/audio/upload`, { method: 'POST', headers: headers(daemon), body: form }));
}

/** What was said in a session, in its order. */
export async function readTimeline(daemon: ContractDaemon, sessionId: string): Promise<readonly string[]> {
  const { timeline } = await jsonOf(await fetch(`${daemon.url}/api/data/sessions/${sessionId}/timeline`, { headers: headers(daemon) }));
  return (timeline as readonly { readonly text: string }[]).map(({ text }) => text);
}
