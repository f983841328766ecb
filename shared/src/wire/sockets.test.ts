// Every message of the sockets as the goldens have it: the schemas take each unchanged, and refuse it with anything out of bounds.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  PROTOCOL_VERSION,
  captureEnd,
  captureHello,
  gapNotice,
  handshakeAuth,
  meetingEvent,
  tileReport,
  wireError,
} from './capture-socket.ts';
import { NOTHING_SENT } from '../session/session.ts';
import { contractPacket, parseContractPacket } from './contract-packet.ts';
import { answerOf, audioAccount, captureAck, captureWelcome, cueUpdate, sessionState, tileSettings } from './daemon-messages.ts';
import { leaseRequest } from './runner-socket.ts';
import { subscribeRequest } from './subtitles-socket.ts';

const goldenFile = z.object({
  protocolVersion: z.number(),
  clientToServer: z.record(z.string(), z.unknown()),
  serverToClient: z.record(z.string(), z.unknown()),
});

function readGolden(name: string): z.infer<typeof goldenFile> {
  return goldenFile.parse(JSON.parse(readFileSync(new URL(`../../goldens/${name}.json`, import.meta.url), 'utf8')));
}

const files = {
  'capture-socket': readGolden('capture-socket'),
  'runner-socket': readGolden('runner-socket'),
  'subtitles-socket': readGolden('subtitles-socket'),
};

const schemas: Record<keyof typeof files, Record<string, z.ZodMiniType>> = {
  'capture-socket': {
    auth: handshakeAuth,
    hello: captureHello,
    gap: gapNotice,
    meeting: meetingEvent,
    tile: tileReport,
    end: captureEnd,
    welcome: answerOf(captureWelcome),
    refusal: answerOf(captureWelcome),
    ack: captureAck,
    cue: cueUpdate,
    state: sessionState,
    tileSettings,
    fault: wireError,
    account: answerOf(audioAccount),
  },
  'runner-socket': { lease: leaseRequest, leased: answerOf(z.object({ leaseMs: z.number() })), leave: z.string() },
  'subtitles-socket': {
    subscribe: subscribeRequest,
    subscribed: answerOf(z.object({ sessions: z.array(z.string()) })),
    packet: contractPacket,
  },
};

const examples = Object.entries(files).flatMap(([file, golden]) =>
  Object.entries({ ...golden.clientToServer, ...golden.serverToClient }).flatMap(([message, value]) =>
    (Array.isArray(value) ? value : [value]).map((example: unknown, index) => ({
      file: file as keyof typeof files,
      message,
      index,
      example,
    })),
  ),
);

describe('the sockets', () => {
  it('are those of this protocol version, and every message has its schema and its example', () => {
    for (const [file, golden] of Object.entries(files)) {
      expect(golden.protocolVersion).toBe(PROTOCOL_VERSION);
      const messages = Object.keys({ ...golden.clientToServer, ...golden.serverToClient }).toSorted();
      expect(messages).toEqual(Object.keys(schemas[file as keyof typeof files]).toSorted());
    }
  });

  it.each(examples)('take $message $index of $file unchanged', ({ file, message, example }) => {
    expect(schemas[file][message]?.parse(example)).toEqual(example);
  });

  it.each(examples.filter(({ example }) => typeof example === 'object'))(
    'refuse $message $index of $file when a field is missing',
    ({ file, message, example }) => {
      const optional = new Set(
        Object.keys(contractPacket.shape).filter((key) => contractPacket.shape[key as keyof typeof contractPacket.shape]._zod.optin),
      );
      for (const key of Object.keys(example as object)) {
        if (message === 'packet' && optional.has(key)) continue;
        const without = Object.fromEntries(Object.entries(example as object).filter(([name]) => name !== key));
        expect({ key, taken: schemas[file][message]?.safeParse(without).success }).toEqual({ key, taken: false });
      }
    },
  );
});

describe('a hello', () => {
  const hello = files['capture-socket'].clientToServer['hello'] as Record<string, unknown>;

  it.each([
    ['sessionId', '../../etc/passwd'],
    ['captureId', ''],
    ['captureId', 'x'.repeat(101)],
    ['connectionEpoch', 0],
    ['connectionEpoch', 1.5],
    ['connectionEpoch', 2 ** 32],
    ['sampleRateHz', Number.NaN],
    ['sampleRateHz', '16000'],
    ['source', 'screen'],
    ['startedAtMs', Number.NaN],
    ['startedAtMs', Infinity],
    ['startedAtMs', -1],
    ['oldestSample', -1],
    ['nextSample', 0.5],
    ['nextSample', Number.MAX_SAFE_INTEGER + 1],
    ['meetingUrl', 'x'.repeat(2001)],
    ['sourceLanguage', 'English'],
    ['sourceLanguage', 'automatic'],
    ['spoken', ['en', 'auto']],
    ['targetLanguages', ['auto']],
    ['targetLanguages', ['<script>']],
    ['targetLanguages', Array.from({ length: 9 }, () => 'es')],
    ['twoWay', 'yes'],
    ['pace', 'fast'],
  ])('is refused with %s %j', (key, value) => {
    expect(captureHello.safeParse({ ...hello, [key]: value }).success).toBe(false);
  });

  it.each([{ sourceLanguage: 'auto' }, { sourceLanguage: 'auto', spoken: ['en', 'es'] }])(
    'may leave open what is spoken: %j',
    (languages) => {
      expect(captureHello.parse({ ...hello, ...languages })).toMatchObject(languages);
    },
  );

  it('carries a rate other than 16 kHz through its schema, so that the daemon can answer with its own error', () => {
    expect(captureHello.parse({ ...hello, sampleRateHz: 48_000 }).sampleRateHz).toBe(48_000);
  });
});

describe('what a client sends later', () => {
  it.each([
    [gapNotice, { firstSample: 0, sampleCount: 0, reason: 'source-gap' }],
    [gapNotice, { firstSample: 0, sampleCount: 16_000 * 86_400 + 1, reason: 'source-gap' }],
    [gapNotice, { firstSample: 0, sampleCount: 1, reason: 'tired' }],
    [meetingEvent, { type: 'participant-left', atMs: Number.NaN, participantId: 'a' }],
    [meetingEvent, { type: 'participant-left', atMs: 1, participantId: 'x'.repeat(501) }],
    [meetingEvent, { type: 'shouted', atMs: 1, participantId: 'a' }],
    [tileReport, { painted: [], framesPainted: 1, width: Infinity, height: 1, liveTracks: 0, sending: NOTHING_SENT }],
    [captureEnd, { nextSample: -1 }],
    [subscribeRequest, { sessionId: 'a b' }],
    [handshakeAuth, { token: '', protocolVersion: 1, client: 'x' }],
    [handshakeAuth, { token: 'x'.repeat(201), protocolVersion: 1, client: 'x' }],
  ])('is refused out of bounds: %#', (schema, value) => {
    expect((schema as z.ZodMiniType).safeParse(value).success).toBe(false);
  });
});

describe('a packet of the contract', () => {
  const packet = {
    translated_text: 'Hola',
    source_language: 'en',
    target_language: 'es',
    speaker_id: null,
    speaker_name: null,
    is_original_transcription: false,
  };

  it.each(['confidence', 'confidence_score', 'translation_confidence'])('takes its confidence as %s', (name) => {
    expect(parseContractPacket({ ...packet, [name]: 0.5 })).toEqual({ ...packet, translation_confidence: 0.5 });
  });
});
