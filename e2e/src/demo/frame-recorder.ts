// Far-end frames -> DIR/frames/*.png and DIR/far-end.mp4: every frame that was decoded, none invented.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { SubcamError } from '@subcam/shared';
import type { FarEndFrame } from '../../mock-meet/index.ts';

export interface FrameRecorderOptions {
  readonly ffmpeg: string;
  readonly outDir: string;
  /** Saves at most this many PNGs a second of what was decoded; null saves all. */
  readonly saveFps: number | null;
}

export interface SavedFrames {
  readonly framesSaved: number;
  readonly videoFile: string | null;
}

export interface FrameRecorder {
  /** Takes one frame; resolves at once unless the encoder is behind by more than MAX_BEHIND_BYTES. */
  add(frame: FarEndFrame): void;
  readonly framesTaken: number;
  /** Ends the recording and writes PNGs and the video. `onProgress`: share of the PNGs written, 0–1. */
  finish(onProgress: (share: number) => void): Promise<SavedFrames>;
  /** Ends without writing anything. */
  abort(): Promise<void>;
}

interface Piece {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly encoder: ChildProcess;
  readonly exited: Promise<unknown>;
  frames: number;
  stderr: string;
}

/** What may wait for the encoder before the recording is given up: 512 MiB is 12 s of 720p at 30 fps. */
const MAX_BEHIND_BYTES = 512 * 1024 * 1024;

function run(ffmpeg: string, args: readonly string[], onLine: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(ffmpeg, ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => {
      for (const line of data.toString().split('\n')) onLine(line);
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new SubcamError('internal', `ffmpeg could not write the recording: ${stderr.trim().split('\n').at(-1) ?? 'no reason given'}`),
        );
    });
  });
}

/**
 * Frames are first kept losslessly (x264, qp 0: a tenth of a core for a still tile) so that recording does not disturb what it records;
 * PNGs and the video are made after the call. A new piece begins when the decoded size changes, as it does while WebRTC ramps up.
 */
export async function openFrameRecorder(options: FrameRecorderOptions): Promise<FrameRecorder> {
  const framesDir = path.join(options.outDir, 'frames');
  const workDir = path.join(options.outDir, '.recording');
  await rm(framesDir, { recursive: true, force: true });
  await rm(workDir, { recursive: true, force: true });
  await mkdir(framesDir, { recursive: true });
  await mkdir(workDir, { recursive: true });
  const pieces: Piece[] = [];
  const decodedAtMs: number[] = [];
  let framesTaken = 0;
  let nextSaveMs = Number.NEGATIVE_INFINITY;
  let failure: SubcamError | null = null;

  const openPiece = (width: number, height: number): Piece => {
    const file = path.join(workDir, `piece-${String(pieces.length).padStart(3, '0')}.mkv`);
    const encoder = spawn(
      options.ffmpeg,
      // prettier-ignore
      ['-hide_banner', '-loglevel', 'error', '-y', '-use_wallclock_as_timestamps', '1', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', '30', '-i', 'pipe:0',
        '-fps_mode', 'passthrough', '-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '0', '-threads', '1', file],
      { stdio: ['pipe', 'ignore', 'pipe'] },
    );
    if (encoder.pid !== undefined) os.setPriority(encoder.pid, 10);
    const piece: Piece = { file, width, height, encoder, exited: once(encoder, 'exit'), frames: 0, stderr: '' };
    encoder.stderr?.on('data', (data: Buffer) => {
      piece.stderr += data.toString();
    });
    encoder.stdin?.on('error', (error) => {
      failure ??= new SubcamError('storage', `The recording broke off: ${piece.stderr.trim() || error.message}`, { cause: error });
    });
    pieces.push(piece);
    return piece;
  };

  const endPieces = async (): Promise<void> => {
    for (const piece of pieces) {
      piece.encoder.stdin?.end();
      await piece.exited;
    }
  };

  return {
    get framesTaken() {
      return framesTaken;
    },
    add: (frame) => {
      if (failure !== null) return;
      if (options.saveFps !== null) {
        if (frame.decodedAtMs < nextSaveMs) return;
        nextSaveMs = Math.max(nextSaveMs + 1000 / options.saveFps, frame.decodedAtMs - 1000 / options.saveFps);
      }
      let piece = pieces.at(-1);
      if (piece === undefined || piece.width !== frame.width || piece.height !== frame.height) {
        piece?.encoder.stdin?.end();
        piece = openPiece(frame.width, frame.height);
      }
      if ((piece.encoder.stdin?.writableLength ?? 0) > MAX_BEHIND_BYTES) {
        failure = new SubcamError('backlog-full', 'The recording cannot keep up with the far end; save fewer frames with --save-fps.');
        return;
      }
      piece.encoder.stdin?.write(frame.i420);
      piece.frames += 1;
      framesTaken += 1;
      decodedAtMs.push(frame.decodedAtMs);
    },
    finish: async (onProgress) => {
      await endPieces();
      if (failure !== null) throw failure;
      let done = 0;
      for (const piece of pieces) {
        const before = done;
        // prettier-ignore
        await run(options.ffmpeg, ['-i', piece.file, '-fps_mode', 'passthrough', '-compression_level', '1', '-pred', 'mixed', '-progress', 'pipe:1', '-start_number', String(before), path.join(framesDir, 'frame-%06d.png')], (line) => {
          const match = /^frame=(\d+)/.exec(line);
          if (match !== null) onProgress((before + Number(match[1])) / Math.max(1, framesTaken));
        });
        done += piece.frames;
      }
      await writeFile(path.join(options.outDir, 'frames.json'), `${JSON.stringify({ decodedAtMs })}\n`);
      const videoFile = await writeVideo(options, workDir, pieces);
      await rm(workDir, { recursive: true, force: true });
      return { framesSaved: done, videoFile };
    },
    abort: async () => {
      await endPieces();
      await rm(workDir, { recursive: true, force: true });
    },
  };
}

/** far-end.mp4 keeps the instants at which frames arrived; smaller frames of the ramp-up are scaled to the last size. */
async function writeVideo(options: FrameRecorderOptions, workDir: string, pieces: readonly Piece[]): Promise<string | null> {
  const last = pieces.at(-1);
  if (last === undefined) return null;
  const list = path.join(workDir, 'pieces.ffconcat');
  await writeFile(list, ['ffconcat version 1.0', ...pieces.map((piece) => `file '${path.basename(piece.file)}'`), ''].join('\n'));
  const videoFile = path.join(options.outDir, 'far-end.mp4');
  // prettier-ignore
  await run(options.ffmpeg, ['-safe', '0', '-f', 'concat', '-i', list, '-vf', `scale=${last.width}:${last.height},format=yuv420p`, '-fps_mode', 'vfr', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-movflags', '+faststart', videoFile], () => undefined);
  return videoFile;
}
