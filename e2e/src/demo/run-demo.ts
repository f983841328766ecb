// Flags -> the demo: people talk in a mock meeting, the bot's tile shows it, and what the far end decoded is kept and measured.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findProgram, toSrt, toWebVtt, type SubtitleLine } from '@subcam/daemon';
import {
  DEFAULT_TILE_SETTINGS,
  demoReport,
  languagesOfTranslations,
  SubcamError,
  systemClock,
  type AudioAccount,
  type DemoReport,
  type MeetingLanguages,
  type SessionEvent,
  type SessionState,
} from '@subcam/shared';
import { startChain, type Chain } from '../chain/chain.ts';
import { openConversation } from './choose-conversation.ts';
import { expectTileOf } from './expected-tile.ts';
import { openFrameRecorder } from './frame-recorder.ts';
import type { LiveView } from './live-view.ts';
import { lumaOfI420 } from './pixels.ts';
import { referenceOf } from './reference.ts';
import { demoReportOf } from './report.ts';
import { openTileWitness } from './tile-witness.ts';

/** What translates where nothing is mocked: as a daemon comes. */
const DEMO_TRANSLATORS = 'bergamot,apertium';

export interface DemoOptions extends MeetingLanguages {
  readonly seconds: number;
  readonly fromMs: number;
  readonly mode: DemoReport['mode'];
  /** Of a real Whisper service that recognises; null: none, what is spoken is recognised on this machine. */
  readonly whisperUrl: string | null;
  readonly outDir: string;
  readonly saveFps: number | null;
  readonly audioFile: string | null;
  readonly transcriptFile: string | null;
  readonly headed: boolean;
  readonly verbose: boolean;
}

function lastState(events: readonly SessionEvent[]): SessionState | null {
  for (const event of events.toReversed()) if (event.type === 'state' || event.type === 'opened') return event.state;
  return null;
}

/** What is known of the sound when the session did not close in order: what arrived and is not committed counts as lost. */
function accountOf(
  closed: Extract<SessionEvent, { type: 'closed' }> | null,
  state: SessionState | null,
  events: readonly SessionEvent[],
): AudioAccount {
  if (closed !== null) return closed.audio;
  const gaps = events.filter((event) => event.type === 'gap').map((event) => event.gap);
  const capture = state?.captures[0];
  const received = capture?.receivedThrough ?? 0;
  const committed = capture?.committedThrough ?? 0;
  return {
    capturedSamples: received,
    committedSamples: committed,
    ackedSamples: capture?.ackedThrough ?? 0,
    lostSamples: received - committed,
    gaps,
  };
}

/** Finals with their translations, as the files of subtitles need them. */
function subtitleLines(events: readonly SessionEvent[]): readonly SubtitleLine[] {
  const translated = new Map<number, Record<string, string>>();
  for (const event of events) {
    if (event.type !== 'translation' || event.translation.status !== 'final') continue;
    const { firstSample, targetLanguage, text } = event.translation;
    translated.set(firstSample, { ...translated.get(firstSample), [targetLanguage]: text });
  }
  return events.flatMap((event) => {
    if (event.type !== 'final') return [];
    const { firstSample, speechEndSample, text, language } = event.transcript;
    return [
      {
        firstSample,
        speechEndSample,
        text,
        language,
        speakerName: event.attribution.displayName,
        translations: translated.get(firstSample) ?? {},
      },
    ];
  });
}

async function pause(ms: number, signal: AbortSignal, onTick: (elapsedMs: number) => void): Promise<void> {
  const startedMs = Date.now();
  for (;;) {
    const elapsedMs = Date.now() - startedMs;
    onTick(Math.min(ms, elapsedMs));
    if (elapsedMs >= ms) return;
    await systemClock.sleep(Math.min(250, ms - elapsedMs), signal);
  }
}

/** Runs the demo and writes everything into `outDir`. Rejects with a SubcamError when a part is missing or fails. */
export async function runDemo(options: DemoOptions, view: LiveView, signal: AbortSignal): Promise<DemoReport> {
  const ffmpeg = await findProgram('ffmpeg');
  if (ffmpeg === null)
    throw new SubcamError('program-missing', 'The demo saves video with ffmpeg, which is not there. Run `npm run setup`.');
  const conversation = await openConversation(options);
  if (options.fromMs >= conversation.durationMs) {
    throw new SubcamError(
      'configuration',
      `--from ${options.fromMs / 1000} is past the end of the conversation (${(conversation.durationMs / 1000).toFixed(0)} s).`,
    );
  }
  await mkdir(options.outDir, { recursive: true });
  const recorder = await openFrameRecorder({ ffmpeg, outDir: options.outDir, saveFps: options.saveFps });
  const witness = openTileWitness(expectTileOf(DEFAULT_TILE_SETTINGS));
  let size = { width: 0, height: 0 };
  let chain: Chain | null = null;
  let saved = false;
  try {
    const log = options.verbose ? (line: string): void => view.note(line) : (): void => undefined;
    chain = await startChain({
      ...options,
      translators: DEMO_TRANSLATORS,
      conversation,
      onNote: (text) => view.note(text),
      onDaemonLog: log,
      onBotLog: log,
    });
    const running = chain;
    running.reader.onEvent((event) => {
      view.event(event);
      if (event.type === 'cue') witness.update(event.update);
    });
    const opened = await running.active();
    const activeAtMs = Date.now();
    const trouble = new AbortController();
    const going = AbortSignal.any([signal, trouble.signal]);
    const unsubscribe = running.farEnd.onFrame((frame) => {
      size = { width: frame.width, height: frame.height };
      try {
        recorder.add(frame);
      } catch (error) {
        trouble.abort(error);
        return;
      }
      witness.frame({ decodedAtMs: frame.decodedAtMs, luma: lumaOfI420(frame) });
    });
    const { startedAtMs } = await running.farEnd.startTalking({ fromMs: options.fromMs });
    await pause(options.seconds * 1000, going, (elapsedMs) => view.progress(elapsedMs, options.seconds * 1000, 'In the call'));
    const endedAtMs = Date.now();
    await running.farEnd.stopTalking();
    unsubscribe();
    const { framesLost } = await running.farEnd.stats();
    view.note('The bot leaves; what was said last is being settled …');
    const closed = await running.leave();
    const state = lastState(running.reader.events);

    const files = await recorder.finish((frames) => view.count(frames, recorder.framesTaken, 'Frames written'));
    saved = true;
    const reference = referenceOf(
      conversation,
      { startedAtMs, endedAtMs },
      { fromMs: options.fromMs, language: options.twoWay === true ? null : options.sourceLanguage },
    );
    const events = running.reader.events;
    const report = demoReport.parse(
      demoReportOf({
        mode: options.mode,
        languages: options,
        engines: (state ?? opened.state).engines,
        recordingEndedAtMs: endedAtMs,
        seconds: (endedAtMs - activeAtMs) / 1000,
        account: accountOf(closed, state, events),
        events,
        reference: reference.text,
        spoken: reference.spoken,
        utterances: reference.utterances,
        captureToDaemonMs: state?.captures[0]?.captureToDaemonMs ?? { n: 0, p50: null, p95: null },
        cueToPixelMs: witness.cueToPixelMs,
        sightings: witness.sightings,
        decodedAtMs: witness.decodedAtMs,
        framesDecoded: witness.decodedAtMs.length + framesLost.unread + framesLost.unsent,
        framesSaved: files.framesSaved,
        size,
      }),
    );
    const jsonLines = (values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
    const lines = subtitleLines(events);
    const out = (name: string): string => path.join(options.outDir, name);
    await Promise.all([
      writeFile(out('report.json'), `${JSON.stringify(report, null, 2)}\n`),
      writeFile(out('packets.jsonl'), jsonLines(running.reader.packets)),
      writeFile(out('events.jsonl'), jsonLines(events)),
      writeFile(out('sightings.jsonl'), jsonLines(witness.sightings)),
      writeFile(out('subtitles.srt'), toSrt(lines, languagesOfTranslations(options))),
      writeFile(out('subtitles.vtt'), toWebVtt(lines, languagesOfTranslations(options))),
    ]);
    return report;
  } finally {
    if (!saved) await recorder.abort();
    await chain?.close();
  }
}
