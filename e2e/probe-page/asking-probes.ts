// Probes of getUserMedia: which camera answers which request, and how a request is refused.
import { callOn, outcome, type Probe, type Subject } from './probe.ts';

/** What a request comes to: the camera that answered, in words, or the refusal. Ends what it opened. */
async function answerTo(constraints: unknown, { info }: Subject): Promise<unknown> {
  return outcome(async () => {
    const stream = await navigator.mediaDevices.getUserMedia(constraints as MediaStreamConstraints);
    const tracks = stream.getTracks();
    for (const track of tracks) track.stop();
    return tracks.map((track) => `${track.kind}${track.getSettings().deviceId === info.deviceId ? ' of the camera' : ''}`);
  });
}

const asks = (name: string, videos: (subject: Subject) => readonly unknown[], more: Partial<Probe> = {}): Probe => ({
  name,
  run: async (subject) => {
    const answers: unknown[] = [];
    // One after the other: requests at once are a probe of their own.
    for (const video of videos(subject)) answers.push(await answerTo({ video }, subject));
    return answers;
  },
  ...more,
});

const NOBODY = 'f'.repeat(64);

export const ASKING_PROBES: readonly Probe[] = [
  asks('answers to its id, demanded or wished for, alone or among others', ({ info: { deviceId } }) => [
    { deviceId },
    { deviceId: { exact: deviceId } },
    { deviceId: { ideal: deviceId } },
    { deviceId: [deviceId, NOBODY] },
    { deviceId: { exact: [NOBODY, deviceId] } },
    { deviceId: { ideal: [deviceId] } },
  ]),
  asks('answers to its id in constraints of the old kind', ({ info: { deviceId } }) => [
    { mandatory: { sourceId: deviceId } },
    { mandatory: { sourceId: deviceId, minWidth: 640, maxWidth: 640 }, optional: [{ minFrameRate: 5 }] },
    { optional: [{ sourceId: deviceId }] },
  ]),
  asks('answers to its id in the advanced constraints', ({ info: { deviceId } }) => [{ advanced: [{ deviceId }] }]),
  asks('answers to its group', ({ info: { groupId } }) => [{ groupId: { exact: groupId } }, { groupId }]),
  asks('is not taken for a camera that is not there', () => [
    { deviceId: { exact: NOBODY } },
    { deviceId: { exact: [NOBODY] } },
    { deviceId: { exact: '' } },
    { groupId: { exact: NOBODY } },
    { mandatory: { sourceId: NOBODY } },
  ]),
  asks('refuses a side that it does not face', () => [{ facingMode: { exact: 'environment' } }, { facingMode: { exact: 'user' } }]),
  asks('takes a side as a wish', ({ info: { deviceId } }) => [
    { deviceId: { exact: deviceId }, facingMode: 'user' },
    { deviceId: { exact: deviceId }, facingMode: { ideal: ['environment', 'user'] } },
  ]),
  asks('refuses sizes and rates that it does not have, by the name of the first', ({ info: { deviceId } }) => [
    { deviceId: { exact: deviceId }, width: { exact: 100_000 } },
    { deviceId: { exact: deviceId }, width: { min: 100_000 } },
    { deviceId: { exact: deviceId }, height: { exact: 100_000 } },
    { deviceId: { exact: deviceId }, height: { max: 0 } },
    { deviceId: { exact: deviceId }, frameRate: { exact: 10_000 } },
    { deviceId: { exact: deviceId }, frameRate: { min: 10_000 } },
    { deviceId: { exact: deviceId }, aspectRatio: { exact: 100_000 } },
    { deviceId: { exact: deviceId }, width: { min: 640, max: 320 } },
    { deviceId: { exact: deviceId }, resizeMode: { exact: 'shrink' } },
    { deviceId: { exact: deviceId }, mandatory: { minWidth: 100_000 } },
  ]),
  asks('refuses the old kind of demand that it cannot meet', ({ info: { deviceId } }) => [
    { mandatory: { sourceId: deviceId, minWidth: 100_000 } },
    { mandatory: { sourceId: deviceId, minFrameRate: 10_000 } },
  ]),
  asks('lets advanced constraints go that it cannot meet', ({ info: { deviceId } }) => [
    { deviceId: { exact: deviceId }, advanced: [{ width: { exact: 100_000 } }, { frameRate: { min: 10_000 } }] },
  ]),
  asks('ignores what it does not know', ({ info: { deviceId } }) => [
    { deviceId: { exact: deviceId }, nonsense: { exact: 7 }, more: null },
    { deviceId: { exact: deviceId }, nonsense: (): number => 7 },
    { deviceId: { exact: deviceId }, width: null, height: undefined },
  ]),
  asks('reads numbers and ids as the platform does', ({ info: { deviceId } }) => [
    { deviceId: { exact: deviceId }, width: { exact: '640' }, height: { exact: '360' } },
    { deviceId: { exact: deviceId }, width: { ideal: 'wide' } },
    { deviceId: { exact: deviceId }, frameRate: Number.NaN },
    { deviceId: { exact: deviceId }, frameRate: { ideal: Number.POSITIVE_INFINITY } },
    { deviceId: { exact: { toString: () => deviceId } } },
    { deviceId: Symbol('id') },
    { deviceId: { exact: deviceId }, width: Symbol('wide') },
    { advanced: 7 },
    { deviceId: { exact: 7 } },
  ]),
  asks(
    'answers when any camera will do',
    () => [true, {}, null, 'yes', 1, { width: 640 }, { facingMode: 'user' }, { deviceId: '' }, { deviceId: { ideal: NOBODY } }],
    {
      anyCamera: true,
    },
  ),
  {
    name: 'is not asked when no camera is wanted',
    run: async (subject) => [
      await answerTo({ video: false }, subject),
      await answerTo({ video: 0 }, subject),
      await answerTo({ video: '' }, subject),
      await answerTo({}, subject),
      await answerTo(null, subject),
      await answerTo(7, subject),
      await outcome(() => callOn(navigator.mediaDevices, [navigator.mediaDevices, 'getUserMedia'])),
    ],
  },
  {
    name: 'comes together with a microphone, which is the real one',
    run: async (subject) => {
      const { deviceId } = subject.info;
      const constraints = { audio: true, video: { deviceId: { exact: deviceId } } };
      const stream = await navigator.mediaDevices.getUserMedia(constraints);
      const [sound] = stream.getAudioTracks();
      const facts = {
        kinds: stream.getTracks().map(({ kind }) => kind),
        microphone: sound?.label,
        settings: Object.keys(sound?.getSettings() ?? {}),
      };
      for (const track of stream.getTracks()) track.stop();
      return facts;
    },
  },
  {
    name: 'is refused as a whole with a microphone that is not there',
    run: (subject) => answerTo({ audio: { deviceId: { exact: NOBODY } }, video: { deviceId: { exact: subject.info.deviceId } } }, subject),
  },
  {
    name: 'leaves sound alone to the platform',
    run: async () => {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false } });
      const [track] = stream.getTracks();
      const facts = {
        kinds: stream.getTracks().map(({ kind }) => kind),
        label: track?.label,
        settings: track?.getSettings().echoCancellation,
      };
      track?.stop();
      return facts;
    },
  },
  {
    name: 'gives two requests at once a live track each',
    run: async ({ ask }) => {
      const tracks = await Promise.all([ask(), ask({ width: 640, height: 360 })]);
      const facts = { states: tracks.map(({ readyState }) => readyState), ids: new Set(tracks.map(({ id }) => id)).size };
      for (const track of tracks) track.stop();
      return facts;
    },
  },
  {
    name: 'refuses to be asked by something that is no MediaDevices',
    run: async () => {
      const { getUserMedia, enumerateDevices } = navigator.mediaDevices as unknown as Record<string, (...args: unknown[]) => unknown>;
      const isPromise = (value: unknown): boolean => value instanceof Promise && (value.catch(() => undefined), true);
      return [
        await outcome(() => Reflect.apply(getUserMedia ?? Object, undefined, [{ video: true }])),
        await outcome(() => Reflect.apply(getUserMedia ?? Object, {}, [{ video: true }])),
        await outcome(() => Reflect.apply(enumerateDevices ?? Object, undefined, [])),
        isPromise(Reflect.apply(getUserMedia ?? Object, {}, [{ video: true }])),
        isPromise(Reflect.apply(enumerateDevices ?? Object, {}, [])),
      ];
    },
  },
  {
    name: 'answers the prototype’s own method',
    run: async ({ info }) => {
      const constraints = { video: { deviceId: { exact: info.deviceId } } };
      const stream = (await callOn(navigator.mediaDevices, [MediaDevices.prototype, 'getUserMedia'], [constraints])) as MediaStream;
      const [track] = stream.getTracks();
      track?.stop();
      return track?.label === info.label;
    },
  },
];
