import { describe, expect, it } from 'vitest';
import type { Canvas2d } from './canvas-2d.ts';
import { paintTile } from './paint-tile.ts';
import { ofRole, scriptedCue, scriptedInput, words } from './testing/scripted-tile.ts';
import { createTileModel } from './tile-model.ts';

interface Drawing extends Canvas2d {
  /** px of a letter at a size of 1 px. */
  letterWidth: number;
  readonly filled: { readonly colour: unknown; readonly alpha: number }[];
}

/** Letters of one width; remembers what it is told to fill. */
function drawing(): Drawing {
  const canvas: Drawing = {
    font: '',
    fillStyle: '',
    globalAlpha: 1,
    textAlign: '',
    textBaseline: '',
    direction: '',
    letterWidth: 0.5,
    filled: [],
    fillRect: () => canvas.filled.push({ colour: canvas.fillStyle, alpha: canvas.globalAlpha }),
    fillText: () => canvas.filled.push({ colour: canvas.fillStyle, alpha: canvas.globalAlpha }),
    measureText: (text) => ({ width: text.length * canvas.letterWidth * Number(/ ([\d.]+)px/u.exec(canvas.font)?.[1]) }),
    beginPath: () => undefined,
    roundRect: () => undefined,
    fill: () => canvas.filled.push({ colour: canvas.fillStyle, alpha: canvas.globalAlpha }),
  };
  return canvas;
}

const LONG = 'Words that take more than one line of the picture when letters are wide.';

describe('painting a tile', () => {
  it('measures again when other letters have come, and not before', () => {
    const canvas = drawing();
    const model = createTileModel();
    model.setCues([scriptedCue(0, { original: words(LONG) })]);
    const lines = (): readonly string[] => ofRole(paintTile(canvas, model.input({ width: 640, height: 360 }, 0)), 'original');
    const narrow = lines();
    canvas.letterWidth = 1.2;
    expect(lines()).toEqual(narrow);
    model.redraw();
    expect(lines()).not.toEqual(narrow);
  });

  it('leaves no transparency behind, over a camera or not', () => {
    const canvas = drawing();
    const seen = paintTile(canvas, scriptedInput({ cues: [scriptedCue(0)], backdrop: true }));
    expect(seen.background).toBeNull();
    expect(canvas.filled.some(({ alpha }) => alpha < 1)).toBe(true);
    expect(canvas.globalAlpha).toBe(1);
    canvas.filled.length = 0;
    const { background } = paintTile(canvas, scriptedInput({ cues: [scriptedCue(0)] }));
    expect(canvas.filled[0]).toEqual({ colour: background, alpha: 1 });
    expect(canvas.filled.every(({ alpha }) => alpha === 1)).toBe(true);
  });
});
