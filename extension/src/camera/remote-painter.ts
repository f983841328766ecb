// Remote painter: the tile painter of the isolated script, reached over the bridge, so that no word of a cue comes into the page's world.
import type { PageEnd } from '../bus/page-end.ts';
import type { ToPage } from '../bus/page-messages.ts';
import type { PaintedTile, TilePainter } from './tile-painter.ts';

export interface RemotePainter extends TilePainter {
  /** Call for every message of the bridge, before anybody else acts on it. */
  receive(message: ToPage): void;
}

/** `plain`: draws where nobody answers: a tile that waits. */
export function createRemotePainter(bridge: Pick<PageEnd, 'send' | 'sendCanvas'>, plain: TilePainter): RemotePainter {
  let version = 0;
  let answer: PaintedTile | null = null;
  return {
    get version() {
      return version;
    },
    paint(canvas, order) {
      const { width, height, nowMs, backdrop, again } = order;
      answer = null;
      // Both worlds share the canvas, and each message is answered before `send` returns.
      if (bridge.sendCanvas(canvas)) bridge.send({ type: 'paint', width, height, nowMs, backdrop, again });
      return answer ?? { ...plain.paint(canvas, { width, height, nowMs, backdrop, again: false }), version };
    },
    receive(message) {
      if (message.type === 'changed') version = message.version;
      if (message.type === 'painted') {
        const { untilMs, onlyGrew, cues } = message;
        answer = { version: message.version, untilMs, onlyGrew, cues };
      }
    },
  };
}
