// One connection to the bot's page: a sound for each participant out, the bot's camera and microphone in.
import type { ParticipantsToServer, ServerToParticipants } from '../../wire/messages.ts';
import type { PageSpeaker } from './page-api.ts';

export interface PeerOptions {
  readonly callId: number;
  readonly speakers: readonly PageSpeaker[];
  readonly track: (speakerId: string) => MediaStreamTrack;
  readonly send: (message: ParticipantsToServer) => void;
  readonly onVideo: (track: MediaStreamVideoTrack) => void;
  readonly onConnected: () => void;
}

export class Peer {
  readonly callId: number;
  readonly #options: PeerOptions;
  readonly #connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  /** Candidates may come before the answer. */
  #early: RTCIceCandidateInit[] = [];

  constructor(options: PeerOptions) {
    this.callId = options.callId;
    this.#options = options;
    this.#connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate !== null) options.send({ type: 'candidate', callId: options.callId, candidate: candidate.toJSON() });
    });
    this.#connection.addEventListener('connectionstatechange', () => {
      if (this.#connection.connectionState === 'connected') options.onConnected();
    });
    this.#connection.addEventListener('track', ({ track }) => {
      if (track.kind === 'video') options.onVideo(track as MediaStreamVideoTrack);
    });
  }

  async offer(): Promise<void> {
    const { speakers, track, send, callId } = this.#options;
    const sounds = speakers.map(({ participantId, speakerId }) => ({
      participantId,
      transceiver: this.#connection.addTransceiver(track(speakerId), { direction: 'sendonly' }),
    }));
    this.#connection.addTransceiver('audio', { direction: 'recvonly' });
    const video = this.#connection.addTransceiver('video', { direction: 'recvonly' });
    const codecs = RTCRtpReceiver.getCapabilities('video')?.codecs ?? [];
    video.setCodecPreferences(codecs.filter(({ mimeType }) => /^video\/(vp8|rtx|red|ulpfec)$/i.test(mimeType)));
    await this.#connection.setLocalDescription();
    const mids = sounds.map(({ participantId, transceiver }) => ({ participantId, mid: transceiver.mid ?? '' }));
    send({ type: 'offer', callId, sdp: this.#connection.localDescription?.sdp ?? '', sounds: mids });
  }

  /** Messages of another connection are left aside. */
  async receive(message: Extract<ServerToParticipants, { type: 'answer' | 'candidate' }>): Promise<void> {
    if (message.callId !== this.callId) return;
    if (message.type === 'answer') {
      await this.#connection.setRemoteDescription({ type: 'answer', sdp: message.sdp });
      for (const candidate of this.#early) await this.#connection.addIceCandidate(candidate);
      this.#early = [];
      return;
    }
    const candidate = message.candidate as RTCIceCandidateInit;
    if (this.#connection.remoteDescription === null) this.#early.push(candidate);
    else await this.#connection.addIceCandidate(candidate);
  }

  stats(): Promise<RTCStatsReport> {
    return this.#connection.getStats();
  }

  close(): void {
    this.#connection.close();
  }
}
