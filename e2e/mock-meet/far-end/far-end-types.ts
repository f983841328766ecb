// What a test sees of the participants' browser: it talks, and it decodes the bot's camera.
import type { FrameCrop, ObservedFrame } from './page/frame-worker-messages.ts';

/** One picture of the bot's camera as another participant's browser decoded it. */
export interface FarEndFrame {
  /** Counts every frame that was read from the decoder since the browser opened, from 0; a jump is a frame that was not delivered. */
  readonly index: number;
  /** Wall clock at which the decoder handed it over, ms. */
  readonly decodedAtMs: number;
  readonly width: number;
  readonly height: number;
  /** Planes Y, U, V without padding: width × height × 3/2 bytes for even sizes. The receiver may keep it. */
  readonly i420: Uint8Array;
}

export interface FarEndStats {
  /** Of WebRTC's inbound-rtp statistics, all since the bot's camera was (re)connected. */
  readonly framesDecoded: number;
  readonly framesReceived: number;
  /** Dropped by WebRTC itself. */
  readonly framesDropped: number;
  readonly keyFramesDecoded: number;
  readonly frameWidth: number;
  readonly frameHeight: number;
  readonly framesPerSecond: number;
  readonly packetsLost: number;
  readonly bytesReceived: number;
  readonly freezeCount: number;
  readonly decoder: string;
  readonly codec: string;
  /** Read from the decoder by the page, since the browser opened. */
  readonly framesRead: number;
  /** Handed to Node's subscribers. */
  readonly framesDelivered: number;
  /** Read while nobody had subscribed. */
  readonly framesUnwatched: number;
  /** Lost between the decoder and Node while somebody had subscribed: the page was too slow to read, or the socket too slow to send. */
  readonly framesLost: { readonly unread: number; readonly unsent: number };
  /** How late the talk's sound went to WebRTC, block by block of 10 ms, against the instants that `startedAtMs` promises; null while nobody talks. */
  readonly soundLateness: { readonly blocks: number; readonly meanMs: number; readonly maxMs: number } | null;
}

export interface FarEnd {
  /** The bot is in the call and its media connection stands. */
  readonly botJoined: Promise<void>;
  /** Starts the conversation at `fromMs`; resolves with the wall clock at which that moment left the speakers' side. */
  startTalking(from: { readonly fromMs: number }): Promise<{ readonly startedAtMs: number }>;
  stopTalking(): Promise<void>;
  /** Calls back with every decoded frame in order, from now on; returns the way to stop. */
  onFrame(listener: (frame: FarEndFrame) => void): () => void;
  /** Notes every decoded frame from now on, without reading pictures; `crop`: and how bright it is there. Forgets what was noted before. */
  observe(crop: FrameCrop | null): Promise<void>;
  /** What was noted since `observe`, or since the last call. */
  observed(): Promise<readonly ObservedFrame[]>;
  /** Throws `bad-request` before the bot's camera has been connected. */
  stats(): Promise<FarEndStats>;
  close(): Promise<void>;
}
