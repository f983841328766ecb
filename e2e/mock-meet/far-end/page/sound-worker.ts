// Wall clock -> a block of sound for every participant, each due at an instant that is known before. A worker, and no AudioContext: an
// AudioContext without a sound card leaves blocks out when the machine is busy, and everything after is late by as much.
import { soundBlocks, type SoundSource } from './sound-blocks.ts';
import {
  BLOCK_FRAMES,
  BLOCK_MS,
  SOUND_RATE_HZ,
  type FromSoundWorker,
  type SoundLateness,
  type ToSoundWorker,
} from './sound-worker-messages.ts';

/** From the order to talk to the first block, so that its instant can be promised. */
const START_DELAY_MS = 50;

const SILENCE: SoundSource = { recording: new Float32Array(), spans: [], outlets: 0 };

let source: SoundSource = SILENCE;
let writers: WritableStreamDefaultWriter<AudioData>[] = [];
/** Instant of block 0 on the worker's clock, ms. */
let epochMs = 0;
let nextBlock = 0;
/** Block and frame at which the talk begins; null while nobody talks. */
let talk: { readonly firstBlock: number; readonly fromFrame: number } | null = null;
let lateness = { blocks: 0, sumMs: 0, maxMs: 0 };

function say(message: FromSoundWorker): void {
  postMessage(message);
}

function dueMs(block: number): number {
  return epochMs + block * BLOCK_MS;
}

function writeBlock(block: number): void {
  const talking = talk !== null && block >= talk.firstBlock;
  const firstFrame = talk !== null && talking ? talk.fromFrame + (block - talk.firstBlock) * BLOCK_FRAMES : source.recording.length;
  for (const [outlet, data] of soundBlocks(source, firstFrame).entries()) {
    const timestamp = Math.round(dueMs(block) * 1000);
    const sound = new AudioData({
      format: 'f32-planar',
      sampleRate: SOUND_RATE_HZ,
      numberOfFrames: BLOCK_FRAMES,
      numberOfChannels: 1,
      timestamp,
      data,
    });
    writers[outlet]?.write(sound).catch((error: unknown) => say({ type: 'failed', reason: String(error) }));
  }
  if (!talking) return;
  const lateMs = performance.now() - dueMs(block);
  lateness = { blocks: lateness.blocks + 1, sumMs: lateness.sumMs + lateMs, maxMs: Math.max(lateness.maxMs, lateMs) };
}

/** Writes all that is due; after a hold-up that is several blocks at once, none is left out. */
function tick(): void {
  while (dueMs(nextBlock) <= performance.now()) {
    writeBlock(nextBlock);
    nextBlock += 1;
  }
  setTimeout(tick, Math.max(0, dueMs(nextBlock) - performance.now()));
}

function start(fromFrame: number): number {
  const firstBlock = Math.ceil((performance.now() + START_DELAY_MS - epochMs) / BLOCK_MS);
  talk = { firstBlock, fromFrame };
  lateness = { blocks: 0, sumMs: 0, maxMs: 0 };
  return performance.timeOrigin + dueMs(firstBlock);
}

function latenessNow(): SoundLateness | null {
  if (talk === null || lateness.blocks === 0) return null;
  return { blocks: lateness.blocks, meanMs: lateness.sumMs / lateness.blocks, maxMs: lateness.maxMs };
}

addEventListener('message', (event: MessageEvent<ToSoundWorker>) => {
  const message = event.data;
  switch (message.type) {
    case 'open':
      source = { recording: message.recording, spans: message.spans, outlets: message.outlets.length };
      writers = message.outlets.map((outlet) => outlet.getWriter());
      epochMs = performance.now();
      tick();
      return;
    case 'start':
      say({ type: 'started', ask: message.ask, startedAtMs: start(message.fromFrame) });
      return;
    case 'stop':
      talk = null;
      return;
    case 'lateness':
      say({ type: 'lateness', ask: message.ask, lateness: latenessNow() });
      return;
  }
});
