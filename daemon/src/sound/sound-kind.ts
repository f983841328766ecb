// The first bytes of a file, or a WAV file's format tag -> what people call that kind of file, for messages.

/** As many of a file's first bytes as are looked at. */
export const KIND_BYTES = 512;

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

/** The mark at the beginning of a text, read as one number. */
const UTF16_LE = 0xfffe;
const UTF16_BE = 0xfeff;

/** MPEG's sync word is eleven bits; its layer bits tell AAC (0) from MP3 (1). */
const MPEG_SYNC = 0xffe0;

/** Files that people name by mistake, and that no program finds sound in. */
const SOUNDLESS: readonly (readonly [kind: string, signature: string, at: number])[] = [
  ['a PNG picture', '\u0089PNG', 0],
  ['a JPEG picture', '\u00FF\u00D8\u00FF', 0],
  ['a GIF picture', 'GIF8', 0],
  ['a WebP picture', 'WEBP', 8],
  ['a TIFF picture', 'II*\0', 0],
  ['a TIFF picture', 'MM\0*', 0],
  ['a HEIC picture', 'ftyphei', 4],
  ['a HEIC picture', 'ftypmif1', 4],
  ['an AVIF picture', 'ftypavif', 4],
  ['a PDF document', '%PDF-', 0],
  ['a ZIP archive or an office document', 'PK\u0003\u0004', 0],
  ['a gzip archive', '\u001F\u008B', 0],
  ['a bzip2 archive', 'BZh', 0],
  ['an xz archive', '\u00FD7zXZ', 0],
  ['a 7z archive', '7z¼¯', 0],
  ['a RAR archive', 'Rar!', 0],
  ['a SQLite database', 'SQLite format 3', 0],
  ['a program', '\u007FELF', 0],
  ['a MIDI file', 'MThd', 0],
];

/** `head`: the first KIND_BYTES, or all of a shorter file. null where it may have sound in it. */
export function soundlessKind(head: Buffer): string | null {
  const text = head.toString('latin1');
  return SOUNDLESS.find(([, signature, at]) => text.startsWith(signature, at))?.[0] ?? null;
}

/** Tab, line feed, vertical tab, form feed, carriage return, and escape, which begins the colours of a terminal. */
const CONTROLS_OF_TEXTS = [9, 10, 11, 12, 13, 27];

/** Whether they are the beginning of a text in UTF-8, or in UTF-16 with its mark. */
export function looksLikeText(head: Buffer): boolean {
  if (head.length === 0) return false;
  if (head.length >= 4 && head.length % 2 === 0 && [UTF16_LE, UTF16_BE].includes(head.readUInt16BE(0))) return true;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return head.every((byte) => byte >= 32 || CONTROLS_OF_TEXTS.includes(byte));
  } catch {
    // No UTF-8.
    return false;
  }
}

/** `head`: as above. What ffmpeg may find sound in; null where the bytes say nothing. */
export function fileKind(head: Buffer): string | null {
  const text = head.toString('latin1');
  for (const [kind, signature, at] of SIGNATURES) if (text.startsWith(signature, at)) return kind;
  const word = head.length >= 2 ? head.readUInt16BE(0) : 0;
  // A text in UTF-16 begins as a frame of MPEG may; its letters of ASCII have a zero byte each.
  if (word === UTF16_LE && head[3] === 0) return null;
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
