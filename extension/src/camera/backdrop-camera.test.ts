// The person's own camera: opened, lost, found again, and asked for once.
import { describe, expect, it, onTestFinished } from 'vitest';
import { RETRY_AFTER_MS, openBackdropCamera, type BackdropStatus } from './backdrop-camera.ts';
import type { FrameReader } from './live-camera.ts';
import { DEFAULT_CAMERA, type RealCameras } from './real-cameras.ts';
import type { ChosenCamera, PageCamera } from '../bus/chosen-camera.ts';

const DESK: PageCamera = { deviceId: 'desk-id', label: 'Desk' };
const DOOR: PageCamera = { deviceId: 'door-id', label: 'Door' };
const chosen = (camera: PageCamera, mirror = false): ChosenCamera => ({ ...camera, mirror });

/** A frame that says whether it was closed. */
function frameOf(width: number, height: number) {
  const frame = { displayWidth: width, displayHeight: height, closed: false, close: () => void (frame.closed = true) };
  return frame;
}
type Frame = ReturnType<typeof frameOf>;

interface OpenedCamera {
  readonly deviceId: string;
  readonly track: { muted: boolean; stopped: boolean; onmute: (() => void) | null; stop(): void };
  /** Its next picture; null: it ends. */
  give(frame: Frame | null): Promise<void>;
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(listed: readonly PageCamera[] = [DEFAULT_CAMERA, DESK, DOOR]) {
  const machine = { listed, allowed: true, refuses: null as string | null, questions: 0, answer: Promise.resolve() };
  const opened: OpenedCamera[] = [];
  const readers = new Map<unknown, FrameReader>();
  const changes: (() => void)[] = [];
  const timers = new Map<number, { readonly callback: () => void; readonly delayMs: number }>();
  let timerCount = 0;
  const statuses: BackdropStatus[] = [];

  const cameras: RealCameras = {
    list: () => Promise.resolve(machine.listed),
    isAllowed: () => Promise.resolve(machine.allowed),
    onChange: (listener) => void changes.push(listener),
    open: async (deviceId) => {
      machine.questions += 1;
      await machine.answer;
      if (machine.refuses !== null) throw new DOMException('no', machine.refuses);
      const track: OpenedCamera['track'] = { muted: false, stopped: false, onmute: null, stop: () => void (track.stopped = true) };
      const waiting: ((result: ReadableStreamReadResult<VideoFrame>) => void)[] = [];
      readers.set(track, {
        read: () => new Promise((resolve) => void waiting.push(resolve)),
        cancel: () => Promise.resolve(),
      });
      opened.push({
        deviceId,
        track,
        give: async (frame) => {
          const result = frame === null ? { done: true, value: undefined } : { done: false, value: frame as unknown as VideoFrame };
          waiting.shift()?.(result as ReadableStreamReadResult<VideoFrame>);
          await settled();
        },
      });
      return track as unknown as MediaStreamTrack;
    },
  };
  const backdrop = openBackdropCamera({
    cameras,
    format: () => ({ width: 1280, height: 720, frameRate: 30 }),
    openReader: (track) => {
      const reader = readers.get(track);
      if (reader === undefined) throw new Error('no reader');
      return reader;
    },
    setTimeout: (callback, delayMs) => {
      timerCount += 1;
      timers.set(timerCount, { callback, delayMs });
      return timerCount;
    },
    clearTimeout: (timer) => void timers.delete(timer),
  });
  backdrop.onStatus((status) => void statuses.push(status));
  onTestFinished(() => backdrop.close());
  return {
    backdrop,
    machine,
    opened,
    statuses,
    delays: () => Array.from(timers.values(), ({ delayMs }) => delayMs),
    choose: async (camera: ChosenCamera | null) => {
      backdrop.choose(camera);
      await settled();
    },
    /** The last that was opened. */
    camera: (): OpenedCamera => {
      const last = opened.at(-1);
      if (last === undefined) throw new Error('Nothing was opened.');
      return last;
    },
    change: async () => {
      for (const listener of changes) listener();
      await settled();
    },
    ring: async () => {
      const due = [...timers.values()];
      timers.clear();
      for (const { callback } of due) callback();
      await settled();
    },
  };
}

describe('a chosen camera', () => {
  it('is live from its first picture on, and shows the newest one alone', async () => {
    const { backdrop, choose, camera, statuses } = setUp();
    let frames = 0;
    backdrop.onFrame(() => void (frames += 1));
    await choose(chosen(DESK, true));
    expect([backdrop.status, backdrop.picture(), camera().deviceId]).toEqual(['off', null, 'desk-id']);

    const [first, second] = [frameOf(640, 480), frameOf(1280, 720)];
    await camera().give(first);
    expect(backdrop.picture()).toEqual({ image: first, width: 640, height: 480, mirror: true });
    await camera().give(second);
    expect(backdrop.picture()).toEqual({ image: second, width: 1280, height: 720, mirror: true });
    expect([first.closed, second.closed, frames, backdrop.frameCount]).toEqual([true, false, 2, 2]);
    expect(statuses).toEqual(['live']);
  });

  it('is found by its name when its id has changed, and is lost when the machine has neither', async () => {
    const moved = setUp([DEFAULT_CAMERA, { ...DESK, deviceId: 'new-id' }]);
    await moved.choose(chosen(DESK));
    expect(moved.camera().deviceId).toBe('new-id');

    const gone = setUp([DEFAULT_CAMERA, DOOR]);
    await gone.choose(chosen(DESK));
    expect([gone.opened, gone.statuses]).toEqual([[], ['lost']]);
  });

  it('is asked for by its id where the page may not know any by name yet', async () => {
    const { choose, camera } = setUp([DEFAULT_CAMERA]);
    await choose(chosen(DESK));
    expect(camera().deviceId).toBe('desk-id');
  });

  it('is turned without being opened again', async () => {
    const { backdrop, choose, camera, opened } = setUp();
    await choose(chosen(DESK));
    await camera().give(frameOf(640, 480));
    await choose(chosen(DESK, true));
    expect([opened.length, backdrop.picture()?.mirror]).toEqual([1, true]);
  });

  it('is let go when none is chosen, or another, with its frame and its light', async () => {
    const { backdrop, choose, camera, opened } = setUp();
    await choose(chosen(DESK));
    const desk = camera();
    const frame = frameOf(640, 480);
    await desk.give(frame);
    await choose(chosen(DOOR));
    expect([desk.track.stopped, frame.closed, backdrop.picture(), camera().deviceId]).toEqual([true, true, null, 'door-id']);
    await choose(null);
    expect([camera().track.stopped, backdrop.status, opened.length]).toEqual([true, 'off', 2]);
    const late = frameOf(1, 1);
    await desk.give(late);
    expect([late.closed, backdrop.picture()]).toEqual([true, null]);
  });

  it('is let go at once when it was given up while the person was asked', async () => {
    const { backdrop, machine, choose, camera, opened } = setUp();
    const { promise, resolve } = Promise.withResolvers<void>();
    machine.answer = promise;
    await choose(chosen(DESK));
    await choose(chosen(DOOR));
    expect([machine.questions, opened.length]).toEqual([1, 0]);
    resolve();
    await settled();
    expect(opened.map(({ deviceId, track }) => [deviceId, track.stopped])).toEqual([
      ['desk-id', true],
      ['door-id', false],
    ]);
    await camera().give(frameOf(2, 2));
    expect(backdrop.status).toBe('live');
  });
});

describe('a camera that goes', () => {
  it('leaves the plain tile and comes back when the machine’s cameras change', async () => {
    const { backdrop, machine, choose, camera, change, statuses } = setUp();
    await choose(chosen(DESK));
    const frame = frameOf(640, 480);
    await camera().give(frame);
    machine.listed = [DEFAULT_CAMERA, DOOR];
    await camera().give(null);
    expect([backdrop.picture(), frame.closed, statuses]).toEqual([null, true, ['live', 'lost']]);
    await change();
    expect(backdrop.status).toBe('lost');

    machine.listed = [DEFAULT_CAMERA, DESK, DOOR];
    await change();
    await camera().give(frameOf(640, 480));
    expect(statuses).toEqual(['live', 'lost', 'live']);
  });

  it('is tried again every five seconds while another program has it', async () => {
    const { machine, choose, camera, delays, ring, statuses, opened } = setUp();
    machine.refuses = 'NotReadableError';
    await choose(chosen(DESK));
    expect([statuses, delays()]).toEqual([['lost'], [RETRY_AFTER_MS]]);
    await ring();
    expect([machine.questions, delays()]).toEqual([2, [RETRY_AFTER_MS]]);
    machine.refuses = null;
    await ring();
    await camera().give(frameOf(640, 480));
    expect([opened.length, statuses, delays()]).toEqual([1, ['lost', 'live'], []]);
  });

  it('shows no picture that has stopped, from when the system mutes it until its next one', async () => {
    const { backdrop, choose, camera, statuses } = setUp();
    await choose(chosen(DESK));
    const frame = frameOf(640, 480);
    await camera().give(frame);
    const { track } = camera();
    track.muted = true;
    track.onmute?.();
    expect([backdrop.picture(), frame.closed, backdrop.status]).toEqual([null, true, 'lost']);
    const black = frameOf(640, 480);
    await camera().give(black);
    expect([backdrop.picture(), black.closed]).toEqual([null, true]);
    track.muted = false;
    await camera().give(frameOf(640, 480));
    expect(statuses).toEqual(['live', 'lost', 'live']);
  });

  it('is not waited for any more when none is chosen', async () => {
    const { machine, choose, delays, change } = setUp();
    machine.refuses = 'NotReadableError';
    await choose(chosen(DESK));
    await choose(null);
    await change();
    expect([machine.questions, delays()]).toEqual([1, []]);
  });
});

describe('a person who says no', () => {
  it('is not asked again, for this camera or another, until the page has been allowed', async () => {
    const { machine, choose, change, delays, statuses, camera } = setUp();
    machine.refuses = 'NotAllowedError';
    machine.allowed = false;
    await choose(chosen(DESK));
    await change();
    await choose(chosen(DOOR));
    await choose(null);
    await choose(chosen(DESK));
    expect([machine.questions, delays()]).toEqual([1, []]);
    expect(statuses.at(-1)).toBe('lost');

    machine.refuses = null;
    machine.allowed = true;
    await change();
    expect(machine.questions).toBe(2);
    await camera().give(frameOf(640, 480));
    expect(statuses.at(-1)).toBe('live');
  });
});
