// What the demo saw -> its report: figures that were measured, by subtraction of instants of one clock. Pure.
import {
  summarizeLatencies,
  type AudioAccount,
  type DemoReport,
  type LatencySummary,
  type MeetingLanguages,
  type SessionEvent,
  type TileReport,
  type CueUpdate,
} from '@subcam/shared';
import { wordErrorRate } from '../word-error-rate.ts';
import { languageReports, type SpokenUtterance } from './language-report.ts';
import type { Sighting } from './tile-witness.ts';
import { wordLatencies, type SpokenWord } from './word-latency.ts';

export interface ReportInput {
  readonly mode: DemoReport['mode'];
  readonly languages: MeetingLanguages;
  readonly engines: DemoReport['engines'];
  readonly seconds: number;
  /** Wall clock, ms. A segment that the end of the recording cut off was not ended by silence: its final measures nothing. */
  readonly recordingEndedAtMs: number;
  /** null when the capture never ended in order: everything captured then counts as unsettled. */
  readonly account: AudioAccount | null;
  readonly events: readonly SessionEvent[];
  /** The words that were said until the recording ended; null without a transcript. */
  readonly reference: string | null;
  /** The same with the instants at which they ended; only words whose times are exact. */
  readonly spoken: readonly SpokenWord[];
  /** All of which anything was said until the recording ended; none without a transcript. */
  readonly utterances: readonly SpokenUtterance[];
  readonly captureToDaemonMs: LatencySummary;
  readonly cueToPixelMs: readonly number[];
  readonly sightings: readonly Sighting[];
  readonly decodedAtMs: readonly number[];
  readonly framesDecoded: number;
  readonly framesSaved: number;
  readonly size: { readonly width: number; readonly height: number };
}

function farEndFps(decodedAtMs: readonly number[]): number {
  const first = decodedAtMs[0];
  const last = decodedAtMs.at(-1);
  if (first === undefined || last === undefined || last <= first) return 0;
  return Math.round(((decodedAtMs.length - 1) / ((last - first) / 1000)) * 100) / 100;
}

/** From each frame to the next, ms. */
function intervalsOf(decodedAtMs: readonly number[]): readonly number[] {
  return decodedAtMs.slice(1).map((atMs, index) => atMs - (decodedAtMs[index] ?? atMs));
}

function only<T extends SessionEvent['type']>(events: readonly SessionEvent[], type: T): readonly Extract<SessionEvent, { type: T }>[] {
  return events.filter((event): event is Extract<SessionEvent, { type: T }> => event.type === type);
}

/**
 * `ok`: at least one final with its translation (or, without a target language, a final) was seen in decoded pixels; in a two-way session one in each
 * of its languages.
 */
export function demoReportOf(input: ReportInput): DemoReport {
  const finals = only(input.events, 'final').toSorted((a, b) => a.transcript.firstSample - b.transcript.firstSample);
  const translated = only(input.events, 'translation').filter((event) => event.translation.status === 'final');
  const updates: readonly CueUpdate[] = only(input.events, 'cue').map((event) => event.update);
  const reports: readonly TileReport[] = only(input.events, 'tile').map((event) => event.report);

  const cueOrder = new Map<string, { firstSample: number; original: string; translations: Record<string, string> }>();
  for (const update of updates) {
    if (update.type !== 'upsert') continue;
    cueOrder.set(update.cue.cueId, {
      firstSample: update.cue.firstSample,
      original: update.cue.original.text,
      translations: Object.fromEntries(Object.entries(update.cue.translations).map(([language, text]) => [language, text.text])),
    });
  }
  const firstPainted = new Map<string, number>();
  for (const report of reports) {
    for (const { cueId, paintedAtMs } of report.painted) {
      firstPainted.set(cueId, Math.min(paintedAtMs, firstPainted.get(cueId) ?? Number.POSITIVE_INFINITY));
    }
  }
  const intervals = intervalsOf(input.decodedAtMs);
  const finalAt = new Map(finals.map((final) => [final.transcript.firstSample, final.atMs]));
  const hypothesis = finals.map((final) => final.transcript.text).join(' ');
  const rate = input.reference === null ? null : wordErrorRate(input.reference, hypothesis);
  const wantsTranslation = input.engines.translator !== null;
  const languages = languageReports({ ...input, finals, translations: translated, updates, reports });

  return {
    ok:
      input.sightings.some((sighting) => sighting.status === 'final' && sighting.seen && (sighting.hasTranslation || !wantsTranslation)) &&
      (input.languages.twoWay !== true || languages.every(({ seen }) => seen)),
    mode: input.mode,
    engines: input.engines,
    seconds: Math.round(input.seconds * 10) / 10,
    audio: {
      capturedSamples: input.account?.capturedSamples ?? 0,
      ackedSamples: input.account?.ackedSamples ?? 0,
      lostSamples: input.account?.lostSamples ?? 0,
      gaps: [...(input.account?.gaps ?? [])],
    },
    speech: { referenceWords: rate?.words ?? 0, wer: rate === null || rate.words === 0 ? null : Math.round(rate.wer * 10_000) / 10_000 },
    languages,
    cues: [...cueOrder]
      .toSorted(([, a], [, b]) => a.firstSample - b.firstSample)
      .map(([id, cue]) => ({ id, ...cue, firstShownMs: firstPainted.get(id) ?? null, finalMs: finalAt.get(cue.firstSample) ?? null })),
    latencyMs: {
      captureToDaemon: input.captureToDaemonMs,
      wordEndToFirstShown: summarizeLatencies(wordLatencies(input.spoken, updates, reports)),
      speechEndToFinal: summarizeLatencies(
        finals.filter((final) => final.atMs <= input.recordingEndedAtMs).map((final) => final.atMs - final.speechEndAtMs),
      ),
      finalToTranslation: summarizeLatencies(
        translated.flatMap((event) => {
          const committedMs = finalAt.get(event.translation.firstSample);
          return committedMs === undefined ? [] : [event.atMs - committedMs];
        }),
      ),
      cueToFarEndPixel: summarizeLatencies(input.cueToPixelMs),
    },
    farEnd: {
      framesDecoded: input.framesDecoded,
      fps: farEndFps(input.decodedAtMs),
      width: input.size.width,
      height: input.size.height,
      gapsOver50Ms: intervals.filter((intervalMs) => intervalMs > 50).length,
      longestPauseMs: Math.round(Math.max(0, ...intervals)),
      framesSaved: input.framesSaved,
    },
  };
}
