// The daemon's side of the link port, in memory: packets are under way until a test delivers them, and are lost when the connection goes.
import { DEFAULT_TILE_SETTINGS, SubcamError } from '@subcam/shared';
import { decodePcmFrame } from '@subcam/shared/wire';
import type { AudioAccount, AudioGap, MeetingEvent, SessionState, TileReport, TileSettings } from '@subcam/shared';
import type { CaptureHello } from '@subcam/shared/wire';
import { sampleCapture, sampleState } from '@subcam/shared/testing';
import type { LinkConnectionListener, OpenLinkConnection } from '../link/link-connection.ts';

/** The segmenter's context: what a resume repeats from before the commit. */
const CONTEXT_SAMPLES = 500;

type Packet =
  | { readonly type: 'audio'; readonly bytes: Uint8Array }
  | { readonly type: 'gap'; readonly gap: AudioGap }
  | { readonly type: 'end'; readonly nextSample: number; readonly answer: (account: AudioAccount) => void };

export interface FakeLinkDaemon {
  readonly open: OpenLinkConnection;
  /** null: connections are refused as if nobody listened. */
  reachable: boolean;
  readonly hellos: CaptureHello[];
  readonly meeting: MeetingEvent[];
  readonly tiles: TileReport[];
  readonly tileSettings: TileSettings[];
  /** Called when a hello has come and is not answered yet. */
  beforeWelcome: () => void;
  readonly violations: string[];
  /** Samples of the capture as committed: their value, or the reason of the gap that they lie in. */
  readonly committed: (number | string)[];
  readonly underWay: number;
  readonly listener: LinkConnectionListener | null;
  deliver(packets: number): void;
  /** Commits so many of the received samples and acknowledges them, less the context. */
  commit(samples: number): void;
  /** The connection goes; what was under way, or received and not committed, is lost. */
  disconnect(): void;
}

export function createFakeLinkDaemon(): FakeLinkDaemon {
  const committed: (number | string)[] = [];
  let received: (number | string)[] = [];
  let receivedFrom = 0;
  let inSilenceThrough = 0;
  let underWay: Packet[] = [];
  let listener: LinkConnectionListener | null = null;
  let captureId = '';

  const fake: FakeLinkDaemon = {
    reachable: true,
    hellos: [],
    meeting: [],
    tiles: [],
    tileSettings: [],
    beforeWelcome: () => undefined,
    violations: [],
    committed,
    get underWay() {
      return underWay.length;
    },
    get listener() {
      return listener;
    },
    open: (given, signal) => {
      if (signal.aborted) return Promise.reject(new SubcamError('aborted', 'no longer wanted'));
      if (!fake.reachable) return Promise.reject(new SubcamError('network', 'Nobody listens.', { retryable: true }));
      const mine = given;
      listener = mine;
      const alive = (): boolean => listener === mine;
      return Promise.resolve({
        hello: (hello) => {
          const before = fake.hellos.at(-1);
          if (before !== undefined && hello.connectionEpoch <= before.connectionEpoch)
            fake.violations.push(`epoch ${hello.connectionEpoch}`);
          fake.hellos.push(hello);
          fake.beforeWelcome();
          captureId = hello.captureId;
          receivedFrom = Math.max(0, committed.length - CONTEXT_SAMPLES);
          received = [];
          inSilenceThrough = 0;
          return Promise.resolve({
            sessionId: hello.sessionId,
            resumeFromSample: receivedFrom,
            committedThrough: committed.length,
            cues: [],
            state: stateOf(hello),
            tile: hello.tile ?? DEFAULT_TILE_SETTINGS,
          });
        },
        audio: (bytes) => void (alive() && underWay.push({ type: 'audio', bytes })),
        gap: (gap) => void (alive() && underWay.push({ type: 'gap', gap })),
        meeting: (event) => void (alive() && fake.meeting.push(event)),
        tile: (report) => void (alive() && fake.tiles.push(report)),
        tileSettings: (settings) => void (alive() && fake.tileSettings.push(settings)),
        end: (nextSample) => new Promise((answer) => void (alive() && underWay.push({ type: 'end', nextSample, answer }))),
        close: () => {
          if (!alive()) return;
          listener = null;
          underWay = [];
        },
      });
    },
    deliver(packets) {
      for (const packet of underWay.splice(0, packets)) take(packet);
    },
    commit(samples) {
      const overlap = committed.length - receivedFrom;
      committed.push(...received.slice(Math.max(0, overlap), Math.max(0, overlap) + samples));
      listener?.onAck({ captureId, throughSample: Math.max(0, committed.length - CONTEXT_SAMPLES) });
    },
    disconnect() {
      const gone = listener;
      listener = null;
      underWay = [];
      received = [];
      receivedFrom = committed.length;
      gone?.onClosed('the test cut it');
    },
  };

  function due(): number {
    return receivedFrom + received.length;
  }

  function take(packet: Packet): void {
    switch (packet.type) {
      case 'audio': {
        const { connectionEpoch, frame } = decodePcmFrame(packet.bytes);
        if (connectionEpoch !== fake.hellos.at(-1)?.connectionEpoch) fake.violations.push(`frame of epoch ${connectionEpoch}`);
        if (frame.firstSample !== due()) fake.violations.push(`frame at ${frame.firstSample}, due ${due()}`);
        for (const [n, sample] of frame.samples.entries()) received.push(frame.firstSample + n < inSilenceThrough ? 'source-gap' : sample);
        break;
      }
      case 'gap': {
        const { firstSample, sampleCount, reason } = packet.gap;
        if (firstSample !== due()) fake.violations.push(`gap at ${firstSample}, due ${due()}`);
        if (reason === 'source-gap') inSilenceThrough = firstSample + sampleCount;
        else for (let n = 0; n < sampleCount; n += 1) received.push(reason);
        break;
      }
      case 'end': {
        if (packet.nextSample !== due()) fake.violations.push(`end at ${packet.nextSample}, due ${due()}`);
        fake.commit(Infinity);
        const capturedSamples = packet.nextSample;
        packet.answer({ capturedSamples, committedSamples: committed.length, ackedSamples: committed.length, lostSamples: 0, gaps: [] });
        break;
      }
    }
  }

  return fake;
}

function stateOf({ sessionId, captureId, sourceLanguage, targetLanguages }: CaptureHello): SessionState {
  return sampleState({ sessionId, captures: [sampleCapture({ captureId })], sourceLanguage, targetLanguages });
}
