// subcam demo: starts the demo, which is a program of its own; its flags, its help and its exit code are passed through as they are.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { SubcamError } from '@subcam/shared';
import type { Command } from '../command.ts';

const DEMO_PROGRAM = path.join(import.meta.dirname, '..', '..', '..', '..', 'e2e', 'src', 'demo', 'main.ts');

export const demo: Command = {
  description: 'People talk in a mock meeting, and the bot’s camera shows what they say, translated',
  usage: () =>
    Promise.resolve(`People talk in a mock meeting, and the bot's camera shows what they say, translated, as another participant receives it.

subcam demo [OPTIONS]

  --seconds N        length of the call after the bot is in it (default 60)
  --from N           start the conversation N seconds in (default 0)
  --to LANG[,LANG]   languages to translate to (default pt)
  --between LANG,LANG  two-way: what is spoken, each translated into the other; in place of --source and --to (en,es is stored)
  --whisper-url URL  a Whisper service that recognises; else Moonshine reads English, and Whisper in the daemon other languages (real, hybrid)
  --mode MODE        real (default), hybrid or mock; no mode turns into another by itself
  --out DIR          where frames, video, subtitles and report.json go
  --save-fps N       save at most N frames a second (default: every decoded frame)
  --audio FILE.wav   let this recording talk instead (any rate, mono or stereo)
  --transcript FILE  what is said in it, for the word error rate
  --headed           show the browsers
  --json             print the report as JSON and nothing else

Exits with 0 only if subtitles were seen in the pixels that another participant decoded, of --between in each of its languages.`),
  run: async (rawArgs) => {
    if (!existsSync(DEMO_PROGRAM)) {
      throw new SubcamError('program-missing', 'The demo is not part of this installation: run it in a clone of the repository.');
    }
    const child = spawn(process.execPath, [DEMO_PROGRAM, ...rawArgs], { stdio: 'inherit' });
    // Ctrl-C reaches the demo from the terminal itself; a signal to this process alone is passed on. Both wait for its orderly end.
    const wait = (): void => undefined;
    const pass = (): void => void child.kill('SIGTERM');
    process.on('SIGINT', wait);
    process.on('SIGTERM', pass);
    try {
      const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
      return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
    } finally {
      process.off('SIGINT', wait);
      process.off('SIGTERM', pass);
    }
  },
};
