// Packets of the contract -> cue updates: a transcription and its translations become one cue, whichever comes first.
import { SubcamError, isLanguageCode, type Cue, type CueText, type CueUpdate } from '@subcam/shared';
import { requireDrawable } from '@subcam/shared/paint';
import type { ContractPacket } from '@subcam/shared/wire';
import { createOpenCues, readingMs, type CueClock, type OpenCue } from '../subtitle/index.ts';
import { belongsTo, identityOf, joined, type PacketIdentity } from './packet-identity.ts';

export interface PacketCues {
  /** What changed for viewers. Throws `bad-request` for a target language that is none, or that the tile can't draw. */
  packet(packet: ContractPacket): readonly CueUpdate[];
  /** Removes what is due at an instant of the monotonic clock. */
  expire(monotonicMs: number): readonly CueUpdate[];
  /** Monotonic: when `expire` next has something to do; null while nothing will. */
  nextExpiryMs(): number | null;
  /** How long a cue stays at least, from its next change on. */
  stayAtLeast(cueDurationMs: number): void;
  /** What a flood cost: cues that went before their time, and translations into more languages than a cue holds. */
  readonly dropped: { readonly cues: number; readonly languages: number };
}

/** Of the words of a packet only so many UTF-16 units are kept, the last ones: more than the largest tile shows. */
export const MAX_PACKET_UNITS = 2_000;

/** Of a speaker's name and id. */
const MAX_NAME_UNITS = 500;

/** As many as a session may ask for. */
export const MAX_PACKET_LANGUAGES = 8;

interface PacketCue extends OpenCue {
  readonly identity: PacketIdentity;
  /** 0–1, of the transcription (`''`) and of each language. */
  readonly confidences: ReadonlyMap<string, number>;
}

export interface PacketCuesOptions {
  /** How long a cue stays at least after its last change, ms; longer where its words take longer to read. */
  readonly cueDurationMs: number;
  readonly clock: CueClock;
  /** Of the ids of its cues, for who shows those of several. Default: `packet`. */
  readonly idPrefix?: string;
}

export function createPacketCues(options: PacketCuesOptions): PacketCues {
  const { clock, idPrefix = 'packet' } = options;
  let { cueDurationMs } = options;
  /** In the order in which they first came. */
  const open = createOpenCues<PacketCue>({ clock, isGrowing: () => false });
  const dropped = { cues: 0, languages: 0 };
  let count = 0;

  /** The open cue that a packet is of: of several, one that lacks what the packet brings, the oldest. */
  const find = (identity: PacketIdentity, language: string | null): PacketCue | undefined => {
    const candidates = open.all().filter((entry) => belongsTo(identity, entry.identity));
    const lacks = ({ cue }: PacketCue): boolean =>
      language === null ? cue.original.text === '' : !Object.hasOwn(cue.translations, language);
    return candidates.find(lacks) ?? candidates.at(-1);
  };

  /** The newest cue, if it is this speaker's and is still being read: then both are of one block. */
  const unreadOf = (speaker: Pick<Cue, 'speakerLabel' | 'speakerName'>): string | null => {
    const cue = open.unread()?.cue;
    return cue?.speakerLabel === speaker.speakerLabel && cue.speakerName === speaker.speakerName ? cue.cueId : null;
  };

  const begin = (packet: ContractPacket, identity: PacketIdentity): PacketCue => {
    count += 1;
    const speaker = {
      speakerLabel: packet.speaker_id?.slice(0, MAX_NAME_UNITS) ?? null,
      speakerName: packet.speaker_name?.slice(0, MAX_NAME_UNITS) ?? null,
    };
    const cue: Cue = {
      cueId: `${idPrefix}:${count}`,
      // Packets know no samples: their order stands in.
      firstSample: count,
      continuesCueId: unreadOf(speaker),
      status: 'final',
      revision: 0,
      ...speaker,
      sourceLanguage: packet.original_language ?? packet.source_language,
      original: textOf(packet.original_text ?? ''),
      translations: {},
      confidence: null,
      shownAtMs: clock.nowMs(),
      expiresAtMs: null,
    };
    return { cue, identity, confidences: new Map(), ownDueMs: 0, readByMs: 0 };
  };

  return {
    packet: (packet) => {
      const words = textOf(packet.translated_text);
      if (words.text === '') return [];
      const language = packetLanguage(packet);
      const identity = identityOf(packet);
      const before = find(identity, language);
      const { cue, confidences, ...entry } = before ?? begin(packet, identity);
      const isAnother = language !== null && !Object.hasOwn(cue.translations, language);
      if (isAnother && Object.keys(cue.translations).length >= MAX_PACKET_LANGUAGES) {
        dropped.languages += 1;
        return [];
      }
      const said: Cue =
        language === null
          ? { ...cue, original: words, sourceLanguage: packet.source_language }
          : {
              ...cue,
              original: cue.original.text === '' ? textOf(packet.original_text ?? '') : cue.original,
              translations: { ...cue.translations, [language]: words },
            };
      const isChanged = before === undefined || changes(cue, said);
      const confidence = packet.translation_confidence;
      const known = isConfidence(confidence) ? new Map([...confidences, [language ?? '', confidence]]) : confidences;
      const nowMs = clock.monotonicMs();
      const readByMs = isChanged ? nowMs + Math.max(...textsOf(said).map(readingMs)) : entry.readByMs;
      open.put({
        cue: { ...said, confidence: known.size === 0 ? null : Math.min(...known.values()) },
        identity: joined(entry.identity, identity),
        confidences: known,
        readByMs,
        ownDueMs: isChanged ? Math.max(nowMs + cueDurationMs, readByMs) : entry.ownDueMs,
      });
      const told = open.tell(isChanged ? cue.cueId : null);
      const removed = open.makeRoom();
      dropped.cues += removed.length;
      return [...told, ...removed];
    },
    expire: (monotonicMs) => open.expire(monotonicMs),
    nextExpiryMs: () => open.nextExpiryMs(),
    stayAtLeast: (durationMs) => {
      cueDurationMs = durationMs;
    },
    get dropped() {
      return { ...dropped };
    },
  };
}

/** The end of the words, on a whole character: what a tile that scrolls by line shows of a long text. */
function textOf(words: string): CueText {
  const text = words.length <= MAX_PACKET_UNITS ? words : words.slice(-MAX_PACKET_UNITS).replace(/^[\uDC00-\uDFFF]/, '');
  const trimmed = text.trim();
  return { text: trimmed, stableLength: trimmed.length };
}

function textsOf(cue: Cue): readonly string[] {
  return [cue.original.text, ...Object.values(cue.translations).map(({ text }) => text)];
}

function changes(before: Cue, after: Cue): boolean {
  return textsOf(before).join('\n') !== textsOf(after).join('\n') || before.sourceLanguage !== after.sourceLanguage;
}

function isConfidence(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && value >= 0 && value <= 1;
}

/**
 * Of its words, `ES` and `pt_BR` as `es` and `pt-BR`, since clients write both; null for a transcription. Throws `bad-request` for what is no
 * language, and for one that the tile would draw as boxes.
 */
export function packetLanguage(packet: ContractPacket): string | null {
  if (packet.is_original_transcription) return null;
  const [base = '', ...rest] = packet.target_language.split(/[-_]/);
  const code = [base.toLowerCase(), ...rest].join('-');
  if (!isLanguageCode(code) || code.length > 35) {
    throw new SubcamError('bad-request', 'The target_language of a translation is no language code such as "es" or "pt-BR".');
  }
  requireDrawable(code);
  return code;
}
