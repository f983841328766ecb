// The first bytes of a file, or a WAV file's format tag -> what people call that kind of sound, for messages.

/** As many of a file's first bytes as `fileKind` looks at. */
export const KIND_BYTES = 12;

/** Kind, the bytes that it is known by, and where they lie (File signatures of each format's own specification). */
const SIGNATURES: readonly (readonly [kind: string, signature: string, at: number])[] = [
  ['an AVI file', 'AVI ', 8],
  ['a big-endian WAV file (RIFX)', 'RIFX', 0],
  ['a FLAC file', 'fLaC', 0],
  ['an Ogg file', 'OggS', 0],
  ['an MP3 file', 'ID3', 0],
  ['an MP4, M4A or QuickTime file', 'ftyp', 4],
  ['a QuickTime file', 'moov', 4],
  ['a Matroska or WebM file', '\u001AEß£', 0],
  ['an AIFF file', 'FORM', 0],
  ['a Core Audio file', 'caff', 0],
  ['a Wave64 file', 'riff', 0],
  ['a Sun audio file', '.snd', 0],
  ['an AMR file', '#!AMR', 0],
  ['a Windows Media file', '0&²u', 0],
  ['a Flash video', 'FLV', 0],
];

/** MPEG's sync word is eleven bits; its layer bits tell AAC (0) from MP3 (1). */
const MPEG_SYNC = 0xffe0;

/** `head`: the first KIND_BYTES, or all of a shorter file. null where they say nothing. */
export function fileKind(head: Buffer): string | null {
  const text = head.toString('latin1');
  for (const [kind, signature, at] of SIGNATURES) if (text.startsWith(signature, at)) return kind;
  const word = head.length >= 2 ? head.readUInt16BE(0) : 0;
  if ((word & MPEG_SYNC) !== MPEG_SYNC) return null;
  return (word & 0b110) === 0 ? 'an AAC file' : 'an MP3 file';
}

/** Format tags of RIFF (Microsoft, mmreg.h) under which sound is packed. */
const PACKED: Readonly<Record<number, string>> = {
  0x0002: 'Microsoft ADPCM',
  0x0006: 'A-law',
  0x0007: 'µ-law',
  0x0011: 'IMA ADPCM',
  0x0022: 'TrueSpeech',
  0x0031: 'GSM 6.10',
  0x0040: 'G.721 ADPCM',
  0x0045: 'G.726 ADPCM',
  0x0050: 'MPEG',
  0x0055: 'MP3',
  0x00ff: 'AAC',
  0x0161: 'Windows Media Audio',
  0x2000: 'AC-3',
  0x704f: 'Opus',
  0xf1ac: 'FLAC',
};

export function wavKind(tag: number, bitsPerSample: number): string {
  const packed = PACKED[tag];
  return `a WAV file with ${packed === undefined ? `sound of format ${tag}, ${bitsPerSample} bits` : `${packed} sound`}`;
}
