// Far-end frames -> DIR/frames/*.png and DIR/far-end.mp4: every frame that was decoded, none invented.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SubcamError } from '@subcam/shared';
import type { FarEndFrame } from '../../mock-meet/index.ts';
import { openFrameSpool } from './frame-spool.ts';

export interface FrameRecorderOptions {
  readonly ffmpeg: string;
  readonly outDir: string;
  /** Saves at most this many frames a second of what was decoded; null saves all. */
  readonly saveFps: number | null;
}

export interface SavedFrames {
  readonly framesSaved: number;
  readonly videoFile: string | null;
}

export interface FrameRecorder {
  readonly framesTaken: number;
  /** Takes one frame at once. Throws `backlog-full` or `storage` when recording cannot go on. */
  add(frame: FarEndFrame): void;
  /** Ends the recording and writes PNGs and the video. `onProgress`: frames written. */
  finish(onProgress: (frames: number) => void): Promise<SavedFrames>;
  /** Ends without writing anything. */
  abort(): Promise<void>;
}

interface FrameTime {
  readonly decodedAtMs: number;
  readonly width: number;
  readonly height: number;
}

/** Frames in the video's own time base. */
const VIDEO_FPS = 30;

/** Frames are kept losslessly during the call (`FrameSpool`); PNGs and the video are made after it. */
export async function openFrameRecorder(options: FrameRecorderOptions): Promise<FrameRecorder> {
  const framesDir = path.join(options.outDir, 'frames');
  const workDir = path.join(options.outDir, '.recording');
  for (const dir of [framesDir, workDir]) {
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
  }
  const spool = await openFrameSpool(path.join(workDir, 'frames'));
  const taken: FrameTime[] = [];
  let nextSaveMs = Number.NEGATIVE_INFINITY;

  return {
    get framesTaken() {
      return taken.length;
    },
    add: (frame) => {
      const { decodedAtMs, width, height } = frame;
      if (options.saveFps !== null) {
        if (decodedAtMs < nextSaveMs) return;
        nextSaveMs = Math.max(nextSaveMs + 1000 / options.saveFps, decodedAtMs);
      }
      spool.add(frame);
      taken.push({ decodedAtMs, width, height });
    },
    finish: async (onProgress) => {
      await spool.end();
      const last = taken.at(-1);
      const videoFile = last === undefined ? null : path.join(options.outDir, 'far-end.mp4');
      let writer: FrameWriter | null = null;
      const video = last === undefined || videoFile === null ? null : openVideo(options.ffmpeg, { file: videoFile, ...last });
      let written = 0;
      for await (const frame of spool.read()) {
        if (writer === null || writer.width !== frame.width || writer.height !== frame.height) {
          await writer?.end();
          writer = openImages(options.ffmpeg, { framesDir, firstNumber: written, width: frame.width, height: frame.height });
        }
        await writer.write(frame.i420);
        // A video's frames are all of one size: those of WebRTC's ramp-up are in the PNGs.
        if (video !== null && frame.width === last?.width && frame.height === last.height) {
          const repeats = videoRepeats(taken, written);
          for (let count = 0; count < repeats; count += 1) await video.write(frame.i420);
        }
        written += 1;
        if (written % 30 === 0) onProgress(written);
      }
      await writer?.end();
      await video?.end();
      onProgress(written);
      await writeFile(path.join(options.outDir, 'frames.json'), `${JSON.stringify({ frames: taken })}\n`);
      await rm(workDir, { recursive: true, force: true });
      return { framesSaved: written, videoFile };
    },
    abort: async () => {
      await spool.end().catch(() => undefined);
      await rm(workDir, { recursive: true, force: true });
    },
  };
}

/** For how many steps of the video's own time a frame was the newest: none when a newer one came within the same step. */
function videoRepeats(taken: readonly FrameTime[], index: number): number {
  const startMs = taken[0]?.decodedAtMs ?? 0;
  const stepOf = (atMs: number): number => Math.round(((atMs - startMs) / 1000) * VIDEO_FPS);
  const own = taken[index];
  if (own === undefined) return 0;
  const next = taken[index + 1];
  return next === undefined ? 1 : stepOf(next.decodedAtMs) - stepOf(own.decodedAtMs);
}

interface FrameWriter {
  readonly width: number;
  readonly height: number;
  write(i420: Uint8Array): Promise<void>;
  /** Rejects with what ffmpeg said when it failed. */
  end(): Promise<void>;
}

function openFfmpeg(ffmpeg: string, size: { readonly width: number; readonly height: number }, output: readonly string[]): FrameWriter {
  const { width, height } = size;
  const input = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', String(VIDEO_FPS), '-i', 'pipe:0'];
  const child: ChildProcess = spawn(ffmpeg, ['-hide_banner', '-loglevel', 'error', '-y', ...input, ...output], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  exited.catch(() => undefined);
  let said = '';
  let broken = false;
  child.stderr?.on('data', (data: Buffer) => {
    said += data.toString();
  });
  child.stdin?.on('error', () => {
    // Its exit says why.
    broken = true;
  });
  const finish = async (): Promise<void> => {
    child.stdin?.end();
    const [code] = await exited;
    if (code !== 0)
      throw new SubcamError('storage', `ffmpeg could not write the recording: ${said.trim().split('\n').at(-1) ?? 'no reason given'}`);
  };
  return {
    width,
    height,
    write: async (i420) => {
      if (broken) await finish();
      if (child.stdin?.write(i420) === false) await Promise.race([once(child.stdin, 'drain'), exited]);
    },
    end: finish,
  };
}

function openImages(
  ffmpeg: string,
  options: { readonly framesDir: string; readonly firstNumber: number; readonly width: number; readonly height: number },
): FrameWriter {
  const { framesDir, firstNumber } = options;
  const file = path.join(framesDir, 'frame-%06d.png');
  return openFfmpeg(ffmpeg, options, ['-fps_mode', 'passthrough', '-compression_level', '1', '-start_number', String(firstNumber), file]);
}

function openVideo(ffmpeg: string, options: { readonly file: string; readonly width: number; readonly height: number }): FrameWriter {
  return openFfmpeg(ffmpeg, options, ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-movflags', '+faststart', options.file]);
}
