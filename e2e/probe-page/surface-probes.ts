// Probes of the page's world: that nothing in it shows that something was added or replaced.
import { callOn, classOf, eventOf, outcome, type Probe } from './probe.ts';

const INTERFACES = [
  'Navigator',
  'MediaDevices',
  'MediaDeviceInfo',
  'InputDeviceInfo',
  'MediaStream',
  'MediaStreamTrack',
  'Permissions',
  'PermissionStatus',
  'RTCPeerConnection',
  'RTCRtpSender',
  'RTCRtpTransceiver',
  'HTMLCanvasElement',
  'HTMLIFrameElement',
  'EventTarget',
  'Function',
] as const;

type AnyFunction = (...args: readonly unknown[]) => unknown;

const flagsOf = ({ writable, enumerable, configurable }: PropertyDescriptor): string =>
  [writable === true ? 'w' : '', enumerable === true ? 'e' : '', configurable === true ? 'c' : ''].join('');

/** Everything that a page can see of a function without calling it. */
function looksOf(given: unknown): unknown {
  if (typeof given !== 'function') return typeof given;
  return [
    given.name,
    given.length,
    Function.prototype.toString.call(given),
    Reflect.ownKeys(given).map(String),
    Object.getPrototypeOf(given) === Function.prototype,
    'prototype' in given,
    Object.prototype.toString.call(given),
    Object.isFrozen(given),
  ];
}

function surfaceOf(name: string): unknown {
  const constructor = Reflect.get(window, name) as { prototype: object };
  const { prototype } = constructor;
  return Reflect.ownKeys(prototype).map((key) => {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, key);
    if (descriptor === undefined) return [String(key)];
    return [String(key), flagsOf(descriptor), ...(['value', 'get', 'set'] as const).map((part) => looksOf(Reflect.get(descriptor, part)))];
  });
}

const forIn = (value: object): string[] => {
  const names: string[] = [];
  // oxlint-disable-next-line guard-for-in -- what is inherited is the question
  for (const name in value) names.push(name);
  return names;
};

export const SURFACE_PROBES: readonly Probe[] = [
  ...INTERFACES.map((name): Probe => ({
    name: `has left ${name}’s properties, functions and their source texts as they were`,
    run: () => Promise.resolve(surfaceOf(name)),
  })),
  {
    name: 'has put nothing on the window, the document or the navigator',
    run: () =>
      Promise.resolve([
        Reflect.ownKeys(window).map(String).toSorted(),
        Reflect.ownKeys(document).map(String),
        Reflect.ownKeys(navigator).map(String),
        Reflect.ownKeys(navigator.mediaDevices).map(String),
        Reflect.ownKeys(navigator.permissions).map(String),
        forIn(navigator),
        forIn(navigator.mediaDevices),
        Object.keys(navigator),
      ]),
  },
  {
    name: 'stands up to the usual ways to tell a function from a native one',
    run: async () => {
      const ask = Reflect.get(MediaDevices.prototype, 'getUserMedia') as AnyFunction;
      const toString = Reflect.get(Function.prototype, 'toString') as AnyFunction;
      return [
        String(ask),
        `${toString.name} ${String(toString)}`,
        Reflect.apply(toString, toString, []),
        await outcome(() => Reflect.construct(ask, [])),
        await outcome(() => Reflect.construct(toString, [])),
        await outcome(() => Reflect.apply(toString, {}, [])),
        await outcome(() => Reflect.apply(toString, Object.create(ask) as object, [])),
        await outcome(() => Reflect.apply(toString, new Proxy(ask, {}), [])),
        await outcome(() => Reflect.get(ask, 'caller') as unknown),
        await outcome(() => Reflect.get(ask, 'arguments') as unknown),
        String(callOn(ask, [Function.prototype, 'bind'], [null])),
        await outcome(() => Reflect.setPrototypeOf(ask, ask)),
        Object.prototype.hasOwnProperty.call(ask, 'toString'),
      ];
    },
  },
  {
    name: 'has the very methods on the device that the prototype has',
    run: () =>
      Promise.resolve(
        ['getUserMedia', 'enumerateDevices', 'getSupportedConstraints', 'getDisplayMedia'].map(
          (name) => Reflect.get(navigator.mediaDevices, name) === Reflect.get(MediaDevices.prototype, name),
        ),
      ),
  },
  {
    name: 'has left the supported constraints alone',
    run: () => Promise.resolve(navigator.mediaDevices.getSupportedConstraints()),
  },
  {
    name: 'is a camera that the page may use, as permissions have it',
    run: async () => {
      const status = await navigator.permissions.query({ name: 'camera' });
      const other = await navigator.permissions.query({ name: 'camera' });
      return [classOf(status), status.state, status.name, status.onchange, Reflect.ownKeys(status).map(String), status !== other];
    },
  },
  {
    name: 'has left other permissions and wrong questions alone',
    run: async () => {
      const state = async (descriptor: unknown): Promise<unknown> =>
        outcome(async () => (await navigator.permissions.query(descriptor as PermissionDescriptor)).state);
      return [
        await state({ name: 'microphone' }),
        await state({ name: 'geolocation' }),
        await state({ name: 'camera', panTiltZoom: true }),
        await state({ name: 'nonsense' }),
        await state({}),
        await outcome(() => callOn(navigator.permissions, [navigator.permissions, 'query'])),
        await outcome(() => callOn({}, [navigator.permissions, 'query'], [{ name: 'camera' }])),
        await outcome(() => Reflect.get(PermissionStatus.prototype, 'state', {}) as unknown),
      ];
    },
  },
  {
    name: 'lets a page listen for devices that come and go',
    run: async () => {
      const heard: string[] = [];
      const devices = navigator.mediaDevices;
      devices.ondevicechange = ({ type }) => void heard.push(type);
      const event = eventOf(devices, 'devicechange', 1_000);
      devices.dispatchEvent(new Event('devicechange'));
      const seen = await event;
      devices.ondevicechange = null;
      return [seen?.type, heard, devices.ondevicechange];
    },
  },
];
