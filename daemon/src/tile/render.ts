// A tile log and where to write -> the whole rendering in an MP4 or a folder of PNGs, frame by frame, with its progress.
import type { ProgramEnv } from '../lib/programs.ts';
import { openMp4File } from './mp4-file.ts';
import { openPngFolder } from './png-folder.ts';
import { planRender, renderFrames, type RenderOptions, type RenderPlan } from './render-frames.ts';
import type { TileLog } from './tile-log.ts';
import type { Picture } from './tile-painter.ts';

export interface RenderTo extends RenderOptions {
  /** A name that ends in `.mp4` is a video, any other a folder of PNGs. */
  readonly out: string;
  readonly env: ProgramEnv;
  readonly signal: AbortSignal;
  readonly onProgress: (frames: number, plan: RenderPlan) => void;
}

export interface Rendering extends RenderPlan {
  readonly kind: 'mp4' | 'png';
  /** Pictures that differ from the one before them. */
  readonly picturesDrawn: number;
}

export function isMp4(out: string): boolean {
  return out.toLowerCase().endsWith('.mp4');
}

/** Rejects with `configuration`, `program-missing`, `storage`, or the signal's reason; no unfinished video is left behind. */
export async function renderTileLog(log: TileLog, options: RenderTo): Promise<Rendering> {
  const plan = planRender(log, options);
  const kind = isMp4(options.out) ? 'mp4' : 'png';
  const sink = kind === 'mp4' ? await openMp4File({ ...plan, file: options.out, env: options.env }) : await openPngFolder(options.out);
  let picturesDrawn = 0;
  let before: Picture | null = null;
  try {
    for (const { index, picture } of renderFrames(log, plan, options)) {
      options.signal.throwIfAborted();
      if (picture !== before) picturesDrawn += 1;
      before = picture;
      await sink.write(picture);
      options.onProgress(index + 1, plan);
    }
    await sink.finish();
  } catch (error) {
    await sink.abort();
    throw error;
  }
  return { ...plan, kind, picturesDrawn };
}
