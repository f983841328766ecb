// The participants' page: they talk, they see the bot, and Node gets every frame that they see.
import type { ParticipantsToServer, ServerToParticipants } from '../../wire/messages.ts';
import type { FrameCounts, FrameCrop, ObservedFrame } from './frame-worker-messages.ts';
import { openFrameReader, type FrameReader } from './frame-reader.ts';
import { inboundVideo } from './inbound-video.ts';
import type { PageApi, PageConfig } from './page-api.ts';
import { Peer } from './peer.ts';
import { Talk } from './talk.ts';

/** Frames that the statistics have counted and the worker not yet: longer than this on their way, and they are lost. */
const ON_THEIR_WAY_MS = 250;

class ParticipantsPage implements PageApi {
  #config: PageConfig | null = null;
  #socket: WebSocket | null = null;
  #talk: Talk | null = null;
  #frames: FrameReader | null = null;
  #peer: Peer | null = null;
  #calls = 0;
  /** What the worker had read when this connection's video began: the statistics start over with it. */
  #readBefore = 0;
  #failure: string | null = null;
  readonly #joined = Promise.withResolvers<void>();

  async open(config: PageConfig): Promise<void> {
    this.#config = config;
    const onFailure = (reason: string): void => {
      this.#failure = reason;
    };
    const [talk, frames] = await Promise.all([
      Talk.open({ config, onCaption: (participantId, text) => this.#send({ type: 'caption', participantId, text }), onFailure }),
      openFrameReader({ worker: config.frameWorkerUrl, frames: config.framesUrl }, onFailure),
    ]);
    this.#talk = talk;
    this.#frames = frames;
    const socket = new WebSocket(config.participantsUrl);
    this.#socket = socket;
    socket.addEventListener('message', (event) => {
      // Our own server, and only what its types allow.
      this.#receive(JSON.parse(String(event.data)) as ServerToParticipants).catch((error: unknown) => {
        this.#failure = String(error);
      });
    });
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('error', () => reject(new Error('The meeting cannot be reached')));
    });
    this.#send({ type: 'here', participants: config.speakers.map(({ participantId, displayName }) => ({ participantId, displayName })) });
  }

  botJoined(): Promise<void> {
    return this.#joined.promise;
  }

  async startTalking(fromMs: number): Promise<{ startedAtMs: number }> {
    if (this.#talk === null) throw new Error('The page is not open yet');
    return { startedAtMs: await this.#talk.start(fromMs) };
  }

  stopTalking(): void {
    this.#talk?.stop();
  }

  observe(crop: FrameCrop | null): void {
    this.#frames?.observe(crop);
  }

  observed(): Promise<readonly ObservedFrame[]> {
    return this.#frames?.observed() ?? Promise.resolve([]);
  }

  async stats(): ReturnType<PageApi['stats']> {
    if (this.#failure !== null) throw new Error(this.#failure);
    const report = await this.#peer?.stats();
    const video = report === undefined ? null : inboundVideo(report);
    if (video === null) return null;
    const counts = await this.#countsFrom(video.framesDecoded);
    const unread = Math.max(0, video.framesDecoded - (counts.framesRead - this.#readBefore));
    return {
      ...video,
      framesRead: counts.framesRead,
      framesUnwatched: counts.framesUnwatched,
      framesLost: { unread, unsent: counts.framesUnsent },
      soundLateness: (await this.#talk?.lateness()) ?? null,
    };
  }

  async #countsFrom(framesDecoded: number): Promise<FrameCounts> {
    if (this.#frames === null) throw new Error('The page is not open yet');
    const untilMs = performance.now() + ON_THEIR_WAY_MS;
    for (;;) {
      const counts = await this.#frames.counts();
      if (counts.framesRead - this.#readBefore >= framesDecoded || performance.now() >= untilMs) return counts;
    }
  }

  async #receive(message: ServerToParticipants): Promise<void> {
    switch (message.type) {
      case 'guest-joined':
      case 'rebuild':
        await this.#call();
        return;
      case 'guest-left':
        this.#peer?.close();
        this.#peer = null;
        return;
      case 'answer':
      case 'candidate':
        await this.#peer?.receive(message);
        return;
      case 'chat':
        return;
    }
  }

  async #call(): Promise<void> {
    const config = this.#config;
    const talk = this.#talk;
    if (config === null || talk === null) return;
    this.#peer?.close();
    this.#calls += 1;
    const peer = new Peer({
      callId: this.#calls,
      speakers: config.speakers,
      track: (speakerId) => talk.track(speakerId),
      send: (message) => this.#send(message),
      onVideo: (track) => this.#watch(track, config.showBot),
      onConnected: () => this.#joined.resolve(),
    });
    this.#peer = peer;
    this.#readBefore = (await this.#frames?.counts())?.framesRead ?? 0;
    await peer.offer();
  }

  #watch(track: MediaStreamVideoTrack, show: boolean): void {
    this.#frames?.read(track);
    const video = document.querySelector('video');
    if (show && video !== null) video.srcObject = new MediaStream([track]);
  }

  #send(message: ParticipantsToServer): void {
    this.#socket?.send(JSON.stringify(message));
  }
}

Object.assign(window, { farEnd: new ParticipantsPage() satisfies PageApi });
