// Sender watch: the page's own connections -> which of their senders carry our tracks, and what becomes of them there.
import type { TileSending } from '@subcam/shared';
import { NOTHING_SENT } from '@subcam/shared/session';
import type { Call, PlatformOverrides } from './platform-overrides.ts';
import { createSendingAccount, type EncodedLayer, type SenderReading } from './sending-account.ts';

export interface SenderWatch {
  /** As of the last look. */
  readonly sending: TileSending;
  /** Watches the connections that scripts of one more frame make, from now on. `overrides`: that frame's. */
  watchRealm(realm: WatchedRealm, overrides: PlatformOverrides): void;
  /** Looks at the senders if the last look is as old as the interval. Returns at once; `sending` follows. Never throws. */
  look(): void;
}

/** What the watch must know of the camera. */
export interface WatchedCamera {
  /** Of anything that a page hands over. */
  isOurs(track: unknown): track is MediaStreamTrack;
  /** That pages hold. */
  liveTracks(): number;
  /** A sender was just given this track of ours. */
  onAttached(track: MediaStreamTrack): void;
}

/** A frame's own constructors. */
export interface WatchedRealm {
  readonly RTCPeerConnection: typeof RTCPeerConnection;
  readonly RTCRtpSender: typeof RTCRtpSender;
}

type GetStats = (this: RTCRtpSender) => Promise<RTCStatsReport>;

export interface SenderWatchOptions extends WatchedCamera {
  /** Least time between two looks. */
  readonly lookIntervalMs: number;
  /** Monotonic, ms. */
  readonly monotonicMs: () => number;
  /** What must not reach the page as an exception. */
  readonly onFault: (fault: unknown) => void;
}

/** A look that has not ended by then never will: its connection is gone. */
const LOOK_TIMEOUT_MS = 5_000;
/** A page that makes ever more senders is watched in its newest. Meet holds a few dozen, most of which send nothing. */
export const MAX_SENDERS = 200;

interface WatchedSender {
  readonly sender: WeakRef<RTCRtpSender>;
  /** null: a sender that the other side's offer made. */
  readonly connection: WeakRef<RTCPeerConnection> | null;
  /** The platform's own, before a page gets at it: what we ask is not the page's to see. */
  readonly getStats: GetStats;
}

interface Carrier {
  readonly sender: RTCRtpSender;
  readonly track: MediaStreamTrack;
  readonly getStats: GetStats;
}

/** A call of an overridden method, and what the platform answered. */
type Learnt = Omit<Call, 'native'> & { readonly result: unknown };

function layersOf(report: RTCStatsReport): readonly EncodedLayer[] {
  const layers: EncodedLayer[] = [];
  for (const stats of report.values() as Iterable<Record<string, unknown>>) {
    const { type, framesEncoded, frameWidth, frameHeight } = stats;
    if (type !== 'outbound-rtp' || typeof framesEncoded !== 'number') continue;
    layers.push({
      framesEncoded,
      width: typeof frameWidth === 'number' ? frameWidth : null,
      height: typeof frameHeight === 'number' ? frameHeight : null,
    });
  }
  return layers;
}

/**
 * In each frame that it watches it overrides `addTrack`, `addTransceiver`, `addStream` and `replaceTrack`, so that they do as before
 * and the watch knows their senders. Holds none of the page's objects alive; forgets senders of closed connections.
 */
export function openSenderWatch(options: SenderWatchOptions): SenderWatch {
  const { monotonicMs, onFault, lookIntervalMs } = options;
  const account = createSendingAccount();
  const known = new WeakSet<RTCRtpSender>();
  /** Oldest first. */
  let watched: WatchedSender[] = [];
  let sending = NOTHING_SENT;
  let startedAtMs = -Infinity;
  let looking: object | null = null;

  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (fault) {
      onFault(fault);
    }
  };

  const attached = (track: unknown): void => {
    if (options.isOurs(track)) options.onAttached(track);
  };

  const watchRealm = (realm: WatchedRealm, overrides: PlatformOverrides): void => {
    const getStats: GetStats = Reflect.get(realm.RTCRtpSender.prototype, 'getStats');

    const meet = (sender: unknown, connection: unknown): void => {
      if (!(sender instanceof realm.RTCRtpSender) || known.has(sender)) return;
      known.add(sender);
      watched.push({
        sender: new WeakRef(sender),
        connection: connection instanceof realm.RTCPeerConnection ? new WeakRef(connection) : null,
        getStats,
      });
      if (watched.length > MAX_SENDERS) watched.shift();
    };

    /** Overrides a method so that it does as before, and is then learnt from. */
    const learnFrom = (prototype: object, name: string, learn: (call: Learnt) => void): void => {
      overrides.method(prototype, name, ({ native, self, args }) => {
        const result = native(...args);
        guarded(() => learn({ result, self, args }));
        return result;
      });
    };

    learnFrom(realm.RTCPeerConnection.prototype, 'addTrack', ({ result, self, args }) => {
      meet(result, self);
      attached(args[0]);
    });
    learnFrom(realm.RTCPeerConnection.prototype, 'addTransceiver', ({ result, self, args }) => {
      meet((result as RTCRtpTransceiver).sender, self);
      attached(args[0]);
    });
    learnFrom(realm.RTCPeerConnection.prototype, 'addStream', ({ self }) => {
      for (const sender of (self as RTCPeerConnection).getSenders()) {
        meet(sender, self);
        attached(sender.track);
      }
    });
    learnFrom(realm.RTCRtpSender.prototype, 'replaceTrack', ({ self, args }) => {
      meet(self, null);
      attached(args[0]);
    });
  };

  /** Senders that carry a live track of ours, and no longer those that are gone for good. */
  const carriers = (): readonly Carrier[] => {
    const found: Carrier[] = [];
    watched = watched.filter((one) => {
      const sender = one.sender.deref();
      if (sender === undefined || sender.transport?.state === 'closed') return false;
      if (one.connection !== null && (one.connection.deref()?.signalingState ?? 'closed') === 'closed') return false;
      const { track } = sender;
      if (track !== null && track.readyState === 'live' && options.isOurs(track)) found.push({ sender, track, getStats: one.getStats });
      return true;
    });
    return found;
  };

  const read = async (): Promise<void> => {
    const look = {};
    looking = look;
    try {
      const readings: readonly SenderReading[] = await Promise.all(
        carriers().map(async ({ sender, track, getStats }) => {
          const layers = layersOf(await Reflect.apply(getStats, sender, []));
          return { sender, enabled: track.enabled, layers };
        }),
      );
      if (looking === look) sending = account.take(monotonicMs(), { liveTracks: options.liveTracks(), readings });
    } catch (fault) {
      onFault(fault);
    } finally {
      if (looking === look) looking = null;
    }
  };

  return {
    watchRealm,
    get sending() {
      return sending;
    },
    look() {
      const sinceMs = monotonicMs() - startedAtMs;
      if (sinceMs < lookIntervalMs || (looking !== null && sinceMs < LOOK_TIMEOUT_MS)) return;
      startedAtMs = monotonicMs();
      void read();
    },
  };
}
