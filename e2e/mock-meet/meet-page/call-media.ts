// The participants' offers -> their sounds, played; the guest's camera and microphone, sent; how loud each participant is now.
import type { ServerToGuest } from '../wire/messages.ts';
import type { Devices } from './devices.ts';
import type { Link } from './link.ts';

type Offer = Extract<ServerToGuest, { type: 'offer' }>;
type Candidate = Extract<ServerToGuest, { type: 'candidate' }>;

/** Meet plays everybody through three elements, whoever talks. */
const AUDIO_ELEMENTS = 3;

/** What Meet's clients send 720p with, roughly; the network decides below it. */
const MAX_VIDEO_BITS_PER_S = 2_500_000;

/** A level older than this is of a sound that no longer arrives. */
const LEVEL_GOOD_FOR_MS = 300;

interface Call {
  readonly callId: number;
  readonly connection: RTCPeerConnection;
  readonly receivers: ReadonlyMap<string, RTCRtpReceiver>;
  readonly senders: Readonly<Partial<Record<'camera' | 'microphone', RTCRtpSender>>>;
}

export class CallMedia {
  readonly #link: Link;
  readonly #devices: Devices;
  readonly #elements: readonly HTMLAudioElement[];
  #call: Call | null = null;
  /** Candidates may come before their offer has been taken in. */
  #early: Candidate[] = [];
  #calls = 0;

  constructor(link: Link, devices: Devices) {
    this.#link = link;
    this.#devices = devices;
    this.#elements = Array.from({ length: AUDIO_ELEMENTS }, () => {
      const audio = document.createElement('audio');
      audio.autoplay = true;
      return audio;
    });
    document.body.append(...this.#elements);
  }

  /** A new offer takes the place of the connection that there is. */
  async accept(offer: Offer): Promise<void> {
    this.#call?.connection.close();
    this.#call = null;
    const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate !== null) this.#link.send({ type: 'candidate', callId: offer.callId, candidate: candidate.toJSON() });
    });
    await connection.setRemoteDescription({ type: 'offer', sdp: offer.sdp });
    const soundOf = new Map(offer.sounds.map(({ mid, participantId }) => [mid, participantId]));
    const receivers = new Map<string, RTCRtpReceiver>();
    const senders: Partial<Record<'camera' | 'microphone', RTCRtpSender>> = {};
    for (const transceiver of connection.getTransceivers()) {
      const participantId = soundOf.get(transceiver.mid ?? '');
      if (participantId === undefined) {
        transceiver.direction = 'sendonly';
        senders[transceiver.receiver.track.kind === 'video' ? 'camera' : 'microphone'] = transceiver.sender;
      } else {
        receivers.set(participantId, transceiver.receiver);
      }
    }
    this.#call = { callId: offer.callId, connection, receivers, senders };
    this.#play([...receivers.values()].map((receiver) => receiver.track));
    await this.sendDevices();
    await connection.setLocalDescription();
    this.#link.send({ type: 'answer', callId: offer.callId, sdp: connection.localDescription?.sdp ?? '' });
    await this.#limitVideo(senders.camera);
    const early = this.#early.filter(({ callId }) => callId === offer.callId);
    this.#early = [];
    for (const candidate of early) await this.addCandidate(candidate);
  }

  async addCandidate(message: Candidate): Promise<void> {
    const call = this.#call;
    if (call !== null && call.callId === message.callId) {
      await call.connection.addIceCandidate(message.candidate as RTCIceCandidateInit);
    } else if (call === null || message.callId > call.callId) {
      this.#early.push(message);
    }
  }

  /** Sends whatever the devices are now; a device that is off sends nothing. */
  async sendDevices(): Promise<void> {
    const senders = this.#call?.senders ?? {};
    await senders.camera?.replaceTrack(this.#devices.track('camera'));
    await senders.microphone?.replaceTrack(this.#devices.track('microphone'));
  }

  /** The camera's sender carries nothing, though the device is on. */
  async dropCamera(): Promise<void> {
    await this.#call?.senders.camera?.replaceTrack(null);
  }

  /** 0–1 (1 is full scale), of the last sound that was played of this participant. */
  level(participantId: string): number {
    const source = this.#call?.receivers.get(participantId)?.getSynchronizationSources()[0];
    if (source === undefined || performance.timeOrigin + performance.now() - source.timestamp > LEVEL_GOOD_FOR_MS) return 0;
    return source.audioLevel ?? 0;
  }

  close(): void {
    this.#call?.connection.close();
    this.#call = null;
    for (const audio of this.#elements) audio.remove();
  }

  /** Which element a participant is heard through changes with each connection, as in Meet. */
  #play(tracks: readonly MediaStreamTrack[]): void {
    this.#calls += 1;
    for (const [index, audio] of this.#elements.entries()) {
      audio.srcObject = new MediaStream(tracks.filter((_track, place) => (place + this.#calls) % AUDIO_ELEMENTS === index));
    }
  }

  async #limitVideo(sender: RTCRtpSender | undefined): Promise<void> {
    const parameters = sender?.getParameters();
    const [encoding] = parameters?.encodings ?? [];
    if (sender === undefined || parameters === undefined || encoding === undefined) return;
    encoding.maxBitrate = MAX_VIDEO_BITS_PER_S;
    await sender.setParameters(parameters);
  }
}
