// Upload: sound that comes in files over HTTP -> captures of sessions, and an answer for each chunk.
export type { ChunkTranslation, ReadChunk, ReadSegment } from './read-chunk.ts';
export { openSpool } from './spool.ts';
export type { StreamDeps } from './upload-stream.ts';
export type { UploadedChunk, UploadLimits } from './uploaded-chunk.ts';
export { createUploads, type Uploads, type UploadsDeps } from './uploads.ts';
