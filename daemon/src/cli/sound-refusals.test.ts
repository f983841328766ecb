// Files without sound, through the command: each ends with the code of bad input and a sentence that says what the file is and what to do.
import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unopened } from '../sound/index.ts';
import { runCli } from './main.ts';
import { recordingTerminal } from './testing/recording-terminal.ts';
import { wavBytes } from '../testing/wav-bytes.ts';

const NAME_SOUND = 'Name a file with sound in it: WAV, or whatever ffmpeg reads (MP3, MP4, Ogg, FLAC, …).';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-refusals-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Without ffmpeg, and with a port on which nobody listens: what is refused here is refused before either is looked for. */
async function refusalOf(name: string): Promise<string> {
  const terminal = recordingTerminal({ HOME: folder, PATH: '', SUBCAM_PORT: '9' });
  expect(await runCli(['transcribe', name], terminal)).toBe(2);
  expect(terminal.outLines).toEqual([]);
  expect(terminal.saidLines).toHaveLength(1);
  return terminal.saidLines[0] ?? '';
}

const empty = wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [[]] });
const withList = wavBytes({
  encoding: 'integer',
  bitsPerSample: 16,
  channels: [[]],
  chunksAfter: [{ id: 'LIST', bytes: Buffer.from('INFOISFT') }],
});
const HEADER_ONLY = `is a WAV file without sound: it has a header and no samples. ${NAME_SOUND}`;

describe('a file is refused with what it is:', () => {
  it.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), `is empty: it has no bytes. ${NAME_SOUND}`],
    ['a header of 44 bytes', empty, HEADER_ONLY],
    [
      'a header that claims an open end',
      wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [[]], dataBytes: 0xffff_ffff }),
      HEADER_ONLY,
    ],
    ['a header that claims sound', wavBytes({ encoding: 'integer', bitsPerSample: 16, channels: [[]], dataBytes: 1000 }), HEADER_ONLY],
    ['a header and a title', withList, HEADER_ONLY],
    ['a header without a place for sound', empty.subarray(0, 36), `is a WAV file without sound: it ends after its header. ${NAME_SOUND}`],
    ['half a header', empty.subarray(0, 7), `is a WAV file that is cut off in its header. ${NAME_SOUND}`],
    [
      'a text',
      Buffer.from('# Subcam\n\nLive subtitles — für alle.\n'),
      `is not a WAV file but a text, which holds no sound. ${NAME_SOUND}`,
    ],
    [
      'a text that is cut inside a letter',
      Buffer.from('é'.repeat(400)).subarray(0, 511),
      `is not a WAV file but a text, which holds no sound. ${NAME_SOUND}`,
    ],
    [
      'a text of Windows',
      Buffer.from('\uFEFFMinutes of the meeting', 'utf16le'),
      `is not a WAV file but a text, which holds no sound. ${NAME_SOUND}`,
    ],
    [
      'a PNG',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
      `is a PNG picture, which holds no sound. ${NAME_SOUND}`,
    ],
    ['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]), `is a JPEG picture, which holds no sound. ${NAME_SOUND}`],
    ['a WebP', Buffer.from('RIFF\u0010\0\0\0WEBPVP8 ', 'latin1'), `is a WebP picture, which holds no sound. ${NAME_SOUND}`],
    ['a PDF', Buffer.from('%PDF-1.7\n'), `is a PDF document, which holds no sound. ${NAME_SOUND}`],
    [
      'an archive',
      Buffer.from('PK\u0003\u0004\u0014\0', 'latin1'),
      `is a ZIP archive or an office document, which holds no sound. ${NAME_SOUND}`,
    ],
    ['notes', Buffer.from('MThd\0\0\0\u0006', 'latin1'), `is a MIDI file, which holds no sound. ${NAME_SOUND}`],
    [
      'MP3 where there is no ffmpeg',
      Buffer.from('ID3\u0004\0'),
      'is an MP3 file: to read that takes ffmpeg, which is not installed: install it ("apt-get install ffmpeg" on Debian), or convert the file elsewhere with "ffmpeg -i FILE -ar 16000 -ac 1 out.wav".',
    ],
    [
      'bytes of no known kind',
      Buffer.from([1, 2, 3, 4, 5, 200, 6, 7, 0, 0, 0, 0, 0]),
      'is not a WAV file. Sound of other kinds is read by ffmpeg, which is not installed: install it ("apt-get install ffmpeg" on Debian).',
    ],
  ])('%s', async (_what, bytes, sentence) => {
    const file = path.join(folder, 'given.wav');
    await writeFile(file, bytes);
    expect(await refusalOf(file)).toBe(`${file} ${sentence}`);
  });
});

describe('what is no file that can be read is refused with why:', () => {
  it('a directory', async () => {
    await mkdir(path.join(folder, 'sounds'));
    expect(await refusalOf(path.join(folder, 'sounds'))).toBe(`${folder}/sounds is a directory: name a sound file in it.`);
  });

  it('a name that nothing has', async () => {
    expect(await refusalOf(path.join(folder, 'none.wav'))).toBe(`${folder}/none.wav is not there: check its name and its folder.`);
  });

  it('a link that leads back to itself', async () => {
    await symlink('loop', path.join(folder, 'loop'));
    expect(await refusalOf(path.join(folder, 'loop'))).toBe(`${folder}/loop is a symbolic link that leads back to itself: check it.`);
  });

  // Root may read everything.
  it.skipIf(process.getuid?.() === 0)('a file that is closed to this user', async () => {
    const file = path.join(folder, 'closed.wav');
    await writeFile(file, empty);
    await chmod(file, 0o000);
    expect(await refusalOf(file)).toContain('you have no right to');
  });

  it.each([
    ['EACCES', 'a.wav can\'t be read: you have no right to. Ask its owner for it, or change it ("chmod u+r" where it is yours).'],
    ['EIO', "a.wav can't be opened: the disk is broken."],
  ])('the system’s %s', (code, sentence) => {
    const failure = Object.assign(new Error('the disk is broken'), { code });
    expect(unopened('a.wav', failure)).toMatchObject({ code: 'bad-request', message: sentence });
  });

  it('standard input that ends at once', async () => {
    expect(await refusalOf('-')).toBe(`Standard input gave nothing: it ended before its first byte. ${NAME_SOUND}`);
  });

  it('a named pipe whose writer ends at once', async () => {
    const fifo = path.join(folder, 'fifo');
    await promisify(execFile)('mkfifo', [fifo]);
    const [refusal] = await Promise.all([refusalOf(fifo), open(fifo, 'w').then((writer) => writer.close())]);
    expect(refusal).toBe(`${fifo} gave nothing: it ended before its first byte. ${NAME_SOUND}`);
  });

  it('a named pipe that brings a header and no more', async () => {
    const fifo = path.join(folder, 'fifo');
    await promisify(execFile)('mkfifo', [fifo]);
    const bytes = empty.subarray(0, 36);
    const [refusal] = await Promise.all([refusalOf(fifo), writeFile(fifo, bytes)]);
    expect(refusal).toBe(`${fifo} is a WAV file without sound: it ends after its header. ${NAME_SOUND}`);
  });
});
