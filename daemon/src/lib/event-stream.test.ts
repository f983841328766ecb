// Streams of server-sent events, in whichever pieces they come.
import { describe, expect, it } from 'vitest';
import { eventData } from './event-stream.ts';

async function read(text: string, pieceBytes: number): Promise<readonly string[]> {
  const bytes = new TextEncoder().encode(text);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const data: string[] = [];
  for await (const one of eventData(pieces())) data.push(one);
  return data;
}

describe('a stream of events', () => {
  it.each([
    ['data: one\n\ndata: two\n\n', ['one', 'two']],
    ['data: one\r\n\r\ndata: two\r\n\r\n', ['one', 'two']],
    ['data: one\r\ndata: two\r\n\r\n', ['one\ntwo']],
    ['data: one\r\rdata: two\r\r\n', ['one', 'two']],
    ['data:one\ndata:  two\n\n', ['one\n two']],
    [': kept alive\n\nevent: message\nid: 7\ndata: one\nretry: 1\n\n', ['one']],
    ['data\n\ndata: ¿Qué? 🏠\n\n', ['¿Qué? 🏠']],
    ['data: one\n\ndata: cut off\n', ['one']],
    ['data: one\r\n\n\r\ndata: two\n\r\n', ['one', 'two']],
    ['', []],
  ])('%j has the data %j', async (text, data) => {
    for (const pieceBytes of [1, 2, 3, 7, 1_000]) expect(await read(text, pieceBytes)).toEqual(data);
  });

  it('of one long line in many pieces takes time in proportion to it', async () => {
    const line = 'x'.repeat(2 ** 20);
    expect(await read(`data: ${line}\n\n`, 16)).toEqual([line]);
  });
});
