// What one request, message or stranger may ask of the daemon -> settings under `limits`.
import type { RouteLimitValues } from '@subcam/shared/http';
import { about, wholeNumber } from './setting.ts';

/** Sizes, rates and times of what comes over HTTP and the sockets. */
export interface RequestSettings extends RouteLimitValues {
  readonly requestMs: number;
  readonly maxHeaderBytes: number;
  readonly maxHttpConnections: number;
  readonly maxMessageBytes: number;
  readonly maxMessageParts: number;
  readonly maxStrangerMessages: number;
  readonly pairingCodeMs: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

export const requestShape = {
  maxBodyBytes: wholeNumber(4 * KIB, 64 * MIB)
    .default(16 * KIB)
    .meta(
      about({
        description: 'Bytes that the body of a request over HTTP may have, unless one of the next says more for its route',
        live: true,
      }),
    ),
  // A hundred thousand terms of ordinary length.
  maxGlossaryBytes: wholeNumber(16 * KIB, 1024 * MIB)
    .default(16 * MIB)
    .meta(about({ description: 'Bytes of one change of the glossary', live: true })),
  // About ten days of talk.
  maxImportBytes: wholeNumber(16 * KIB, 1024 * MIB)
    .default(64 * MIB)
    .meta(about({ description: 'Bytes of one document of sessions that is imported', live: true })),
  // A text of 100,000 characters is taken, whatever its script.
  maxPacketsBytes: wholeNumber(16 * KIB, 64 * MIB)
    .default(2 * MIB)
    .meta(about({ description: 'Bytes of one request with packets for a tile', live: true })),
  maxPacketsPerRequest: wholeNumber(1, 10_000)
    .default(100)
    .meta(about({ description: 'Packets in one request for a tile', live: true })),
  maxPacketRequestsPerSecond: wholeNumber(1, 10_000)
    .default(50)
    .meta(about({ description: 'Requests with packets for one tile in a second', live: true })),
  // A changed picture takes about 30 ms of a core to draw and to pack at 1280×720.
  maxPicturesPerSecond: wholeNumber(1, 1_000)
    .default(20)
    .meta(about({ description: 'Pictures of one tile over HTTP in a second', live: true })),
  maxWebhookTestsPerMinute: wholeNumber(1, 1_000)
    .default(10)
    .meta(about({ description: 'Tests of one webhook in a minute', live: true })),
  // The largest file over a line of 3 Mbit/s.
  requestMs: wholeNumber(1_000, 3_600_000)
    .default(300_000)
    .meta(
      about({
        description: 'How long a request over HTTP may take to arrive, its body too, in ms; whoever is slower is cut off',
        live: true,
      }),
    ),
  maxHeaderBytes: wholeNumber(4 * KIB, 256 * KIB)
    .default(16 * KIB)
    .meta(about({ description: 'Bytes that the header of a request over HTTP may have' })),
  // Those of sockets are limits.maxConnections.
  maxHttpConnections: wholeNumber(10, 100_000)
    .default(1_000)
    .meta(about({ description: 'Connections of HTTP at once on which the token was shown; one more is refused', live: true })),
  // The largest is a hello, or a frame of 64 ms.
  maxMessageBytes: wholeNumber(16 * KIB, 16 * MIB)
    .default(64 * KIB)
    .meta(about({ description: 'Bytes that one message of a socket may have; a connection keeps the value of its beginning', live: true })),
  maxMessageParts: wholeNumber(1, 10_000)
    .default(64)
    .meta(
      about({ description: 'Parts in which one message of a socket may come; a connection keeps the value of its beginning', live: true }),
    ),
  // It needs one message to show the token, and answers pings.
  maxStrangerMessages: wholeNumber(8, 1_000)
    .default(32)
    .meta(about({ description: 'Messages that a connection may send before it has shown the token', live: true })),
  pairingCodeMs: wholeNumber(10_000, 3_600_000)
    .default(300_000)
    .meta(about({ description: 'How long a code for pairing is good, in ms', live: true })),
};
