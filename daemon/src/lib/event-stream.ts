// Bytes of a stream of server-sent events -> the data of each event (HTML Standard, section 9.2.6).

const LINE_END = /[\r\n]/gu;

/**
 * Events without data, comments and all fields but `data` are left out; so is an event that the end of the stream cuts off. Takes time in proportion
 * to the stream, in however many pieces a line comes.
 */
export async function* eventData(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  /** Of a line whose end has not come yet. */
  let begun: string[] = [];
  /** Whether a line feed that comes next belongs to the line's end that is over already. */
  let isAfterReturn = false;
  let data: string[] = [];
  for await (const piece of pieces) {
    const text = decoder.decode(piece, { stream: true });
    let from = 0;
    for (const { 0: end, index } of text.matchAll(LINE_END)) {
      const isSecondHalf = end === '\n' && isAfterReturn && index === from;
      isAfterReturn = end === '\r';
      const line = [...begun, text.slice(from, index)].join('');
      from = index + 1;
      if (isSecondHalf) continue;
      begun = [];
      if (line === '') {
        if (data.length > 0) yield data.join('\n');
        data = [];
      } else if (line.startsWith('data:')) data.push(line.slice(line.charAt(5) === ' ' ? 6 : 5));
    }
    if (from === text.length) continue;
    begun.push(text.slice(from));
    isAfterReturn = false;
  }
}
