// WebRTC's statistics -> the figures of the bot's camera.
import type { FarEndStats } from '../far-end-types.ts';

type InboundVideo = Omit<FarEndStats, 'framesRead' | 'framesDelivered' | 'framesUnwatched' | 'framesLost' | 'soundLateness'>;

/** The DOM's types leave some of the standard's members out. */
interface InboundRtp extends RTCInboundRtpStreamStats {
  readonly freezeCount?: number;
  readonly decoderImplementation?: string;
}

/** null before the first packet of video. */
export function inboundVideo(report: RTCStatsReport): InboundVideo | null {
  // The DOM's types know a report only as something with forEach; it is a map.
  const records = [...(report as unknown as ReadonlyMap<string, RTCStats>).values()];
  const inbound = records.find((record): record is InboundRtp => record.type === 'inbound-rtp' && (record as InboundRtp).kind === 'video');
  if (inbound === undefined) return null;
  const codec: (RTCStats & { readonly mimeType?: string }) | undefined = records.find((record) => record.id === inbound.codecId);
  return {
    framesDecoded: inbound.framesDecoded ?? 0,
    framesReceived: inbound.framesReceived ?? 0,
    framesDropped: inbound.framesDropped ?? 0,
    keyFramesDecoded: inbound.keyFramesDecoded ?? 0,
    frameWidth: inbound.frameWidth ?? 0,
    frameHeight: inbound.frameHeight ?? 0,
    framesPerSecond: inbound.framesPerSecond ?? 0,
    packetsLost: inbound.packetsLost ?? 0,
    bytesReceived: inbound.bytesReceived ?? 0,
    freezeCount: inbound.freezeCount ?? 0,
    decoder: inbound.decoderImplementation ?? '',
    codec: codec?.mimeType ?? '',
  };
}
