// A sound file of any kind -> 16 kHz mono samples, by ffmpeg.
import { spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';
import { findProgram } from '@subcam/daemon';
import { SAMPLE_RATE_HZ, SubcamError } from '@subcam/shared';

/** Samples −1…1; sample 0 is time 0 of the file. Rejects with `program-missing` or `configuration`. */
export async function decodeSound(file: string): Promise<Float32Array> {
  const ffmpeg = await findProgram('ffmpeg');
  if (ffmpeg === null) throw new SubcamError('program-missing', 'ffmpeg is not there to read the conversation. Run `npm run setup`.');
  const args = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-i', file, '-f', 's16le', '-ac', '1', '-ar', `${SAMPLE_RATE_HZ}`, '-'];
  const child = spawn(ffmpeg, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [bytes, said, code] = await Promise.all([buffer(child.stdout), text(child.stderr), exit]);
  if (code !== 0) throw new SubcamError('configuration', `ffmpeg cannot read ${file}: ${said.trim()}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: Math.floor(bytes.length / 2) }, (_, index) => view.getInt16(index * 2, true) / 32_768);
}
