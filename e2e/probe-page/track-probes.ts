// Probes of a track: what it says of itself, how it takes constraints, how it ends.
import { SOON_MS, callOn, classOf, eventOf, outcome, shapeOf, withoutLens, type Probe } from './probe.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const sizeOf = (track: MediaStreamTrack): string => {
  const { width, height } = track.getSettings();
  return `${width}x${height}`;
};

const probe = (name: string, look: (track: MediaStreamTrack, info: InputDeviceInfo) => unknown, wishes?: MediaTrackConstraints): Probe => ({
  name,
  run: async ({ ask, info }) => {
    const track = await ask(wishes);
    try {
      return await look(track, info);
    } finally {
      track.stop();
    }
  },
});

export const TRACK_PROBES: readonly Probe[] = [
  probe('is a MediaStreamTrack and nothing else', (track) => ({
    class: classOf(track),
    prototype: Object.getPrototypeOf(track) === MediaStreamTrack.prototype,
    own: Reflect.ownKeys(track).map(String),
    text: callOn(track, [Object.prototype, 'toString']),
  })),
  probe('begins live, enabled and unmuted, under the name in the list', (track, info) => ({
    states: [track.kind, track.readyState, track.enabled, track.muted],
    handlers: [track.onended, track.onmute, track.onunmute],
    label: track.label === info.label,
    id: UUID.test(track.id),
  })),
  probe('tells its settings, with the ids of the list', (track, info) => {
    const settings = track.getSettings();
    return {
      shape: shapeOf(withoutLens(settings)),
      ids: [settings.deviceId === info.deviceId, settings.groupId === info.groupId],
      fresh: settings !== track.getSettings(),
    };
  }),
  probe('tells what it can do, with the ids of the list', (track, info) => {
    const capabilities = track.getCapabilities();
    return {
      shape: shapeOf(withoutLens(capabilities)),
      ids: [capabilities.deviceId === info.deviceId, capabilities.groupId === info.groupId],
      lowestRates: [capabilities.frameRate?.min, info.getCapabilities().frameRate?.min],
      lowest: [capabilities.width?.min, capabilities.height?.min],
    };
  }),
  probe(
    'has the size and the rate that were asked for',
    (track) => {
      const { width, height, frameRate, aspectRatio } = track.getSettings();
      return [width, height, frameRate, aspectRatio?.toFixed(3), Reflect.get(track.getSettings(), 'resizeMode')];
    },
    { width: 640, height: 360, frameRate: 15 },
  ),
  probe('has its own size where that is asked for', (track) => [sizeOf(track), Reflect.get(track.getSettings(), 'resizeMode')], {
    width: { exact: 1280 },
    height: { exact: 720 },
  }),
  probe(
    'repeats the constraints, without what it does not know',
    (track, info) => {
      const { deviceId, ...others } = track.getConstraints();
      return {
        others,
        deviceId: JSON.stringify(deviceId) === JSON.stringify({ exact: info.deviceId }),
        fresh: track.getConstraints() !== track.getConstraints(),
      };
    },
    {
      width: { ideal: 640, max: 1280 },
      height: 360,
      frameRate: { min: 5, ideal: 15 },
      facingMode: ['user'],
      nonsense: 7,
    } as MediaTrackConstraints,
  ),
  {
    name: 'has no constraints when none were given',
    anyCamera: true,
    run: async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true });
      const [track] = stream.getTracks();
      track?.stop();
      return track?.getConstraints();
    },
  },
  probe('takes other constraints while it runs', async (track) => {
    const facts: unknown[] = [];
    for (const constraints of [
      { width: 320, height: 180 },
      { width: { exact: 640 }, height: { exact: 360 } },
      { width: 640, height: 360, frameRate: 10 },
    ]) {
      facts.push(await outcome(() => track.applyConstraints(constraints)), sizeOf(track), track.getConstraints());
    }
    return [...facts, track.getSettings().frameRate];
  }),
  probe(
    'forgets its constraints when it is given none',
    async (track) => {
      const facts: unknown[] = [];
      for (const constraints of [{}, undefined, null]) {
        facts.push(await outcome(() => callOn(track, [track, 'applyConstraints'], [constraints])), track.getConstraints());
      }
      facts.push(await outcome(() => track.applyConstraints()), track.getConstraints());
      return facts;
    },
    { width: 640, height: 360 },
  ),
  probe(
    'refuses constraints that it cannot meet, and stays as it was',
    async (track) => {
      const facts: unknown[] = [];
      for (const constraints of [
        { width: { exact: 100_000 } },
        { height: { min: 100_000 } },
        { frameRate: { exact: 10_000 } },
        { deviceId: { exact: 'other' } },
        { facingMode: { exact: 'environment' } },
      ]) {
        facts.push(await outcome(() => track.applyConstraints(constraints)));
      }
      const { deviceId: _, ...kept } = track.getConstraints();
      return [...facts, sizeOf(track), kept, track.readyState];
    },
    { width: 640, height: 360 },
  ),
  probe('refuses what is no constraint, and other objects', async (track) => [
    await outcome(() => callOn(track, [track, 'applyConstraints'], [7])),
    await outcome(() => callOn(track, [track, 'applyConstraints'], ['wide'])),
    await outcome(() => callOn({}, [track, 'applyConstraints'], [{}])),
    await outcome(() => callOn({}, [track, 'getSettings'])),
    await outcome(() => callOn({}, [track, 'clone'])),
    await outcome(() => Reflect.get(MediaStreamTrack.prototype, 'label', {}) as unknown),
  ]),
  probe('takes a content hint, and no nonsense for one', (track) => {
    const read: string[] = [];
    for (const hint of ['motion', 'detail', 'nonsense', 'text', '']) {
      track.contentHint = hint;
      read.push(track.contentHint);
    }
    return read;
  }),
  probe('can be switched off and on and stays live', (track) => {
    const read: unknown[] = [];
    for (const enabled of [false, true]) {
      track.enabled = enabled;
      read.push(track.enabled, track.readyState, track.muted);
    }
    return read;
  }),
  probe('ends when it is stopped, without an event', async (track, info) => {
    const ended = eventOf(track, 'ended', SOON_MS);
    const returned = callOn(track, [track, 'stop']);
    const state = track.readyState;
    track.stop();
    const settings = track.getSettings();
    return {
      returned,
      state,
      event: (await ended) === null,
      label: track.label === info.label,
      settings: Object.keys(withoutLens(settings)),
      capabilities: Object.keys(withoutLens(track.getCapabilities())),
      constraints: Object.keys(track.getConstraints()),
    };
  }),
  probe('takes no constraints any more when it has ended', async (track) => {
    track.stop();
    return outcome(() => track.applyConstraints({ width: 640 }));
  }),
  {
    name: 'lives on when another track of the camera is stopped',
    run: async ({ ask }) => {
      const [first, second] = [await ask(), await ask()];
      first.stop();
      const states = [first.readyState, second.readyState, second.muted];
      second.stop();
      return states;
    },
  },
  probe(
    'is cloned with everything that it is',
    (track, info) => {
      track.enabled = false;
      const clone = track.clone();
      const facts = {
        class: classOf(clone),
        own: Reflect.ownKeys(clone).map(String),
        other: clone !== track && clone.id !== track.id,
        label: clone.label === info.label,
        states: [clone.kind, clone.enabled, clone.readyState, clone.contentHint === track.contentHint],
        settings: JSON.stringify(clone.getSettings()) === JSON.stringify(track.getSettings()),
        capabilities: JSON.stringify(clone.getCapabilities()) === JSON.stringify(track.getCapabilities()),
        constraints: JSON.stringify(clone.getConstraints()) === JSON.stringify(track.getConstraints()),
      };
      clone.stop();
      return { ...facts, original: track.readyState };
    },
    { width: 640, height: 360 },
  ),
  probe(
    'has a clone that outlives it, and one of its own size',
    async (track) => {
      const clone = track.clone();
      const smaller = track.clone();
      track.stop();
      await smaller.applyConstraints({ width: { exact: 320 }, height: { exact: 180 } });
      const facts = [clone.readyState, sizeOf(clone), sizeOf(smaller)];
      clone.stop();
      smaller.stop();
      return facts;
    },
    { width: 640, height: 360 },
  ),
  probe('is cloned as ended when it has ended', (track, info) => {
    track.stop();
    const clone = track.clone();
    return {
      state: clone.readyState,
      label: clone.label === info.label,
      ids: [clone.getSettings().deviceId === info.deviceId, clone.getSettings().width],
    };
  }),
  probe('can be neither cloned by value nor sent away', async (track) => {
    const { port1 } = new MessageChannel();
    return [
      await outcome(() => structuredClone(track)),
      await outcome(() => port1.postMessage(track)),
      await outcome(() => structuredClone(track, { transfer: [track as unknown as Transferable] })),
    ];
  }),
  {
    name: 'comes in a stream that is like any other',
    run: async ({ info }) => {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { deviceId: { exact: info.deviceId } } });
      const copy = stream.clone();
      const [track] = stream.getVideoTracks();
      const facts: unknown[] = [
        classOf(stream),
        Reflect.ownKeys(stream).map(String),
        UUID.test(stream.id),
        stream.active,
        stream.getTracks().length,
        stream.getTrackById(track?.id ?? '') === track,
        copy.id !== stream.id,
        copy.getVideoTracks().map(({ label, id }) => [label === info.label, id !== track?.id]),
      ];
      const inactive = eventOf(stream, 'inactive', 1_000);
      track?.stop();
      facts.push(stream.active, copy.active, (await inactive)?.type ?? null);
      for (const one of copy.getTracks()) one.stop();
      facts.push(copy.active);
      return facts;
    },
  },
];
