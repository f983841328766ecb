// Probes of the old way to ask, with callbacks.
import { failure, outcome, type Probe } from './probe.ts';

type OldRequest = (constraints: unknown, success?: unknown, failure?: unknown) => unknown;

const oldRequest = (name: string): OldRequest | undefined => {
  const found: unknown = Reflect.get(navigator, name);
  return typeof found === 'function' ? (...args) => Reflect.apply(found, navigator, args) as unknown : undefined;
};

/** What either callback was given. */
function answered(name: string, constraints: unknown): Promise<unknown> {
  return new Promise((resolve) => {
    const request = oldRequest(name);
    if (request === undefined) {
      resolve('not there');
      return;
    }
    const returned = request(
      constraints,
      (stream: MediaStream) => resolve({ stream, returned }),
      (thrown: unknown) => resolve({ refusal: failure(thrown), returned }),
    );
  });
}

const oldAndOlder = async (constraints: unknown, describe: (answer: unknown) => unknown): Promise<unknown[]> => [
  describe(await answered('getUserMedia', constraints)),
  describe(await answered('webkitGetUserMedia', constraints)),
];

export const LEGACY_PROBES: readonly Probe[] = [
  {
    name: 'answers the old request with callbacks',
    run: ({ info }) =>
      oldAndOlder({ video: { mandatory: { sourceId: info.deviceId } } }, (answer) => {
        const { stream, returned } = answer as { stream?: MediaStream; returned?: unknown };
        const [track] = stream?.getTracks() ?? [];
        track?.stop();
        return { label: track?.label === info.label, kinds: stream?.getTracks().map(({ kind }) => kind), returned };
      }),
  },
  {
    name: 'answers the old request when any camera will do',
    anyCamera: true,
    run: ({ info }) =>
      oldAndOlder({ video: true }, (answer) => {
        const [track] = (answer as { stream?: MediaStream }).stream?.getTracks() ?? [];
        track?.stop();
        return track?.label === info.label;
      }),
  },
  {
    name: 'refuses the old request through its callback',
    run: ({ info }) => oldAndOlder({ video: { mandatory: { sourceId: info.deviceId, minWidth: 100_000 } } }, (answer) => answer),
  },
  {
    name: 'throws at an old request without callbacks',
    run: async () => {
      const request = oldRequest('webkitGetUserMedia');
      return [
        await outcome(() => request?.({ video: true })),
        await outcome(() => request?.({ video: true }, () => undefined)),
        await outcome(() =>
          request?.(
            {},
            () => undefined,
            () => undefined,
          ),
        ),
      ];
    },
  },
];
