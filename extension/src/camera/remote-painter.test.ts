// The remote painter with a bridge that answers, one that does not, and none at all.
import { describe, expect, it } from 'vitest';
import type { FromPage, ToPage } from '../bus/page-messages.ts';
import { createRemotePainter, type RemotePainter } from './remote-painter.ts';
import type { PaintOrder, TilePainter } from './tile-painter.ts';

const CANVAS = {} as HTMLCanvasElement;
const ORDER: PaintOrder = { width: 1280, height: 720, nowMs: 1_000, backdrop: true, again: true };
const PAINTED = { type: 'painted', version: 7, untilMs: 9_000, onlyGrew: true, cues: [{ cueId: 'c', revision: 3 }] } as const;

interface Bench {
  readonly painter: RemotePainter;
  readonly sent: FromPage[];
  /** What was handed over and drawn, in order. */
  readonly steps: string[];
  readonly plainOrders: PaintOrder[];
}

/** `answer`: what the isolated script says while it is asked; null: nothing. */
function openBench({ agreed = true, answer = null }: { agreed?: boolean; answer?: (() => ToPage) | null } = {}): Bench {
  const sent: FromPage[] = [];
  const steps: string[] = [];
  const plainOrders: PaintOrder[] = [];
  const plain: TilePainter = {
    version: 99,
    paint(_canvas, order) {
      plainOrders.push(order);
      return { version: 99, untilMs: null, onlyGrew: false, cues: [] };
    },
  };
  const bridge = {
    send(message: FromPage) {
      sent.push(message);
      steps.push(message.type);
      if (answer !== null) painter.receive(answer());
    },
    sendCanvas() {
      steps.push('canvas');
      return agreed;
    },
  };
  const painter = createRemotePainter(bridge, plain);
  return { painter, sent, steps, plainOrders };
}

describe('the remote painter', () => {
  it('hands the canvas over, then the order, and gives back what was answered meanwhile', () => {
    const { painter, sent, steps, plainOrders } = openBench({ answer: () => PAINTED });
    const { type: _type, ...answered } = PAINTED;
    expect(painter.paint(CANVAS, ORDER)).toEqual(answered);
    expect(steps).toEqual(['canvas', 'paint']);
    expect(sent).toEqual([{ type: 'paint', ...ORDER }]);
    expect(plainOrders).toEqual([]);
  });

  it('counts the changes that it is told of', () => {
    const { painter } = openBench();
    expect(painter.version).toBe(0);
    painter.receive({ type: 'changed', version: 5 });
    painter.receive({ type: 'alive' });
    expect(painter.version).toBe(5);
  });

  it('draws a plain tile, whole, where nobody answers, under the version that it was told', () => {
    const { painter, plainOrders } = openBench();
    painter.receive({ type: 'changed', version: 5 });
    expect(painter.paint(CANVAS, ORDER)).toEqual({ version: 5, untilMs: null, onlyGrew: false, cues: [] });
    expect(plainOrders).toEqual([{ ...ORDER, again: false }]);
  });

  it('orders nothing of an isolated script that is not there', () => {
    const { painter, sent, plainOrders } = openBench({ agreed: false });
    painter.paint(CANVAS, ORDER);
    expect(sent).toEqual([]);
    expect(plainOrders).toHaveLength(1);
  });

  it('takes no answer to an earlier picture for the answer to this one', () => {
    const { painter } = openBench();
    painter.receive(PAINTED);
    expect(painter.paint(CANVAS, ORDER).cues).toEqual([]);
  });
});
