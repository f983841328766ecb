// For the pipeline's tests: real rooms and a real database around scripted engines and a clock that is turned by hand.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  FRAME_SAMPLES,
  SAMPLE_RATE_HZ,
  SubcamError,
  type CueUpdate,
  type SessionEvent,
  type SessionState,
  type Store,
  type Stt,
  type SttRequest,
  type TileSettings,
  type Translator,
} from '@subcam/shared';
import type { CaptureHello, ContractPacket } from '@subcam/shared/wire';
import { openStore } from '../../store/index.ts';
import { noMetrics, silentLog, type Log, type Metrics } from '../../telemetry/index.ts';
import { scriptedStt, type ScriptedReading } from '../../testing/fake-stt.ts';
import { scriptedVad } from '../../testing/fake-vad.ts';
import { atTwoSpeeds } from '../../transcribe/index.ts';
import { enginesInUse, PIPELINE_SETTINGS, readAloud, soundOf } from '../../testing/scripted-pipeline.ts';
import { steadyEngines } from '../../testing/steady-engines.ts';
import { createVirtualClock, type VirtualClock } from '@subcam/shared/testing';
import type { CaptureClient } from '../session-messages.ts';
import type { Attachment } from '../attachment.ts';
import type { PipelineDeps, PipelineSettings } from '../pipeline-deps.ts';
import { openRegistry, type SessionRegistry } from '../registry.ts';

export { enginesInUse, readAloud, soundOf };

/** Two sentences of 2 s and 1.5 s with pauses around them: 7 s in all. */
export const TALK = soundOf([0, 1000], [0.9, 2000], [0, 1500], [0.9, 1500], [0, 1000]);

/** As `readAloud`, word by word. */
export function readWords(request: SttRequest): ScriptedReading {
  const words = (readAloud(request).text ?? '').split(' ').map((text, index) => ({ text, logProbability: -0.01, tokens: [index] }));
  return { words, afterMs: 20 };
}

export function upperCaseTranslator(answer: (text: string) => string = (text) => text.toUpperCase()): Translator {
  const info = { name: 'upper-case', model: 'test' };
  return {
    info,
    supports: (_source, target) => target !== 'xx',
    prepare: () => Promise.resolve(),
    translate: async ({ text }, signal) => {
      signal.throwIfAborted();
      return { text: answer(text), confidence: 0.5, engine: info };
    },
    close: () => Promise.resolve(),
  };
}

/** Never answers; gives up when it is told to. */
export function hangingTranslator(): Translator {
  return {
    ...upperCaseTranslator(),
    translate: (_request, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new SubcamError('aborted', 'Given up.')), { once: true });
      }),
  };
}

/** What a client was told, in order, and what it says. */
export interface TestClient extends CaptureClient {
  readonly acks: number[];
  readonly cues: CueUpdate[];
  readonly states: SessionState[];
  readonly tiles: TileSettings[];
  readonly faults: SubcamError[];
}

export function testClient(note: (entry: string) => void = () => undefined): TestClient {
  const [acks, cues, states, faults]: [number[], CueUpdate[], SessionState[], SubcamError[]] = [[], [], [], []];
  const tiles: TileSettings[] = [];
  return {
    acks,
    cues,
    states,
    tiles,
    faults,
    ack: ({ throughSample }) => {
      note(`ack ${throughSample}`);
      acks.push(throughSample);
    },
    cue: (update) => cues.push(update),
    state: (state) => states.push(state),
    tileSettings: (settings) => tiles.push(settings),
    fault: (error) => faults.push(error),
  };
}

type EventOf<Type extends SessionEvent['type']> = Extract<SessionEvent, { readonly type: Type }>;

export interface Rig {
  readonly clock: VirtualClock;
  readonly store: Store;
  /** Of the database. */
  readonly file: string;
  readonly events: SessionEvent[];
  readonly packets: ContractPacket[];
  eventsOf<Type extends SessionEvent['type']>(type: Type): readonly EventOf<Type>[];
  registry: SessionRegistry;
  /** A daemon that stops (in order, or as if it had been killed) and a new one on the same database. */
  restart(over?: RigOptions): Promise<void>;
  hello(over?: Partial<CaptureHello>): CaptureHello;
  attach(over?: Partial<CaptureHello>, client?: TestClient): Promise<{ readonly attachment: Attachment; readonly client: TestClient }>;
  close(): Promise<void>;
}

const QUICK = { isRepeatable: true, info: { name: 'quick', model: 'test' }, languages: ['en'] };

export interface RigOptions {
  /** What is a getter is read when it is used. */
  readonly settings?: Partial<PipelineSettings>;
  readonly translator?: Translator | null;
  /** What the recogniser reads; left out: anything. */
  readonly languages?: readonly string[];
  readonly read?: (request: SttRequest, index: number) => ScriptedReading;
  /** A second engine for what is still being said, which is repeatable and reads English. */
  readonly partials?: (request: SttRequest, index: number) => ScriptedReading;
  /** In place of a scripted one, which keeps what it was asked. */
  readonly stt?: Stt;
  /** People who may talk at once; left out: not known. */
  readonly follows?: number;
  readonly termsFor?: PipelineDeps['termsFor'];
  readonly log?: Log;
  readonly metrics?: Metrics;
  /** Around the real one. */
  readonly store?: (inner: Store) => Store;
}

export async function openRig(options: RigOptions = {}): Promise<Rig> {
  const folder = await mkdtemp(path.join(tmpdir(), 'subcam-pipeline-'));
  const file = path.join(folder, 'subcam.db');
  const clock = createVirtualClock();
  const store = await openStore({ file, clock });
  const startedAtMs = clock.nowMs();
  const events: SessionEvent[] = [];
  const packets: ContractPacket[] = [];
  let epoch = 0;

  const start = (over: RigOptions): SessionRegistry => {
    const vadFactory = scriptedVad();
    const scripted = {
      ...scriptedStt(clock, over.read ?? readAloud),
      ...(over.languages === undefined ? {} : { languages: over.languages }),
    };
    const quick = over.partials === undefined ? null : scriptedStt(clock, over.partials, QUICK);
    const stt = over.stt ?? (quick === null ? scripted : atTwoSpeeds(scripted, quick));
    const translator = over.translator === undefined ? upperCaseTranslator() : over.translator;
    const registry = openRegistry({
      store: over.store?.(store) ?? store,
      vadFactory,
      stt,
      translator,
      engines: steadyEngines(enginesInUse({ vadFactory, stt, translator })),
      follows: () => over.follows ?? null,
      clock,
      log: over.log ?? silentLog,
      metrics: over.metrics ?? noMetrics,
      settings: Object.defineProperties({ ...PIPELINE_SETTINGS }, Object.getOwnPropertyDescriptors(over.settings ?? {})),
      termsFor: over.termsFor,
    });
    registry.subscribe((message) => {
      if (message.type === 'event') events.push(message.event);
      else packets.push(message.packet);
    });
    return registry;
  };

  const rig: Rig = {
    clock,
    store,
    file,
    events,
    packets,
    eventsOf: <Type extends SessionEvent['type']>(type: Type) => events.filter((event): event is EventOf<Type> => event.type === type),
    registry: start(options),
    restart: async (over = options) => {
      await clock.run(rig.registry.close());
      rig.registry = start(over);
    },
    hello: (over = {}) => {
      epoch += 1;
      return {
        sessionId: 'session-1',
        captureId: 'capture-1',
        connectionEpoch: epoch,
        sampleRateHz: SAMPLE_RATE_HZ,
        source: 'tab',
        startedAtMs,
        oldestSample: 0,
        nextSample: 0,
        meetingUrl: null,
        sourceLanguage: 'en',
        targetLanguages: ['es'],
        pace: 'live',
        ...over,
      };
    },
    attach: async (over = {}, client = testClient()) => ({
      client,
      attachment: await rig.registry.attach(rig.hello(over), client, 'a test'),
    }),
    close: async () => {
      await clock.run(rig.registry.close());
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
  return rig;
}

/** Sends [from, to) of the sound in frames of 20 ms, as fast as it goes. */
export function send(
  attachment: Attachment,
  sound: Int16Array,
  range: { readonly from?: number; readonly to?: number; readonly epoch?: number } = {},
): void {
  const { from = attachment.welcome.resumeFromSample, to = sound.length, epoch = 1 } = range;
  for (let firstSample = from; firstSample < to; firstSample += FRAME_SAMPLES) {
    const samples = sound.subarray(firstSample, Math.min(to, firstSample + FRAME_SAMPLES));
    attachment.audio({ connectionEpoch: epoch, frame: { firstSample, samples } });
  }
}

/** Texts of the finals in the database, each with its place and Spanish. */
export async function finalsOf(store: Store, sessionId = 'session-1'): Promise<readonly string[]> {
  const rows = await store.transcripts(sessionId);
  return rows.map(({ transcript, translations }) => `${transcript.firstSample}: ${transcript.text} / ${translations['es'] ?? '-'}`);
}

/** One capture of all of TALK, from hello to account. */
export async function talkThrough(rig: Rig) {
  const { attachment, client } = await rig.attach();
  send(attachment, TALK);
  return { account: await rig.clock.run(attachment.end(TALK.length)), client };
}

/** The finals of a talk that nothing disturbed: what every other run is held against. */
export async function undisturbedFinals(): Promise<readonly string[]> {
  const rig = await openRig();
  try {
    await talkThrough(rig);
    return await finalsOf(rig.store);
  } finally {
    await rig.close();
  }
}
