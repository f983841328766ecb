// Bytes of one HTTP connection as they arrive -> parsed a little at a time, so that others come in between, however many requests they hold.
import type { Socket } from 'node:net';

export interface RequestPace {
  /** Nothing more is parsed or read until `resume`. */
  hold(): void;
  resume(): void;
  /** What comes from here on is read and thrown away: a connection that ends with unread bytes would take its last answer with it. */
  discard(): void;
  /** The connection is a WebSocket's from here on: what was not parsed goes back into it, for whoever reads it next. */
  release(): void;
}

/** Some twenty requests, which take less than a millisecond to parse. One read of the operating system holds up to 64 KiB. */
const PIECE_BYTES = 2048;

/**
 * To be called for a connection of Node's HTTP server as soon as it comes. `begin` is asked before each piece is parsed, and may call it
 * at once or later.
 */
export function paceRequests(connection: Socket, begin: (parse: () => void) => void): RequestPace {
  // Node's own reader: in its place, pieces come to it from here.
  const [parse] = connection.listeners('data') as [((bytes: Buffer) => void)?];
  if (parse === undefined)
    return { hold: () => connection.pause(), resume: () => connection.resume(), discard: () => undefined, release: () => undefined };
  let waiting: Buffer[] = [];
  let isInLine = false;
  let isHeld = false;
  let isParsing = false;
  /** Node pauses a connection whose answers are not taken, and must be given nothing until it resumes it. */
  let isPausedByNode = false;
  let isReleased = false;
  let isDiscarded = false;

  const onData = (bytes: Buffer): void => {
    if (isDiscarded) return;
    waiting.push(bytes);
    connection.pause();
    standInLine();
  };

  const standInLine = (): void => {
    if (isInLine || isHeld || isPausedByNode || isReleased) return;
    if (waiting.length === 0) {
      connection.resume();
      return;
    }
    isInLine = true;
    begin(parsePiece);
  };

  const parsePiece = (): void => {
    isInLine = false;
    if (isHeld || isReleased || connection.destroyed) return;
    const bytes = waiting.shift();
    if (bytes === undefined) return;
    if (bytes.length > PIECE_BYTES) waiting.unshift(bytes.subarray(PIECE_BYTES));
    connection.resume();
    isParsing = true;
    parse(bytes.subarray(0, PIECE_BYTES));
    isParsing = false;
    if (isReleased || connection.destroyed) return;
    isPausedByNode = connection.isPaused();
    if (isPausedByNode) return;
    if (isHeld || waiting.length > 0) connection.pause();
    standInLine();
  };

  const onResume = (): void => {
    if (connection.isPaused()) return;
    isPausedByNode = false;
    if (isHeld || waiting.length > 0) connection.pause();
    standInLine();
  };

  connection.off('data', parse);
  connection.on('data', onData);
  connection.on('resume', onResume);
  return {
    hold: () => {
      isHeld = true;
      // While a piece is parsed, whether Node pauses the connection is to be seen.
      if (!isParsing) connection.pause();
    },
    resume: () => {
      isHeld = false;
      standInLine();
    },
    discard: () => {
      isDiscarded = true;
      waiting = [];
    },
    release: () => {
      isReleased = true;
      connection.off('data', onData);
      connection.off('resume', onResume);
      const rest = Buffer.concat(waiting);
      waiting = [];
      if (rest.length > 0) connection.unshift(rest);
    },
  };
}
