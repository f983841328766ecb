// Probes of the list of devices: how the camera stands in it, before and after it was asked for.
import { callOn, classOf, failure, outcome, shapeOf, type Probe } from './probe.ts';

const HEX_64 = /^[0-9a-f]{64}$/;

const list = (): Promise<MediaDeviceInfo[]> => navigator.mediaDevices.enumerateDevices();

async function found(deviceId: string): Promise<InputDeviceInfo> {
  const info = (await list()).find((one) => one.deviceId === deviceId);
  if (!(info instanceof InputDeviceInfo)) throw new Error('The camera is not in the list.');
  return info;
}

export const LISTING_PROBES: readonly Probe[] = [
  {
    name: 'is listed as a camera with a name and ids like any other',
    run: ({ info }) =>
      Promise.resolve({
        kind: info.kind,
        hasLabel: info.label.length > 0,
        ids: [HEX_64.test(info.deviceId), HEX_64.test(info.groupId), info.deviceId !== info.groupId],
      }),
  },
  {
    name: 'stands among the cameras, behind microphones and before speakers',
    run: async () => {
      const kinds = (await list()).map(({ kind }) => kind);
      return kinds.filter((kind, index) => kind !== kinds[index - 1]);
    },
  },
  {
    name: 'is listed once, under an id that no other device has',
    run: async ({ info }) => (await list()).filter((one) => one.deviceId === info.deviceId || one.label === info.label).length,
  },
  {
    name: 'is listed by a real InputDeviceInfo, with nothing of its own on it',
    run: ({ info }) => {
      const inherited: string[] = [];
      // oxlint-disable-next-line guard-for-in -- what is inherited is the question
      for (const name in info) inherited.push(name);
      return Promise.resolve({
        class: classOf(info),
        inherits: [
          info instanceof InputDeviceInfo,
          info instanceof MediaDeviceInfo,
          Object.getPrototypeOf(info) === InputDeviceInfo.prototype,
        ],
        own: Reflect.ownKeys(info).map(String),
        keys: Object.keys(info),
        inherited,
        extensible: Object.isExtensible(info),
      });
    },
  },
  {
    name: 'turns into JSON as the platform does it',
    run: ({ info }) => {
      const json = info.toJSON() as Record<string, unknown>;
      const { deviceId, groupId, label, kind } = info;
      return Promise.resolve({
        keys: Object.keys(json),
        text: JSON.stringify(info) === JSON.stringify(json),
        values: [json['deviceId'] === deviceId, json['groupId'] === groupId, json['label'] === label, json['kind'] === kind],
        plain: Object.getPrototypeOf(json) === Object.prototype,
      });
    },
  },
  {
    name: 'keeps its ids and its name from list to list, in objects that are new each time',
    run: async ({ info }) => {
      const [first, second] = [await found(info.deviceId), await found(info.deviceId)];
      return { same: JSON.stringify(first) === JSON.stringify(second), fresh: first !== second };
    },
  },
  {
    name: 'keeps its ids and its name when it was asked for',
    run: async ({ info, ask }) => {
      const track = await ask();
      const during = JSON.stringify(await found(info.deviceId));
      track.stop();
      return { during: during === JSON.stringify(info), after: JSON.stringify(await found(info.deviceId)) === JSON.stringify(info) };
    },
  },
  {
    name: 'can be neither cloned nor sent to another window',
    run: async ({ info }) => {
      const { port1 } = new MessageChannel();
      return [await outcome(() => structuredClone(info)), await outcome(() => port1.postMessage(info))];
    },
  },
  {
    name: 'has getters that refuse other objects',
    run: async () => {
      const attempts = ['deviceId', 'groupId', 'kind', 'label'].map((name) =>
        outcome(() => Reflect.get(MediaDeviceInfo.prototype, name, {}) as unknown),
      );
      return [
        ...(await Promise.all(attempts)),
        await outcome(() => callOn({}, [MediaDeviceInfo.prototype, 'toJSON'])),
        await outcome(() => callOn({}, [InputDeviceInfo.prototype, 'getCapabilities'])),
      ];
    },
  },
  {
    name: 'tells what it can do before it is opened',
    run: ({ info }) => {
      const capabilities = info.getCapabilities();
      return Promise.resolve({
        shape: shapeOf(capabilities),
        ids: [capabilities.deviceId === info.deviceId, capabilities.groupId === info.groupId],
        lowest: [capabilities.width?.min, capabilities.height?.min],
        resizing: Reflect.get(capabilities, 'resizeMode') as unknown,
        facing: capabilities.facingMode,
        fresh: capabilities !== info.getCapabilities(),
      });
    },
  },
  {
    name: 'has writable names in no mode',
    run: ({ info }) => {
      const before = info.label;
      try {
        Reflect.set(info, 'label', 'other');
        Reflect.set(info, 'deviceId', 'other');
      } catch (thrown) {
        return Promise.resolve(failure(thrown));
      }
      return Promise.resolve({ kept: info.label === before, own: Object.keys(info) });
    },
  },
];
