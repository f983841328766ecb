// The contract's translation service as a program of its own, which does one sentence at a time: `slow-translation.ts MILLISECONDS`. Written from the contract.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as passed } from 'node:timers/promises';
import { bodyOf } from './control.ts';

const [milliseconds = ''] = process.argv.slice(2);
if (!/^\d{1,5}$/u.test(milliseconds)) {
  process.stderr.write('Usage: slow-translation.ts MILLISECONDS\n');
  process.exit(2);
}
const tookMs = Number(milliseconds);

const PAGES: Readonly<Record<string, object>> = {
  'GET /api/health': { status: 'healthy', service: 'translation' },
  'GET /api/languages': { languages: ['en', 'es', 'pt'] },
  'GET /api/device-info': { device: 'cpu' },
};

let there = 0;
let most = 0;
let last: Promise<void> = Promise.resolve();

/** In the order in which they came. */
async function inTurn(): Promise<void> {
  const before = last;
  last = before.then(() => passed(tookMs));
  await last;
}

const server = createServer((request, response) => {
  const reply = (status: number, body: object): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const serve = async (): Promise<void> => {
    const body = await bodyOf(request);
    const way = `${request.method ?? ''} ${request.url ?? ''}`;
    const page = PAGES[way];
    if (page !== undefined) return reply(200, page);
    // What it had to do at once, at most.
    if (way === 'GET /most') return reply(200, { most });
    if (way !== 'POST /api/translate') return reply(404, { error: 'Not Found' });
    const { text, target_language: target } = JSON.parse(body.toString('utf8')) as {
      readonly text: string;
      readonly target_language: string;
    };
    there += 1;
    most = Math.max(most, there);
    await inTurn();
    there -= 1;
    reply(200, { translated_text: `<${target}> ${text}`, target_language: target, confidence: 0.9, processing_time: tookMs / 1000 });
  };
  serve().catch((error: unknown) => reply(400, { error: String(error) }));
});
server.listen(0, '127.0.0.1', () => {
  // Whoever started it reads where it listens, and ends it by closing its standard input.
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.stdin.on('end', () => process.exit(0)).resume();
