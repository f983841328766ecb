// A service that recognises speech, as a program of its own: the words of a known recording that are in the sound that it is sent, and faults that are switched on from outside.
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { openControl } from './control.ts';
import { serveOpenAi } from './openai-interface.ts';
import { openRecording, type RecordedWord } from './recording.ts';
import { serveWhisper } from './whisper-contract.ts';

const USAGE = 'Usage: main.ts --service whisper|openai --words FILE';

const { values } = parseArgs({ options: { service: { type: 'string' }, words: { type: 'string' } } });
const { service, words } = values;
if (words === undefined || (service !== 'whisper' && service !== 'openai')) {
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}

async function listen(
  listener: RequestListener | null,
): Promise<{ readonly server: ReturnType<typeof createServer>; readonly port: number }> {
  const server = listener === null ? createServer() : createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

const recording = openRecording(JSON.parse(await readFile(words, 'utf8')) as RecordedWord[]);
const control = openControl();
const { server, port } = await listen(null);
(service === 'whisper' ? serveWhisper : serveOpenAi)(server, { recording, control });
const { port: controlPort } = await listen(control.listener);
// Whoever started it reads where it listens, and ends it by closing its standard input.
process.stdout.write(`${JSON.stringify({ port, controlPort })}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
