// Bytes of a stream of server-sent events -> the data of each event (HTML Standard, section 9.2.6).

const LINE_END = /\r\n|\n|\r/u;

/** Events without data, comments and all fields but `data` are left out; so is an event that the end of the stream cuts off. */
export async function* eventData(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  for await (const piece of pieces) {
    rest += decoder.decode(piece, { stream: true });
    for (;;) {
      const end = LINE_END.exec(rest);
      // A carriage return at the end may be half of a line's end.
      if (end === null || (end[0] === '\r' && end.index === rest.length - 1)) break;
      const line = rest.slice(0, end.index);
      rest = rest.slice(end.index + end[0].length);
      if (line === '') {
        if (data.length > 0) yield data.join('\n');
        data = [];
      } else if (line.startsWith('data:')) data.push(line.slice(line.charAt(5) === ' ' ? 6 : 5));
    }
  }
}
