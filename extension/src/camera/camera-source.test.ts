import { describe, expect, it } from 'vitest';
import type { Cue, CueUpdate } from '@subcam/shared';
import { createTileModel } from '@subcam/shared/paint';
import { sampleCue } from '@subcam/shared/testing';
import { openCameraSource, type BackdropPicture, type CameraSourceOptions } from './camera-source.ts';
import { createTilePainter } from './tile-painter.ts';
import { KEEP_ALIVE_MS, SETTLE_GAPS_MS } from './frame-pacer.ts';
import type { FrameSink } from './frame-sink.ts';

function cue(cueId: string, revision: number, expiresAtMs: number | null = null): Cue {
  const text = `words of revision ${revision}`;
  return sampleCue({ cueId, revision, expiresAtMs, status: 'partial', text, translation: `palabras ${revision}` });
}

/** A canvas that writes down what is drawn on it, since the last look. */
function fakeCanvas() {
  let drawn: { readonly call: string; readonly args: readonly unknown[] }[] = [];
  const context = new Proxy<Record<string, unknown>>(
    {},
    {
      get(target, name: string) {
        if (name === 'measureText') return (text: string) => ({ width: text.length * 10 });
        return name in target ? target[name] : (...args: readonly unknown[]) => void drawn.push({ call: name, args });
      },
      set(target, name: string, value) {
        target[name] = value;
        return true;
      },
    },
  );
  return {
    canvas: { width: 0, height: 0, getContext: () => context as unknown },
    look() {
      const seen = drawn;
      drawn = [];
      return {
        calls: seen.map(({ call }) => call),
        texts: seen.filter(({ call }) => call === 'fillText').map(({ args }) => args[0]),
        seen,
      };
    },
  };
}

function setUp(changes: Partial<CameraSourceOptions> = {}) {
  /** Wall clock and monotonic clock differ. */
  const wallOffsetMs = 1_700_000_000_000;
  let nowMs = 0;
  let picture: BackdropPicture | null = null;
  let frameCount = 0;
  let takes = true;
  let framesTaken = 0;
  const { canvas, ...fake } = fakeCanvas();
  const model = createTileModel();
  const sink: FrameSink = {
    track: { clone: () => ({}) } as unknown as MediaStreamTrack,
    takesAny: true,
    frameCount: 0,
    emit: () => {
      if (takes) framesTaken += 1;
      return takes;
    },
    close: () => undefined,
  };
  const source = openCameraSource({
    document: { createElement: () => canvas as unknown as HTMLCanvasElement },
    painter: createTilePainter(model),
    format: { width: 1280, height: 720, frameRate: 30 },
    backdrop: {
      picture: () => picture,
      get frameCount() {
        return frameCount;
      },
    },
    nowMs: () => wallOffsetMs + nowMs,
    monotonicMs: () => nowMs,
    openSink: () => sink,
    ...changes,
  });
  source.openTrack();
  const framesAtMs: number[] = [];
  const step = () => {
    const frame = source.step();
    if (frame !== null) framesAtMs.push(nowMs);
    return frame;
  };
  return {
    source,
    model,
    canvas,
    look: () => fake.look(),
    step,
    framesAtMs,
    wall: (atMs: number) => wallOffsetMs + atMs,
    framesTaken: () => framesTaken,
    setTakes: (given: boolean) => void (takes = given),
    show: (given: BackdropPicture | null) => {
      picture = given;
      frameCount += 1;
    },
    now: () => nowMs,
    goTo: (atMs: number) => void (nowMs = atMs),
    /** A clock that ticks exactly when the source asks for it. */
    runTo(untilMs: number) {
      for (;;) {
        const nextMs = Math.max(nowMs + 0.01, source.nextStepMs());
        if (nextMs > untilMs) break;
        nowMs = nextMs;
        step();
      }
      nowMs = untilMs;
    },
  };
}

const IMAGE = { image: {} as CanvasImageSource, width: 640, height: 480, mirror: false };

type Camera = ReturnType<typeof setUp>;

const upsert = (given: Cue): CueUpdate => ({ type: 'upsert', emittedAtMs: 0, cue: given });

describe('a camera source', () => {
  it('draws a picture once, however often it goes out', () => {
    const camera = setUp();
    camera.step();
    expect(camera.look().texts.length).toBeGreaterThan(0);
    camera.runTo(10_000);
    expect(camera.framesAtMs.length).toBeGreaterThan(10);
    expect(camera.look().calls).toEqual([]);
  });

  it('hands a new revision over in the step that follows it, and names it', () => {
    const camera = setUp();
    camera.runTo(5_000.5);
    camera.model.update({ type: 'upsert', emittedAtMs: 0, cue: cue('a', 3) });
    expect(camera.step()).toEqual({ atMs: camera.wall(5_000.5), cues: [{ cueId: 'a', revision: 3 }] });
  });

  it('makes one or two frames of a hundred revisions in one moment, and the last one is seen', () => {
    const camera = setUp();
    camera.runTo(5_000);
    const before = camera.framesAtMs.length;
    const seen: (number | undefined)[] = [];
    for (let revision = 1; revision <= 100; revision += 1) {
      camera.model.update({ type: 'upsert', emittedAtMs: 0, cue: cue('a', revision) });
      const frame = camera.step();
      if (frame !== null) seen.push(frame.cues[0]?.revision);
    }
    camera.runTo(5_010);
    expect(seen).toEqual([1]);
    expect(camera.framesAtMs.length - before).toBe(2);
    expect(camera.look().texts.join('')).toContain('revision 100');
  });

  it('asks for a step when a cue goes, and shows then that it is gone', () => {
    const camera = setUp();
    camera.model.update({ type: 'upsert', emittedAtMs: 0, cue: cue('a', 1, camera.wall(7_123)) });
    camera.runTo(7_122.9);
    camera.look();
    expect(camera.source.nextStepMs()).toBeCloseTo(7_123, 1);
    camera.goTo(7_123);
    expect(camera.step()).toEqual({ atMs: camera.wall(7_123), cues: [] });
    expect(camera.look().texts.join('')).not.toContain('words');
  });

  it('settles after a change and then stays alive', () => {
    const camera = setUp();
    camera.runTo(10_000);
    const gaps = camera.framesAtMs.slice(1).map((atMs, index) => atMs - (camera.framesAtMs[index] ?? 0));
    expect(gaps.filter((gap) => gap < KEEP_ALIVE_MS - 1)).toHaveLength(SETTLE_GAPS_MS.length);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(KEEP_ALIVE_MS + 0.1);
  });

  it.each([
    ['a word at the end of a line', 300, (camera: Camera) => camera.model.update(upsert(cue('a', 2)))],
    ['a cue that appears', 100, (camera: Camera) => camera.model.update(upsert(cue('b', 1)))],
    ['a cue that goes', 100, (camera: Camera) => camera.model.update({ type: 'remove', emittedAtMs: 0, cueId: 'a' })],
    ['somebody new who looks on', 100, (camera: Camera) => camera.source.refresh()],
  ])('makes sure of %s after %i ms', (_what, expectedMs, change) => {
    const camera = setUp();
    camera.model.update(upsert(cue('a', 1)));
    camera.runTo(5_000.5);
    change(camera);
    const before = camera.framesAtMs.length;
    camera.runTo(5_600);
    const [first = 0, second = 0] = camera.framesAtMs.slice(before);
    expect(Math.round(second - first)).toBe(expectedMs);
  });

  it('tries again soon when the platform takes no frame, and names the cues when it does', () => {
    const camera = setUp();
    camera.runTo(5_000);
    camera.setTakes(false);
    camera.model.update({ type: 'upsert', emittedAtMs: 0, cue: cue('a', 1) });
    expect(camera.step()).toBeNull();
    camera.runTo(5_200);
    camera.setTakes(true);
    const next = camera.source.nextStepMs();
    expect(next - camera.now()).toBeLessThan(40);
    camera.goTo(next);
    expect(camera.step()?.cues).toEqual([{ cueId: 'a', revision: 1 }]);
  });

  it('sends what is drawn again, at once and a few times, when somebody new is to see it', () => {
    const camera = setUp();
    camera.runTo(5_100);
    camera.look();
    camera.source.refresh();
    expect(camera.step()).not.toBeNull();
    const before = camera.framesAtMs.length;
    camera.runTo(5_850);
    expect(camera.framesAtMs.length - before).toBe(SETTLE_GAPS_MS.length);
    expect(camera.look().calls).toEqual([]);
  });

  it('lays its letters out for another size at the next step', () => {
    const camera = setUp();
    camera.model.update({ type: 'upsert', emittedAtMs: 0, cue: cue('a', 1) });
    camera.step();
    camera.look();
    camera.goTo(1_000);
    camera.source.setFormat({ width: 640, height: 360, frameRate: 15 });
    expect(camera.step()?.cues).toEqual([{ cueId: 'a', revision: 1 }]);
    expect([camera.canvas.width, camera.canvas.height]).toEqual([640, 360]);
    const { seen } = camera.look();
    const texts = seen.filter(({ call }) => call === 'fillText').map(({ args }) => args as [string, number, number]);
    expect(texts.length).toBeGreaterThan(1);
    for (const [, x, y] of texts) {
      expect(x).toBeLessThan(640);
      expect(y).toBeLessThan(360);
    }
    const gaps = camera.framesAtMs.length;
    camera.runTo(1_000 + 1_000 / 15);
    expect(camera.framesAtMs.length).toBe(gaps);
  });
});

describe("a person's own camera under the tile", () => {
  it('is drawn in each of its frames, under letters that are laid out once', () => {
    const camera = setUp();
    camera.model.update({ type: 'upsert', emittedAtMs: 0, cue: cue('a', 1) });
    for (let frame = 0; frame < 5; frame += 1) {
      camera.goTo(frame * 34);
      camera.show(IMAGE);
      expect(camera.step()?.cues).toEqual([{ cueId: 'a', revision: 1 }]);
      const { calls, texts, seen } = camera.look();
      expect(calls.indexOf('drawImage')).toBeLessThan(calls.indexOf('fillText'));
      expect(seen.find(({ call }) => call === 'drawImage')?.args).toEqual([IMAGE.image, 0, 60, 640, 360, 0, 0, 1280, 720]);
      expect(texts.join('')).toContain('words of revision 1');
      // Nothing of a background covers it.
      expect(seen.filter(({ call, args }) => call === 'fillRect' && args[2] === 1280)).toEqual([]);
    }
  });

  it('is mirrored where that is wished for, and the letters are not', () => {
    const camera = setUp();
    camera.show({ ...IMAGE, mirror: true });
    camera.step();
    const { seen } = camera.look();
    const order = seen.filter(({ call }) => ['setTransform', 'drawImage', 'fillText'].includes(call));
    expect(order.slice(0, 3).map(({ call, args }) => [call, call === 'setTransform' ? args : null])).toEqual([
      ['setTransform', [-1, 0, 0, 1, 1280, 0]],
      ['drawImage', null],
      ['setTransform', [1, 0, 0, 1, 0, 0]],
    ]);
    expect(order[3]?.call).toBe('fillText');
  });

  it('gives way to the plain tile when it is gone', () => {
    const camera = setUp();
    camera.show(IMAGE);
    camera.step();
    camera.look();
    camera.goTo(1_000);
    camera.show(null);
    expect(camera.step()).not.toBeNull();
    const { calls, seen } = camera.look();
    expect(calls).not.toContain('drawImage');
    expect(seen[0]).toMatchObject({ call: 'fillRect', args: [0, 0, 1280, 720] });
  });
});

describe('a canvas that cannot be had', () => {
  const failing: readonly (readonly [string, () => unknown])[] = [
    ['is refused', () => ({ getContext: () => null })],
    [
      'is forbidden',
      () => ({
        getContext: () => {
          throw new TypeError('blocked');
        },
      }),
    ],
    [
      'cannot even be made',
      () => {
        throw new RangeError('out of memory');
      },
    ],
  ];
  it.each(failing)('is a camera that cannot be started, when it %s', (_, createElement) => {
    const open = (): unknown => setUp({ document: { createElement } as unknown as Document });
    expect(open).toThrow(expect.objectContaining({ name: 'NotReadableError' }));
  });

  it('is one too when the platform makes no track of it', () => {
    const open = (): unknown =>
      setUp({
        openSink: () => {
          throw new DOMException('no', 'NotSupportedError');
        },
      });
    expect(open).toThrow(expect.objectContaining({ name: 'NotReadableError' }));
  });
});
