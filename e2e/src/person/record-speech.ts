// A sentence -> a recording that Chrome's fake microphone speaks again and again.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The sentence and two seconds of silence, 48 kHz mono; the path of the WAV file in `folder`. */
export async function recordSpeech(sentence: string, folder: string): Promise<string> {
  const [spoken, speech] = [path.join(folder, 'spoken.wav'), path.join(folder, 'speech.wav')];
  await run('flite', ['-voice', 'slt', '-t', sentence, '-o', spoken]);
  await run('ffmpeg', ['-loglevel', 'error', '-i', spoken, '-af', 'apad=pad_dur=2', '-ar', '48000', '-ac', '1', '-y', speech]);
  return speech;
}
