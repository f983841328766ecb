// What Node tells the participants' page, and what it can ask of it.
import type { FarEndStats } from '../far-end-types.ts';
import type { FrameCrop, ObservedFrame } from './frame-worker-messages.ts';
import type { Participant } from '../../wire/messages.ts';

export interface PageSpeaker extends Participant {
  readonly speakerId: string;
}

export interface PageConfig {
  /** WebSocket of the meeting. */
  readonly participantsUrl: string;
  /** WebSocket of Node, for decoded frames. */
  readonly framesUrl: string;
  readonly audioUrl: string;
  readonly frameWorkerUrl: string;
  readonly soundWorkerUrl: string;
  readonly speakers: readonly PageSpeaker[];
  /** Who has the recording when; conversation time, ms. */
  readonly spans: readonly { readonly speakerId: string; readonly startMs: number; readonly endMs: number }[];
  /** What Meet's own captions say, at the end of each utterance. */
  readonly captions: readonly { readonly speakerId: string; readonly atMs: number; readonly text: string }[];
  /** Shows the bot's camera in the page. */
  readonly showBot: boolean;
}

export interface PageApi {
  /** Resolves when the sound is decoded and the participants are in the meeting. */
  open(config: PageConfig): Promise<void>;
  botJoined(): Promise<void>;
  startTalking(fromMs: number): Promise<{ readonly startedAtMs: number }>;
  stopTalking(): void;
  observe(crop: FrameCrop | null): void;
  observed(): Promise<readonly ObservedFrame[]>;
  /** null before the bot's camera has been connected. */
  stats(): Promise<Omit<FarEndStats, 'framesDelivered'> | null>;
}
