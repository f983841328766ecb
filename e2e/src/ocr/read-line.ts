// The picture of one line -> the text that Tesseract reads in it.
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { findProgram } from '@subcam/daemon';
import { SubcamError } from '@subcam/shared';
import type { Luma } from '../demo/pixels.ts';

/** What set-up installs: `tesseract-ocr-eng` and `tesseract-ocr-spa`. */
export type OcrLanguage = 'eng' | 'spa';

/** Height of a line's box in the picture that is read; Tesseract reads letters best whose capitals are 20 to 40 px high. */
const READ_HEIGHT_PX = 72;

/** Blank margin around the line, in the picture that is read. */
const MARGIN_PX = 24;

/** Of `os.setPriority`: a quarter of a processor beside a program that wants all of it. */
const LOW_PRIORITY = 5;

/** Between the pixels as on them: bilinear. */
function at(luma: Luma, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const pixel = (column: number, row: number): number =>
    luma.pixels[Math.min(luma.height - 1, Math.max(0, row)) * luma.width + Math.min(luma.width - 1, Math.max(0, column))] ?? 0;
  const upper = pixel(left, top) * (1 - (x - left)) + pixel(left + 1, top) * (x - left);
  const lower = pixel(left, top + 1) * (1 - (x - left)) + pixel(left + 1, top + 1) * (x - left);
  return upper * (1 - (y - top)) + lower * (y - top);
}

/**
 * The line as a grey PGM picture: dark letters on a light ground, as printed pages are, scaled up smoothly with a margin of ground;
 * nothing else is done to it.
 */
function printed(luma: Luma): Buffer {
  const scale = READ_HEIGHT_PX / luma.height;
  const width = Math.ceil(luma.width * scale);
  const letters = new Uint8Array(width * READ_HEIGHT_PX);
  for (let y = 0; y < READ_HEIGHT_PX; y += 1) {
    for (let x = 0; x < width; x += 1) letters[y * width + x] = Math.round(at(luma, (x + 0.5) / scale - 0.5, (y + 0.5) / scale - 0.5));
  }
  // Most of a line's box is ground.
  const ground = letters.toSorted()[letters.length >> 1] ?? 0;
  const light = (value: number): number => (ground < 128 ? 255 - value : value);
  const pageWidth = width + 2 * MARGIN_PX;
  const page = Buffer.alloc(pageWidth * (READ_HEIGHT_PX + 2 * MARGIN_PX), light(ground));
  for (let y = 0; y < READ_HEIGHT_PX; y += 1) {
    const row = letters.subarray(y * width, (y + 1) * width).map(light);
    page.set(row, (y + MARGIN_PX) * pageWidth + MARGIN_PX);
  }
  return Buffer.concat([Buffer.from(`P5 ${pageWidth} ${READ_HEIGHT_PX + 2 * MARGIN_PX} 255\n`, 'latin1'), page]);
}

/** Throws `program-missing` where Tesseract is not installed, `internal` when it fails. */
export async function readLine(luma: Luma, language: OcrLanguage): Promise<string> {
  const program = await findProgram('tesseract');
  if (program === null) throw new SubcamError('program-missing', 'There is no Tesseract. Run `npm run setup`, or install tesseract-ocr.');
  const picture = printed(luma);
  return new Promise((resolve, reject) => {
    // 7: the picture is one line of text.
    const child = spawn(program, ['stdin', 'stdout', '-l', language, '--psm', '7', '--dpi', '300'], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, OMP_THREAD_LIMIT: '1' },
    });
    // What it reads from may still be running, and goes before it.
    if (child.pid !== undefined) setPriority(child.pid, LOW_PRIORITY);
    const output: Buffer[] = [];
    const complaints: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => output.push(data));
    child.stderr.on('data', (data: Buffer) => complaints.push(data));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString('utf8').trim());
      else reject(new SubcamError('internal', `Tesseract failed (${code}): ${Buffer.concat(complaints).toString('utf8').trim()}`));
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(picture);
  });
}
