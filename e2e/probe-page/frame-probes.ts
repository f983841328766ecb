// Probes of frames inside the page: the camera in each of them, from their first instant.
import { callOn, eventOf, only, outcome, type Probe, type Subject } from './probe.ts';

/** Longest wait for a document in a frame. */
const LOAD_LIMIT_MS = 5_000;

interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(html: string): string }): { createHTML(html: string): string };
}

let policy: ReturnType<TrustedTypes['createPolicy']> | null = null;

/** The site lets no mere string become a document. */
function trusted(html: string): string {
  policy ??= (window as unknown as { readonly trustedTypes: TrustedTypes }).trustedTypes.createPolicy('probe-page', {
    createHTML: (text) => text,
  });
  return policy.createHTML(html);
}

type FrameWindow = Window & typeof globalThis;

function insert(prepare: (frame: HTMLIFrameElement) => void): {
  readonly frame: HTMLIFrameElement;
  readonly loaded: Promise<Event | null>;
} {
  const frame = document.createElement('iframe');
  prepare(frame);
  const loaded = eventOf(frame, 'load', LOAD_LIMIT_MS);
  document.body.append(frame);
  return { frame, loaded };
}

function windowOf(frame: HTMLIFrameElement): FrameWindow {
  const inner = frame.contentWindow;
  if (inner === null) throw new Error('The frame has no window.');
  return inner as FrameWindow;
}

/** The camera as a frame sees it: under ids of the frame's own, as the case may be. */
async function seenIn(inner: FrameWindow, { info }: Subject): Promise<unknown> {
  return outcome(async () => {
    const { navigator: innerNavigator, Function: innerFunction } = inner;
    const listed = only((await innerNavigator.mediaDevices.enumerateDevices()).filter(({ label }) => label === info.label));
    const stream = await innerNavigator.mediaDevices.getUserMedia({ video: { deviceId: { exact: listed.deviceId } } });
    const track = only(stream.getTracks());
    const clone = track.clone();
    const facts = {
      classes: [
        listed instanceof inner.InputDeviceInfo,
        stream instanceof inner.MediaStream,
        track instanceof inner.MediaStreamTrack,
        clone instanceof inner.MediaStreamTrack,
      ],
      labels: [track.label === info.label, clone.label === info.label],
      ids: [track.getSettings().deviceId === listed.deviceId, track.getSettings().groupId === listed.groupId],
      states: [track.readyState, clone.readyState],
      permission: (await innerNavigator.permissions.query({ name: 'camera' })).state,
      sources: [String(Reflect.get(innerNavigator.mediaDevices, 'getUserMedia')), String(Reflect.get(innerFunction.prototype, 'toString'))],
    };
    track.stop();
    clone.stop();
    return { ...facts, stopped: [track.readyState, clone.readyState] };
  });
}

const probe = (
  name: string,
  look: (subject: Subject, place: (prepare?: (frame: HTMLIFrameElement) => void) => ReturnType<typeof insert>) => Promise<unknown>,
): Probe => ({
  name,
  run: async (subject) => {
    const frames: HTMLIFrameElement[] = [];
    try {
      return await look(subject, (prepare = () => undefined) => {
        const inserted = insert(prepare);
        frames.push(inserted.frame);
        return inserted;
      });
    } finally {
      for (const frame of frames) frame.remove();
    }
  },
});

export const FRAME_PROBES: readonly Probe[] = [
  probe('is in an empty frame at the instant at which it is made', (subject, place) => {
    const inner = windowOf(place().frame);
    const ask: unknown = Reflect.get(inner.navigator.mediaDevices, 'getUserMedia');
    const source = String(ask);
    return seenIn(inner, subject).then((seen) => ({
      source,
      seen,
      kept: Reflect.get(inner.navigator.mediaDevices, 'getUserMedia') === ask,
    }));
  }),
  probe('is in an empty frame that has loaded', async (subject, place) => {
    const { frame, loaded } = place((one) => {
      one.src = 'about:blank';
    });
    await loaded;
    return seenIn(windowOf(frame), subject);
  }),
  probe('is in a frame whose document stands in an attribute', async (subject, place) => {
    const { frame, loaded } = place((one) => {
      one.srcdoc = trusted('<!doctype html><title>Frame</title><p>Inside</p>');
    });
    await loaded;
    return [windowOf(frame).document.title, await seenIn(windowOf(frame), subject)];
  }),
  probe('is in a frame that goes to another document of the site', async (subject, place) => {
    const { frame, loaded } = place((one) => {
      one.src = '/frame?first';
    });
    await loaded;
    const again = eventOf(frame, 'load', LOAD_LIMIT_MS);
    windowOf(frame).location.href = '/frame?second';
    await again;
    return [windowOf(frame).location.search, await seenIn(windowOf(frame), subject)];
  }),
  probe('looks native through the eyes of a frame', async (_subject, place) => {
    const inner = windowOf(place().frame);
    const innerToString = Reflect.get(inner.Function.prototype, 'toString') as (...args: unknown[]) => unknown;
    await Promise.resolve();
    return [
      ['getUserMedia', 'enumerateDevices'].map((name) => Reflect.apply(innerToString, Reflect.get(MediaDevices.prototype, name), [])),
      ['applyConstraints', 'getSettings', 'clone', 'stop'].map((name) =>
        Reflect.apply(innerToString, Reflect.get(MediaStreamTrack.prototype, name), []),
      ),
      Reflect.apply(innerToString, Reflect.get(Function.prototype, 'toString'), []),
      await outcome(() => Reflect.apply(innerToString, {}, [])),
    ];
  }),
  probe('is asked with a frame’s method for the page’s own device', async ({ info }, place) => {
    const inner = windowOf(place().frame);
    const ask = Reflect.get(inner.MediaDevices.prototype, 'getUserMedia') as (...args: unknown[]) => Promise<MediaStream>;
    return outcome(async () => {
      const stream = await Reflect.apply(ask, navigator.mediaDevices, [{ video: { deviceId: { exact: info.deviceId } } }]);
      const track = only(stream.getTracks());
      track.stop();
      return track.label === info.label;
    });
  }),
  probe('is a track that a frame’s methods understand', async ({ ask, info }, place) => {
    const inner = windowOf(place().frame);
    const track = await ask();
    const settings = callOn(track, [inner.MediaStreamTrack.prototype, 'getSettings']) as MediaTrackSettings;
    const facts = [settings.deviceId === info.deviceId, Reflect.get(inner.MediaStreamTrack.prototype, 'label', track) === info.label];
    track.stop();
    return facts;
  }),
];
