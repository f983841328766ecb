// A service that recognises speech or translates, as a program of its own: it knows the words of a recording or some sentences, and has faults that are switched on from outside.
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { serveChat } from './chat-interface.ts';
import { openControl, type Control } from './control.ts';
import { serveOpenAi } from './openai-interface.ts';
import { openPhrases, type Phrase } from './phrases.ts';
import { openRecording, type RecordedWord } from './recording.ts';
import { serveLibreTranslate, serveTranslation } from './translation-contract.ts';
import { serveTriton } from './triton-interface.ts';
import { serveWhisper } from './whisper-contract.ts';

/** `known`: what is in the file. */
type Serve = (server: Server, known: unknown, control: Control) => void;

const SPEECH = { whisper: serveWhisper, openai: serveOpenAi };
const TEXT = { translation: serveTranslation, libretranslate: serveLibreTranslate, triton: serveTriton };

const SERVICES: ReadonlyMap<string, Serve> = new Map<string, Serve>([
  ...Object.entries(SPEECH).map(([name, serve]): [string, Serve] => [
    name,
    (server, known, control) => serve(server, { recording: openRecording(known as RecordedWord[]), control }),
  ]),
  ...Object.entries(TEXT).map(([name, serve]): [string, Serve] => [
    name,
    (server, known, control) => serve(server, { phrases: openPhrases(known as Phrase[]), control }),
  ]),
  ...[false, true].map((isObedient): [string, Serve] => [
    isObedient ? 'obedient-chat' : 'chat',
    (server, known, control) => serveChat(server, { phrases: openPhrases(known as Phrase[]), control, isObedient }),
  ]),
]);

const { values } = parseArgs({ options: { service: { type: 'string' }, known: { type: 'string' } } });
const serve = SERVICES.get(values.service ?? '');
if (values.known === undefined || serve === undefined) {
  process.stderr.write(`Usage: main.ts --service ${[...SERVICES.keys()].join('|')} --known FILE\n`);
  process.exit(2);
}

async function listen(listener: RequestListener | null): Promise<{ readonly server: Server; readonly port: number }> {
  const server = listener === null ? createServer() : createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

const known: unknown = JSON.parse(await readFile(values.known, 'utf8'));
const control = openControl();
const { server, port } = await listen(null);
serve(server, known, control);
const { port: controlPort } = await listen(control.listener);
// Whoever started it reads where it listens, and ends it by closing its standard input.
process.stdout.write(`${JSON.stringify({ port, controlPort })}\n`);
process.stdin.on('end', () => process.exit(0)).resume();
