import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { openPlatformOverrides } from './platform-overrides.ts';
import { MAX_SENDERS, openSenderWatch, type WatchedRealm } from './sender-watch.ts';

type Stats = readonly (readonly [string, Record<string, unknown>])[];

/** Connections whose statistics a test writes. `asked`: senders whose statistics were read. */
function setUp() {
  const asked: object[] = [];
  class Sender {
    track: object | null;
    transport: { state: string } | null = null;
    stats: () => Promise<Map<string, Record<string, unknown>>> = () => Promise.resolve(new Map());
    constructor(track: object | null) {
      this.track = track;
    }
    replaceTrack(track: object | null): Promise<void> {
      this.track = track;
      return Promise.resolve();
    }
    getStats(): Promise<Map<string, Record<string, unknown>>> {
      asked.push(this);
      return this.stats();
    }
    encodes(frames: number): void {
      const stats: Stats = [
        ['a', { type: 'outbound-rtp', framesEncoded: frames, frameWidth: 1280, frameHeight: 720 }],
        ['b', { type: 'transport' }],
      ];
      this.stats = () => Promise.resolve(new Map(stats));
    }
  }
  class Connection {
    signalingState = 'stable';
    addTrack(track: object): Sender {
      if (track === null) throw new TypeError('a track is needed');
      return new Sender(track);
    }
    addTransceiver(track: object | string): { sender: Sender } {
      return { sender: new Sender(typeof track === 'string' ? null : track) };
    }
  }
  let nowMs = 0;
  const ours = new Set<unknown>();
  const faults: unknown[] = [];
  const attached: unknown[] = [];
  const realm = runInContext('globalThis', createContext({})) as { Function: FunctionConstructor };
  const watch = openSenderWatch({
    lookIntervalMs: 1_000,
    monotonicMs: () => nowMs,
    isOurs: (track): track is MediaStreamTrack => ours.has(track),
    liveTracks: () => ours.size,
    onAttached: (track) => attached.push(track),
    onFault: (fault) => faults.push(fault),
  });
  watch.watchRealm({ RTCPeerConnection: Connection, RTCRtpSender: Sender } as unknown as WatchedRealm, openPlatformOverrides(realm));
  const track = (): object => {
    const made = { readyState: 'live', enabled: true };
    ours.add(made);
    return made;
  };
  const look = async (atMs: number): Promise<void> => {
    nowMs = atMs;
    watch.look();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { Sender, Connection, watch, asked, faults, attached, ours, track, look };
}

describe('the watch over senders', () => {
  it('reads the statistics of those that carry our tracks, once a second at most, and of no others', async () => {
    const { Connection, watch, asked, track, look } = setUp();
    const connection = new Connection();
    const sender = connection.addTrack(track());
    connection.addTrack({ readyState: 'live', enabled: true });
    connection.addTransceiver('video');
    sender.encodes(0);
    await look(0);
    sender.encodes(20);
    for (let ms = 100; ms <= 1_000; ms += 100) await look(ms);
    expect(asked).toEqual([sender, sender]);
    expect(watch.sending).toEqual({ status: 'sending', width: 1280, height: 720, framesPerSecond: 20, framesEncoded: 20 });
  });

  it('tells when a track of ours is attached, and not when another one is', () => {
    const { Connection, attached, track } = setUp();
    const [first, second, third] = [track(), track(), track()];
    const connection = new Connection();
    const sender = connection.addTrack(first);
    connection.addTransceiver(second);
    void sender.replaceTrack(third);
    void sender.replaceTrack(null);
    connection.addTransceiver('video');
    expect(attached).toEqual([first, second, third]);
  });

  it('asks the platform itself, whatever the page has made of getStats since', async () => {
    const { Connection, Sender, watch, track, look } = setUp();
    const sender = new Connection().addTrack(track());
    sender.encodes(0);
    let seenByPage = 0;
    Sender.prototype.getStats = () => {
      seenByPage += 1;
      return Promise.resolve(new Map());
    };
    await look(0);
    sender.encodes(5);
    await look(1_000);
    expect(seenByPage).toBe(0);
    expect(watch.sending.framesEncoded).toBe(5);
  });

  it('forgets senders of closed connections, ended tracks and tracks that were taken away', async () => {
    const { Connection, watch, asked, track, look } = setUp();
    const [closed, ended, replaced, gone] = [new Connection(), new Connection(), new Connection(), new Connection()];
    closed.addTrack(track());
    const last = track();
    ended.addTrack(last);
    const sender = replaced.addTrack(track());
    gone.addTrack(track()).transport = { state: 'closed' };
    closed.signalingState = 'closed';
    Object.assign(last, { readyState: 'ended' });
    await sender.replaceTrack(null);
    await look(0);
    expect(asked).toEqual([]);
    expect(watch.sending.status).toBe('not-attached');
  });

  it('goes on after statistics that never came, and after some that could not be had', async () => {
    const { Connection, watch, faults, track, look } = setUp();
    const sender = new Connection().addTrack(track());
    sender.stats = () => new Promise(() => undefined);
    await look(0);
    sender.stats = () => Promise.reject(new Error('closed'));
    await look(4_999);
    expect(faults).toEqual([]);
    await look(5_000);
    expect(faults).toEqual([new Error('closed')]);
    sender.encodes(1);
    await look(6_000);
    sender.encodes(2);
    await look(7_000);
    expect(watch.sending.status).toBe('sending');
  });

  it(`watches the newest ${MAX_SENDERS} senders of a page that makes ever more`, async () => {
    const { Connection, asked, track, look } = setUp();
    const connection = new Connection();
    const senders = Array.from({ length: MAX_SENDERS + 50 }, () => connection.addTrack(track()));
    await look(0);
    expect(asked).toEqual(senders.slice(50));
  });

  it("leaves the page's own mistakes to the page", () => {
    const { Connection, faults } = setUp();
    expect(() => new Connection().addTrack(null as unknown as object)).toThrow('a track is needed');
    expect(faults).toEqual([]);
  });
});
