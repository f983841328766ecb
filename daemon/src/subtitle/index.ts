// Subtitle: what viewers read and when, and the same as packets of the contract and as files.
export { createCueBook, type CueBook, type CueBookOptions } from './cue-book.ts';
export { createOpenCues, type CueClock, type OpenCue, type OpenCues, type OpenCuesOptions } from './open-cues.ts';
export { transcriptPacket, translationPacket, type PacketOf } from './packets.ts';
export { readingMs } from './reading-time.ts';
export { type SubtitleLine } from './subtitle-lines.ts';
export { toSrt } from './srt.ts';
export { toWebVtt } from './web-vtt.ts';
