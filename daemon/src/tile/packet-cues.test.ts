// Packets of the contract as cues: one for an utterance in all its languages, in whatever order its packets come and however many.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Cue, CueUpdate } from '@subcam/shared';
import { parseContractPacket } from '@subcam/shared/wire';
import { createPacketCues, MAX_PACKET_LANGUAGES, MAX_PACKET_UNITS, type PacketCues } from './packet-cues.ts';
import { START_MS } from './testing/sample-log.ts';
import { TRANSCRIPTION, TRANSLATION } from '../testing/sample-packets.ts';

let nowMs: number;
let packets: PacketCues;
let shown: Map<string, Cue>;

beforeEach(() => {
  nowMs = START_MS;
  packets = createPacketCues({ cueDurationMs: 5_000, clock: { nowMs: () => nowMs, monotonicMs: () => nowMs } });
  shown = new Map();
});

function show(updates: readonly CueUpdate[]): void {
  for (const update of updates) {
    if (update.type === 'upsert') shown.set(update.cue.cueId, update.cue);
    else shown.delete(update.cueId);
  }
}

function give(...given: readonly object[]): readonly Cue[] {
  for (const packet of given) show(packets.packet(parseContractPacket(packet)));
  return [...shown.values()];
}

const textsOf = (cues: readonly Cue[]): readonly string[] =>
  cues.map(({ original, translations }) =>
    [original.text, ...Object.entries(translations).map(([code, { text }]) => `${code}: ${text}`)].join(' | '),
  );

/** Packets of one utterance that only `over` says anything of. */
const original = (text: string, over: object = {}) => ({
  translated_text: text,
  source_language: 'en',
  target_language: 'en',
  speaker_id: 'SPEAKER_00',
  speaker_name: 'Ana',
  is_original_transcription: true,
  ...over,
});
const translated = (text: string, over: object = {}) => ({
  ...original(text),
  target_language: 'es',
  is_original_transcription: false,
  ...over,
});

describe('a transcription and its translation', () => {
  const pair = [`${TRANSCRIPTION.translated_text} | es: ${TRANSLATION.translated_text}`];

  it('as the contract’s examples have them are one cue, in either order', () => {
    expect(textsOf(give(TRANSCRIPTION, TRANSLATION))).toEqual(pair);
    shown.clear();
    packets = createPacketCues({ cueDurationMs: 5_000, clock: { nowMs: () => nowMs, monotonicMs: () => nowMs } });
    expect(textsOf(give(TRANSLATION))).toEqual([` | es: ${TRANSLATION.translated_text}`]);
    const [cue] = give(TRANSCRIPTION);
    expect(textsOf(cue === undefined ? [] : [cue])).toEqual(pair);
    expect(cue).toMatchObject({ speakerName: 'John Doe', speakerLabel: 'SPEAKER_00', sourceLanguage: 'en', confidence: 0.88, revision: 2 });
  });

  it.each([
    ['a correlation id', { correlation_id: 'a' }, { correlation_id: 'a', speaker_id: null, speaker_name: null }],
    ['a start', { start_timestamp: 5.25 }, { start_timestamp: 5.25, original_text: 'another reading' }],
    ['the words of the original', {}, { original_text: 'Hello.' }],
    ['an instant under another name', { timestamp: 7.5 }, { google_meet_timestamp: 7.5 }],
    ['a name, where one has no id', { timestamp: 7.5 }, { timestamp: 7.5, speaker_id: null }],
  ])('belong together by %s', (_by, ofOriginal, ofTranslation) => {
    expect(textsOf(give(original('Hello.', ofOriginal), translated('Hola.', ofTranslation)))).toEqual(['Hello. | es: Hola.']);
  });

  it.each([
    ['correlation ids', { correlation_id: 'a', start_timestamp: 1 }, { correlation_id: 'b', start_timestamp: 1, original_text: 'Hello.' }],
    ['speakers', { timestamp: 1 }, { timestamp: 1, original_text: 'Hello.', speaker_id: 'SPEAKER_01', speaker_name: 'Ben' }],
    ['starts', { start_timestamp: 1 }, { start_timestamp: 2, original_text: 'Hello.' }],
    ['words of the original', { timestamp: 1 }, { timestamp: 1, original_text: 'Goodbye.' }],
    ['nothing that says so', {}, {}],
  ])('with different %s are two cues', (_by, ofOriginal, ofTranslation) => {
    expect(give(original('Hello.', ofOriginal), translated('Hola.', ofTranslation))).toHaveLength(2);
  });

  it('of the same words said twice each get their own', () => {
    const [first, second] = [{ timestamp: 1 }, { timestamp: 2 }];
    give(original('Yes.', first), original('Yes.', second), translated('Sí.', { original_text: 'Yes.' }));
    expect(textsOf(give(translated('Claro.', { original_text: 'Yes.' })))).toEqual(['Yes. | es: Sí.', 'Yes. | es: Claro.']);
  });

  it('that is told again changes the cue, and nothing when it is the same', () => {
    const id = { correlation_id: 'a' };
    give(original('Hello', id), translated('Hola', id));
    expect(packets.packet(parseContractPacket(translated('Hola', id)))).toEqual([]);
    expect(textsOf(give(translated('Hola, amigos.', id)))).toEqual(['Hello | es: Hola, amigos.']);
  });

  it('in several languages, written as clients write them, are one cue', () => {
    const id = { correlation_id: 'a' };
    const cues = give(translated('Hola', { ...id, target_language: 'ES' }), translated('Olá', { ...id, target_language: 'pt_BR' }));
    expect(textsOf(cues)).toEqual([' | es: Hola | pt-BR: Olá']);
  });
});

describe('a packet', () => {
  it('brings the original that it knows of along', () => {
    expect(textsOf(give(translated('Hola.', { original_text: 'Hello.', original_language: 'en' })))).toEqual(['Hello. | es: Hola.']);
  });

  it('in any of the variants of confidence gives it to the cue, unless it is none', () => {
    const confidenceOf = (over: object): number | null | undefined =>
      give(original('a', { timestamp: Math.random(), ...over })).at(-1)?.confidence;
    expect(confidenceOf({ confidence: 0.5 })).toBe(0.5);
    expect(confidenceOf({ confidence_score: 0.25 })).toBe(0.25);
    expect(confidenceOf({ translation_confidence: 95 })).toBeNull();
    expect(confidenceOf({})).toBeNull();
  });

  it('without words changes nothing', () => {
    expect(give(original('  '), translated(''))).toEqual([]);
  });

  it('in no language is refused', () => {
    for (const target of ['', 'not a language', '__proto__', 'e'.repeat(500)]) {
      const packet = parseContractPacket(translated('Hola', { target_language: target }));
      expect(() => packets.packet(packet)).toThrow(expect.objectContaining({ code: 'bad-request' }));
    }
  });
});

describe('a cue of packets', () => {
  it('stays for the settings’ duration, or as long as its words take to read', () => {
    const [short] = give(original('Hello.', { timestamp: 1 }));
    expect(short?.expiresAtMs).toBe(START_MS + 5_000);
    nowMs += 4_000;
    const long = give(original('word '.repeat(40), { timestamp: 2, speaker_id: 'SPEAKER_01' })).at(-1);
    // 199 characters at 17 a second.
    expect(long?.expiresAtMs).toBeCloseTo(nowMs + (199 / 17) * 1000, 3);
    expect(packets.nextExpiryMs()).toBe(START_MS + 5_000);
    show(packets.expire(START_MS + 5_000));
    expect([...shown.keys()]).toEqual([long?.cueId]);
  });

  it('stays longer from when its translation comes', () => {
    give(original('Hello.', { correlation_id: 'a' }));
    nowMs += 3_000;
    expect(give(translated('Hola.', { correlation_id: 'a' }))[0]?.expiresAtMs).toBe(START_MS + 8_000);
  });

  it('is of one block with what its speaker said before and is still being read, and both go together', () => {
    const [first, second] = give(original('word '.repeat(40), { timestamp: 1 }), original('And more.', { timestamp: 2 }));
    expect(second?.continuesCueId).toBe(first?.cueId);
    expect(second?.expiresAtMs).toBe(first?.expiresAtMs);
    nowMs += 60_000;
    expect(give(original('Later.', { timestamp: 3 })).at(-1)?.continuesCueId).toBeNull();
  });
});

describe('a flood', () => {
  it('of fifty speakers and a hundred packets a second keeps ten cues, and counts what went early', () => {
    for (let index = 0; index < 1_000; index += 1) {
      nowMs += 10;
      const speaker = { speaker_id: `SPEAKER_${index % 50}`, speaker_name: `Speaker ${index % 50}` };
      give(original(`Sentence ${index}.`, { ...speaker, correlation_id: `c${index}` }));
    }
    expect(shown.size).toBe(10);
    expect([...shown.values()].at(-1)?.original.text).toBe('Sentence 999.');
    expect(packets.dropped.cues).toBe(990);
  });

  it('of a hundred thousand characters keeps the end, on a whole character', () => {
    const [cue] = give(original(`${'😀'.repeat(50_000)}x`));
    expect(cue?.original.text).toBe(`${'😀'.repeat((MAX_PACKET_UNITS - 2) / 2)}x`);
    expect(cue?.original.stableLength).toBe(cue?.original.text.length);
  });

  it('of languages keeps as many as a session may have', () => {
    for (const letter of 'abcdefghijkl') give(translated('x', { correlation_id: 'a', target_language: `x${letter}` }));
    expect(Object.keys([...shown.values()][0]?.translations ?? {})).toHaveLength(MAX_PACKET_LANGUAGES);
    expect(packets.dropped.languages).toBe(4);
  });
});
