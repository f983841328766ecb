// A daemon as it ships: whoever floods it, in whichever way, the words of a client beside it are right and in time.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '@subcam/shared';
import { bareWords } from '../../../mock-meet/conversation/words.ts';
import { loadConversation, type Conversation } from '../../../mock-meet/index.ts';
import { FLOODS, type FloodName } from './floods.ts';
import { openFloodsRig, type FloodsRig } from './floods-bench.ts';

/** The client talks about so long, up to a pause between two sentences. */
const ABOUT_MS = 14_000;

let conversation: Conversation;
let rig: FloodsRig;

beforeAll(async () => {
  conversation = await loadConversation('default');
  rig = await openFloodsRig(conversation, new AbortController().signal);
});

afterAll(() => rig.close());

/** Another client's question, to which the answer is a token: with the right code, while somebody else tries wrong ones. */
async function pair(): Promise<number> {
  const { url, token } = rig.daemon;
  const post = async (path: string, body: object, headers: Record<string, string> = {}): Promise<unknown> => {
    const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
    return (await fetch(`${url}${path}`, sent)).json();
  };
  const { code } = (await post('/api/pair/start', {}, { authorization: `Bearer ${token}` })) as { code: string };
  const askedAtMs = performance.now();
  expect(await post('/api/pair', { code })).toEqual({ token: expect.stringMatching(/^subcam_/u) as string });
  return performance.now() - askedAtMs;
}

/** How long each took, ms. */
async function pairAgainAndAgain(over: AbortSignal): Promise<readonly number[]> {
  const tookMs: number[] = [];
  while (!over.aborted) {
    tookMs.push(await pair());
    await systemClock.sleep(200);
  }
  return tookMs;
}

/** Whole sentences, and where the pause after them is. */
function beginning({ utterances }: Conversation): { readonly said: readonly string[]; readonly talkMs: number } {
  const sentences = utterances.map(({ words = [] }) => words);
  const next = sentences.findIndex((words) => (words.at(-1)?.endMs ?? 0) > ABOUT_MS);
  const words = sentences.slice(0, next).flat();
  const [endMs = 0, startMs = 0] = [words.at(-1)?.endMs, sentences[next]?.[0]?.startMs];
  return { said: words.flatMap(({ text }) => bareWords(text)), talkMs: Math.round((endMs + startMs) / 2) };
}

it('beside floods of every kind words are right and come within a second, health answers at once, and the right code is taken', async () => {
  const floods = Object.keys(FLOODS) as FloodName[];
  const over = new AbortController();
  const pairing = pairAgainAndAgain(over.signal);
  const { said, talkMs } = beginning(conversation);
  const { finals, health, sent } = await rig.turn({ talkMs, floods }).finally(() => over.abort());
  const pairings = await pairing;
  expect(finals.flatMap(({ text }) => bareWords(text))).toEqual(said);
  expect(finals.length).toBeGreaterThan(2);
  expect(Math.max(...finals.map(({ latencyMs }) => latencyMs))).toBeLessThan(1_000);
  expect(health.mostBytes).toBeLessThan(1_000_000);
  expect(Math.max(...health.tookMs)).toBeLessThan(1_000);
  expect(Math.max(...pairings)).toBeLessThan(1_000);
  expect(pairings.length).toBeGreaterThan(10);
  expect(sent).toBeGreaterThan(10_000);
  // Of thousands that were refused, each in one of a dozen ways.
  const refusals = rig.logLines.filter((line) => /is (refused|closed)\./.test(line));
  expect(refusals.length).toBeGreaterThan(0);
  expect(refusals.length).toBeLessThan(30);
});
