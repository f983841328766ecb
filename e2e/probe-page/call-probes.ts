// Probes of a call: the camera as a sender's track, exchanged, renegotiated and counted.
import { only, outcome, type Probe } from './probe.ts';

/** Longest wait for something of a connection. */
const CALL_LIMIT_MS = 10_000;

interface Call {
  readonly near: RTCPeerConnection;
  readonly far: RTCPeerConnection;
  readonly sender: RTCRtpSender;
}

async function negotiate(near: RTCPeerConnection, far: RTCPeerConnection): Promise<void> {
  await near.setLocalDescription();
  await far.setRemoteDescription(near.localDescription ?? { type: 'rollback' });
  await far.setLocalDescription();
  await near.setRemoteDescription(far.localDescription ?? { type: 'rollback' });
}

async function call(track: MediaStreamTrack): Promise<Call> {
  const [near, far] = [new RTCPeerConnection(), new RTCPeerConnection()];
  near.onicecandidate = ({ candidate }) => void far.addIceCandidate(candidate ?? undefined);
  far.onicecandidate = ({ candidate }) => void near.addIceCandidate(candidate ?? undefined);
  const sender = near.addTrack(track, new MediaStream([track]));
  await negotiate(near, far);
  return { near, far, sender };
}

type Stats = Readonly<Record<string, unknown>>;

/** The first look at which such a report satisfies, or the last one. */
async function reportOf(source: RTCRtpSender | RTCRtpReceiver, type: string, satisfies: (stats: Stats) => boolean): Promise<Stats> {
  const untilMs = performance.now() + CALL_LIMIT_MS;
  for (;;) {
    const reports = [...(await source.getStats()).values()] as Stats[];
    const stats = reports.find((one) => one['type'] === type);
    if (stats !== undefined && (satisfies(stats) || performance.now() > untilMs)) return stats;
    if (performance.now() > untilMs) return {};
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const number = (stats: Stats, name: string): number => {
  const value = stats[name];
  return typeof value === 'number' ? value : -1;
};

const probe = (
  name: string,
  look: (given: Call & { track: MediaStreamTrack; another: () => Promise<MediaStreamTrack> }) => Promise<unknown>,
): Probe => ({
  name,
  run: async ({ ask }) => {
    const track = await ask({ width: { exact: 640 }, height: { exact: 360 } });
    const others: MediaStreamTrack[] = [];
    const opened = await call(track);
    const another = async (): Promise<MediaStreamTrack> => {
      const one = await ask({ width: { exact: 320 }, height: { exact: 180 } });
      others.push(one);
      return one;
    };
    try {
      return await look({ ...opened, track, another });
    } finally {
      opened.near.close();
      opened.far.close();
      for (const one of [track, ...others]) one.stop();
    }
  },
});

const videoReceiver = (far: RTCPeerConnection): RTCRtpReceiver => only(far.getReceivers().filter(({ track }) => track.kind === 'video'));

const decoded = (far: RTCPeerConnection, width: number): Promise<Stats> =>
  reportOf(videoReceiver(far), 'inbound-rtp', (stats) => number(stats, 'framesDecoded') > 2 && stats['frameWidth'] === width);

export const CALL_PROBES: readonly Probe[] = [
  probe('is sent, and decoded at the other end at its size', async ({ far, sender, track }) => {
    const stats = await decoded(far, 640);
    return [sender.track === track, stats['frameWidth'], stats['frameHeight'], stats['kind']];
  }),
  probe('is the media source of the sender’s statistics', async ({ sender, track }) => {
    const stats = await reportOf(sender, 'media-source', (one) => number(one, 'frames') > 2);
    return [stats['trackIdentifier'] === track.id, stats['kind'], stats['width'], stats['height'], number(stats, 'frames') > 2];
  }),
  probe('is counted by the sender as it is encoded', async ({ sender }) => {
    const stats = await reportOf(sender, 'outbound-rtp', (one) => number(one, 'framesEncoded') > 2);
    return [number(stats, 'framesEncoded') > 2, stats['active']];
  }),
  probe('gives way to another track of itself, and comes back', async ({ far, sender, track, another }) => {
    await decoded(far, 640);
    const other = await another();
    const replaced = await outcome(() => sender.replaceTrack(other));
    const smaller = await decoded(far, 320);
    const back = await outcome(() => sender.replaceTrack(track));
    const larger = await decoded(far, 640);
    return [replaced ?? null, smaller['frameWidth'], back ?? null, larger['frameWidth'], sender.track === track];
  }),
  probe('is taken away and given again', async ({ far, sender, track }) => {
    await decoded(far, 640);
    await sender.replaceTrack(null);
    const none = sender.track;
    await sender.replaceTrack(track);
    const before = number(await decoded(far, 640), 'framesDecoded');
    const after = await reportOf(videoReceiver(far), 'inbound-rtp', (stats) => number(stats, 'framesDecoded') > before);
    return [none, number(after, 'framesDecoded') > before];
  }),
  probe('goes on through a renegotiation', async ({ near, far, sender, track }) => {
    await decoded(far, 640);
    near.addTransceiver('audio');
    await negotiate(near, far);
    const before = number(await decoded(far, 640), 'framesDecoded');
    const after = await reportOf(videoReceiver(far), 'inbound-rtp', (stats) => number(stats, 'framesDecoded') > before);
    return [number(after, 'framesDecoded') > before, sender.track === track, track.readyState];
  }),
  probe('refuses to be added twice to a connection', ({ near, track }) => outcome(() => near.addTrack(track))),
  probe('takes a sender’s parameters', async ({ sender }) => {
    const parameters = sender.getParameters();
    for (const encoding of parameters.encodings) encoding.maxBitrate = 300_000;
    return [await outcome(() => sender.setParameters(parameters)), sender.getParameters().encodings.map(({ maxBitrate }) => maxBitrate)];
  }),
];
