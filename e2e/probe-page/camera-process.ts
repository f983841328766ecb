// This process's browsers -> the process in which they run their cameras, killed: all that a page notices is that a camera is gone.
import { SubcamError } from '@subcam/shared';
import { readOwn, treeOf } from '../src/process-tree.ts';

const CAMERA_SERVICE = 'video_capture.mojom.VideoCaptureService';

/** Chrome starts it anew for whoever opens a camera next. Rejects with `browser` when no camera is running. */
export async function killCameraProcess(): Promise<void> {
  const running: number[] = [];
  for (const { pid } of await treeOf(process.pid)) {
    const command = await readOwn(`/proc/${pid}/cmdline`);
    if (command?.includes(CAMERA_SERVICE) === true) running.push(pid);
  }
  if (running.length === 0) throw new SubcamError('browser', 'No browser of this process runs a camera.');
  for (const pid of running) process.kill(pid, 'SIGKILL');
}
