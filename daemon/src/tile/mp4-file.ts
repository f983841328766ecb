// Frames -> an MP4 that any player reads, through ffmpeg: raw pixels in, H.264 out, bit for bit the same each time.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rename, rm } from 'node:fs/promises';
import { SubcamError, toSubcamError } from '@subcam/shared';
import { openNewPrivateFile } from '../lib/private-files.ts';
import { findProgram, type ProgramEnv } from '../lib/programs.ts';
import type { FrameSink } from './frame-sink.ts';

export interface Mp4Options {
  readonly file: string;
  /** px. */
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly env: ProgramEnv;
}

/** Letters stay sharp (visually lossless for flat colours); a still tile costs next to nothing. */
const CRF = '18';

/** Of what ffmpeg said, for the message when it fails. */
const MAX_SAID_UNITS = 4_000;

/**
 * Writes beside the file and renames at the end, so that a file of this name is always whole; it is its owner's alone. Rejects with `program-missing`
 * without ffmpeg, with `configuration` where nothing can be written; later with `storage` when it fails.
 */
export async function openMp4File({ file, width, height, fps, env }: Mp4Options): Promise<FrameSink> {
  const ffmpeg = await findProgram('ffmpeg', env);
  if (ffmpeg === null) {
    throw new SubcamError('program-missing', 'ffmpeg, which writes MP4, is not installed: run `npm run setup`, or give --out a folder.');
  }
  const unfinished = `${file}.part`;
  try {
    // Left behind by a run that was killed, perhaps with another mode.
    await rm(unfinished, { force: true });
    await (await openNewPrivateFile(unfinished)).close();
  } catch (error) {
    throw new SubcamError('configuration', `${file} can't be written: ${toSubcamError(error).message}.`, { cause: error });
  }
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${width}x${height}`, '-r', String(fps), '-i', 'pipe:0'];
  // H.264 with every second colour sample has no odd sizes: a column or row of black is added.
  const picture = ['-vf', 'pad=ceil(iw/2)*2:ceil(ih/2)*2', '-pix_fmt', 'yuv420p'];
  // One thread: with several the encoder's decisions depend on their number. No dates, no name of the writer.
  const same = ['-threads', '1', '-map_metadata', '-1', '-fflags', '+bitexact', '-flags:v', '+bitexact'];
  const coding = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', CRF, '-fps_mode', 'passthrough', '-movflags', '+faststart'];
  const child = spawn(
    ffmpeg,
    ['-hide_banner', '-loglevel', 'error', '-y', '-filter_threads', '1', ...input, ...picture, ...coding, ...same, '-f', 'mp4', unfinished],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-MAX_SAID_UNITS);
  });
  let failure: unknown = null;
  // A writer that has gone (EPIPE) says why by its exit.
  child.stdin.on('error', () => undefined);
  const ended = once(child, 'close').then(
    ([code]) => code as number | null,
    (error: unknown) => {
      failure = error;
      return null;
    },
  );
  const reason = (): string => (failure === null ? said.trim().split('\n').at(-1) : toSubcamError(failure).message) || 'it gave no reason';
  const failed = (): SubcamError => new SubcamError('storage', `ffmpeg could not write ${file}: ${reason()}`, { cause: failure });
  const settle = async (): Promise<void> => {
    child.stdin.destroy();
    child.kill('SIGKILL');
    await ended;
    await rm(unfinished, { force: true });
  };

  return {
    write: async (frame) => {
      const { buffer, byteOffset, byteLength } = frame.rgba();
      if (child.exitCode === null && child.signalCode === null) {
        const taken = new Promise<void>((resolve) => {
          child.stdin.write(Buffer.from(buffer, byteOffset, byteLength), () => resolve());
        });
        // Taken by the pipe, or nobody is there any more to take it.
        await Promise.race([taken, ended]);
      }
      if (child.exitCode === null && child.signalCode === null && failure === null) return;
      await settle();
      throw failed();
    },
    finish: async () => {
      child.stdin.end();
      if ((await ended) !== 0) {
        await settle();
        throw failed();
      }
      await rename(unfinished, file);
    },
    abort: settle,
  };
}
