// Two packets -> whether they are about the same utterance: by correlation id, else by who spoke, what was said and when.
import type { ContractPacket } from '@subcam/shared/wire';

/** What packets are recognised by; of a cue, what all of its packets so far have told. */
export interface PacketIdentity {
  readonly correlationId: string | null;
  readonly speakerId: string | null;
  readonly speakerName: string | null;
  /** When its words began, seconds since 1970. */
  readonly startTimestamp: number | null;
  /** Its other instants: the contract's variants stamp the same words under several names. */
  readonly instants: readonly number[];
  /** Words of the original; null where no packet has told. */
  readonly originalText: string | null;
  readonly hasTranscription: boolean;
}

export function identityOf(packet: ContractPacket): PacketIdentity {
  const { timestamp, google_meet_timestamp, internal_timestamp, is_original_transcription: isOriginal } = packet;
  const instants = [timestamp, google_meet_timestamp, internal_timestamp].filter((instant) => instant !== undefined);
  const originalText = isOriginal ? packet.translated_text : (packet.original_text ?? null);
  return {
    correlationId: packet.correlation_id ?? null,
    speakerId: packet.speaker_id,
    speakerName: packet.speaker_name,
    startTimestamp: packet.start_timestamp ?? null,
    instants,
    originalText: originalText === null || originalText.trim() === '' ? null : originalText.trim(),
    hasTranscription: isOriginal,
  };
}

/** Whether a packet is of the same utterance as a cue. A correlation id that both have decides; then a start that both have. */
export function belongsTo(packet: PacketIdentity, cue: PacketIdentity): boolean {
  if (packet.correlationId !== null && cue.correlationId !== null) return packet.correlationId === cue.correlationId;
  if (!isSameSpeaker(packet, cue)) return false;
  if (packet.startTimestamp !== null && cue.startTimestamp !== null) return packet.startTimestamp === cue.startTimestamp;
  const sharesInstant = packet.instants.some((instant) => cue.instants.includes(instant));
  if (packet.originalText !== null && cue.originalText !== null) {
    if (packet.originalText !== cue.originalText) return false;
    // The same words said twice are two transcriptions, unless nothing tells when.
    const isTwice = packet.hasTranscription && cue.hasTranscription && packet.instants.length > 0 && cue.instants.length > 0;
    return sharesInstant || !isTwice;
  }
  return sharesInstant;
}

/** By id where both have one, else by name; a packet of nobody is of nobody's cue. */
function isSameSpeaker(a: PacketIdentity, b: PacketIdentity): boolean {
  if (a.speakerId !== null && b.speakerId !== null) return a.speakerId === b.speakerId;
  if (a.speakerName !== null && b.speakerName !== null) return a.speakerName === b.speakerName;
  return a.speakerId === b.speakerId && a.speakerName === b.speakerName;
}

/** Instants of one cue that are remembered: every packet of it may bring up to three. */
const MAX_INSTANTS = 32;

/** What is known of a cue after one more packet of it. */
export function joined(cue: PacketIdentity, packet: PacketIdentity): PacketIdentity {
  return {
    correlationId: cue.correlationId ?? packet.correlationId,
    speakerId: cue.speakerId ?? packet.speakerId,
    speakerName: cue.speakerName ?? packet.speakerName,
    startTimestamp: cue.startTimestamp ?? packet.startTimestamp,
    instants: [...new Set([...cue.instants, ...packet.instants])].slice(0, MAX_INSTANTS),
    originalText: packet.hasTranscription ? packet.originalText : (cue.originalText ?? packet.originalText),
    hasTranscription: cue.hasTranscription || packet.hasTranscription,
  };
}
