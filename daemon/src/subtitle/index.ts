// Subtitle: what viewers read, for how long, and the same as packets and files.
export { createCueBook, type CueBook, type CueBookSettings } from './cue-book.ts';
export { transcriptPacket, translationPacket, type TranscriptPacketInput } from './packets.ts';
export { toSrt, toWebVtt, type SubtitleLine } from './subtitle-file.ts';
