// A WAV file that is a part of a known recording -> the words in it, found by their very samples.

export interface RecordedWord {
  readonly text: string;
  readonly language: string;
  /** Words of one sentence are one segment of an answer. */
  readonly sentence: number;
  /** Some bytes of 16-bit sound out of the middle of the word, base64. */
  readonly bytes: string;
}

export interface FoundSegment {
  /** Seconds from the beginning of the sound. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly language: string;
}

export interface Found {
  /** Of the sound. */
  readonly seconds: number;
  readonly segments: readonly FoundSegment[];
}

export interface Recording {
  /** Throws where the bytes are no WAV file of 16 kHz, mono, 16 bits. */
  find(wav: Buffer): Found;
}

const BYTES_PER_SECOND = 32_000;
const HEADER_BYTES = 44;

export function openRecording(words: readonly RecordedWord[]): Recording {
  const known = words.map((word) => ({ ...word, needle: Buffer.from(word.bytes, 'base64') }));
  return {
    find: (wav) => {
      const isWav = wav.toString('latin1', 0, 4) === 'RIFF' && wav.toString('latin1', 8, 16) === 'WAVEfmt ';
      if (!isWav || wav.readUInt32LE(24) !== 16_000 || wav.readUInt16LE(22) !== 1 || wav.readUInt16LE(34) !== 16) {
        throw new Error('This is no WAV file of 16 kHz, mono, 16 bits.');
      }
      const sound = wav.subarray(HEADER_BYTES);
      const segments: (FoundSegment & { readonly sentence: number })[] = [];
      for (const { text, language, sentence, needle } of known) {
        const at = sound.indexOf(needle);
        if (at === -1) continue;
        const [start, end] = [at / BYTES_PER_SECOND, (at + needle.length) / BYTES_PER_SECOND];
        const last = segments.at(-1);
        if (last?.sentence === sentence) segments[segments.length - 1] = { ...last, end, text: `${last.text} ${text}` };
        else segments.push({ sentence, start, end, text, language });
      }
      return { seconds: sound.length / BYTES_PER_SECOND, segments };
    },
  };
}

/** Words that are in no recording, for a service that writes what nobody said. */
export const INVENTED = { start: 0, end: 0.5, text: 'Спасибо за внимание.', language: 'ru' } as const;
