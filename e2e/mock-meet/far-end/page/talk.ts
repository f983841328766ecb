// The recording -> each participant's own track, sample by sample, at a known instant of the wall clock.
import { createChannelMixer } from '@subcam/shared';
import type { PageConfig } from './page-api.ts';
import { SOUND_RATE_HZ, type FromSoundWorker, type SoundLateness, type SoundSpan, type ToSoundWorker } from './sound-worker-messages.ts';

export interface TalkOptions {
  readonly config: PageConfig;
  readonly onCaption: (participantId: string, text: string) => void;
  /** Sound can no longer be written. */
  readonly onFailure: (reason: string) => void;
}

function frameOf(ms: number): number {
  return Math.round((ms * SOUND_RATE_HZ) / 1000);
}

/** Any file that the browser decodes -> mono at SOUND_RATE_HZ; of several channels what the capture of a tab would make of them. */
async function decode(url: string): Promise<Float32Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The recording could not be fetched: HTTP ${response.status}`);
  const context = new OfflineAudioContext(1, 1, SOUND_RATE_HZ);
  const decoded = await context.decodeAudioData(await response.arrayBuffer());
  const channels = Array.from({ length: decoded.numberOfChannels }, (_, channel) => decoded.getChannelData(channel));
  return createChannelMixer({ channels: channels.length, rateHz: SOUND_RATE_HZ }).push(channels);
}

export class Talk {
  readonly #worker: Worker;
  readonly #config: PageConfig;
  readonly #tracks: ReadonlyMap<string, MediaStreamTrack>;
  readonly #onCaption: TalkOptions['onCaption'];
  readonly #asked = new Map<number, (message: FromSoundWorker) => void>();
  #asks = 0;
  #captionTimers: ReturnType<typeof setTimeout>[] = [];

  private constructor(recording: Float32Array, { config, onCaption, onFailure }: TalkOptions) {
    this.#config = config;
    this.#onCaption = onCaption;
    this.#worker = new Worker(config.soundWorkerUrl);
    this.#worker.addEventListener('error', (event) => onFailure(event.message));
    this.#worker.addEventListener('message', (event: MessageEvent<FromSoundWorker>) => {
      const message = event.data;
      if (message.type === 'failed') {
        onFailure(message.reason);
        return;
      }
      this.#asked.get(message.ask)?.(message);
      this.#asked.delete(message.ask);
    });
    const generators = config.speakers.map(() => new MediaStreamTrackGenerator({ kind: 'audio' }));
    this.#tracks = new Map(config.speakers.map(({ speakerId }, outlet) => [speakerId, generators[outlet] as MediaStreamTrack]));
    const outletOf = new Map(config.speakers.map(({ speakerId }, outlet) => [speakerId, outlet]));
    const spans = config.spans.map(({ speakerId, startMs, endMs }): SoundSpan => ({
      outlet: outletOf.get(speakerId) ?? -1,
      firstFrame: frameOf(startMs),
      endFrame: frameOf(endMs),
    }));
    const outlets = generators.map(({ writable }) => writable);
    this.#tell({ type: 'open', recording, spans, outlets }, [recording.buffer, ...outlets]);
  }

  /** Fetches and decodes the recording. Rejects with the browser's reason when it cannot. From then on every track carries silence. */
  static async open(options: TalkOptions): Promise<Talk> {
    return new Talk(await decode(options.config.audioUrl), options);
  }

  track(speakerId: string): MediaStreamTrack {
    const track = this.#tracks.get(speakerId);
    if (track === undefined) throw new Error(`There is no speaker ${speakerId}`);
    return track;
  }

  /** Wall clock at which the block that begins with `fromMs` of the recording is due to go to WebRTC; `lateness` says how well that is kept. */
  async start(fromMs: number): Promise<number> {
    this.stop();
    const answer = await this.#ask((ask) => ({ type: 'start', ask, fromFrame: frameOf(fromMs) }));
    if (answer.type !== 'started') throw new Error(`The sound worker answered ${answer.type}`);
    const { startedAtMs } = answer;
    const nowMs = performance.timeOrigin + performance.now();
    this.#captionTimers = this.#config.captions
      .filter(({ atMs }) => atMs >= fromMs)
      .map(({ speakerId, atMs, text }) => setTimeout(() => this.#caption(speakerId, text), startedAtMs + atMs - fromMs - nowMs));
    return startedAtMs;
  }

  stop(): void {
    this.#tell({ type: 'stop' });
    for (const timer of this.#captionTimers) clearTimeout(timer);
    this.#captionTimers = [];
  }

  /** null while nobody talks. */
  async lateness(): Promise<SoundLateness | null> {
    const answer = await this.#ask((ask) => ({ type: 'lateness', ask }));
    if (answer.type !== 'lateness') throw new Error(`The sound worker answered ${answer.type}`);
    return answer.lateness;
  }

  #tell(message: ToSoundWorker, transfer: Transferable[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #ask(message: (ask: number) => ToSoundWorker): Promise<FromSoundWorker> {
    return new Promise((resolve) => {
      this.#asks += 1;
      this.#asked.set(this.#asks, resolve);
      this.#tell(message(this.#asks));
    });
  }

  #caption(speakerId: string, text: string): void {
    const speaker = this.#config.speakers.find((one) => one.speakerId === speakerId);
    if (speaker !== undefined) this.#onCaption(speaker.participantId, text);
  }
}
