// This process's browsers -> the process in which they run their cameras, killed: all that a page notices is that a camera is gone.
import { readFile } from 'node:fs/promises';
import { SubcamError } from '@subcam/shared';
import { treeOf } from '../src/bench/process-tree.ts';

const CAMERA_SERVICE = 'video_capture.mojom.VideoCaptureService';

/** Chrome starts it anew for whoever opens a camera next. Rejects with `browser` when no camera is running. */
export async function killCameraProcess(): Promise<void> {
  const tree = await treeOf(process.pid);
  const commands = await Promise.all(
    tree.map(async ({ pid }) => ({ pid, command: await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') })),
  );
  const running = commands.filter(({ command }) => command.includes(CAMERA_SERVICE));
  if (running.length === 0) throw new SubcamError('browser', 'No browser of this process runs a camera.');
  for (const { pid } of running) process.kill(pid, 'SIGKILL');
}
