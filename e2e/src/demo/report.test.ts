import { describe, expect, it } from 'vitest';
import { demoReport, NOTHING_SENT, type Cue, type SessionEvent, type Transcript } from '@subcam/shared';
import { demoReportOf, type ReportInput } from './report.ts';

const engines = {
  vad: { name: 'silero', model: 'v6' },
  stt: { name: 'moonshine', model: 'tiny' },
  translator: { name: 'apertium', model: 'eng-spa' },
};

const transcript: Transcript = {
  captureId: 'cap',
  firstSample: 16_000,
  status: 'final',
  endSample: 48_000,
  speechEndSample: 40_000,
  revision: 3,
  text: 'Good morning everyone.',
  stableLength: 22,
  language: 'en',
  confidence: null,
  engine: engines.stt,
};

function cue(revision: number, text: string): Cue {
  return {
    cueId: 'cap:16000',
    firstSample: 16_000,
    continuesCueId: null,
    status: 'partial',
    revision,
    speakerName: 'Ann',
    speakerLabel: 'SPEAKER_00',
    sourceLanguage: 'en',
    original: { text, stableLength: 0 },
    translations: {},
    confidence: null,
    shownAtMs: 0,
    expiresAtMs: null,
  };
}

const attribution = { participantId: 'p', displayName: 'Ann', speakerLabel: 'SPEAKER_00', confidence: 1 };
const base = { sessionId: 's' };
const events: readonly SessionEvent[] = [
  { ...base, type: 'cue', atMs: 2000, update: { type: 'upsert', emittedAtMs: 2000, cue: cue(1, 'Good') } },
  {
    ...base,
    type: 'tile',
    atMs: 2020,
    report: {
      painted: [{ cueId: 'cap:16000', revision: 1, paintedAtMs: 2015 }],
      framesPainted: 1,
      width: 1280,
      height: 720,
      liveTracks: 1,
      sending: NOTHING_SENT,
    },
  },
  { ...base, type: 'cue', atMs: 2500, update: { type: 'upsert', emittedAtMs: 2500, cue: cue(2, 'Good morning') } },
  {
    ...base,
    type: 'tile',
    atMs: 2520,
    report: {
      painted: [{ cueId: 'cap:16000', revision: 2, paintedAtMs: 2510 }],
      framesPainted: 2,
      width: 1280,
      height: 720,
      liveTracks: 1,
      sending: NOTHING_SENT,
    },
  },
  { ...base, type: 'final', atMs: 3400, transcript, attribution, speechEndAtMs: 2900 },
  {
    ...base,
    type: 'translation',
    atMs: 3405,
    translation: {
      captureId: 'cap',
      firstSample: 16_000,
      status: 'final',
      revision: 3,
      sourceLanguage: 'en',
      targetLanguage: 'es',
      text: 'Buenos días a todos.',
      stableLength: 20,
      confidence: null,
      engine: engines.translator,
    },
  },
];

const input: ReportInput = {
  mode: 'real',
  languages: { sourceLanguage: 'en', targetLanguages: ['es'] },
  engines,
  seconds: 5,
  recordingEndedAtMs: 4000,
  account: { capturedSamples: 80_000, committedSamples: 80_000, ackedSamples: 67_200, lostSamples: 0, gaps: [] },
  events,
  reference: 'Good morning everyone',
  spoken: [
    { text: 'Good', endedAtMs: 1900 },
    { text: 'morning', endedAtMs: 2200 },
  ],
  utterances: [],
  captureToDaemonMs: { n: 10, p50: 4, p95: 9 },
  cueToPixelMs: [40, 50],
  sightings: [{ decodedAtMs: 3600, cueId: 'cap:16000', revision: 3, status: 'final', hasTranslation: true, correlation: 0.95, seen: true }],
  decodedAtMs: [0, 33, 66, 130, 163],
  framesDecoded: 5,
  framesSaved: 5,
  size: { width: 1280, height: 720 },
};

describe("the demo's report", () => {
  it('holds to its published schema and subtracts instants of one clock', () => {
    const report = demoReport.parse(demoReportOf(input));
    expect(report.ok).toBe(true);
    expect(report.latencyMs).toEqual({
      captureToDaemon: { n: 10, p50: 4, p95: 9 },
      wordEndToFirstShown: { n: 2, p50: 115, p95: 310 },
      speechEndToFinal: { n: 1, p50: 500, p95: 500 },
      finalToTranslation: { n: 1, p50: 5, p95: 5 },
      cueToFarEndPixel: { n: 2, p50: 40, p95: 50 },
    });
    expect(report.speech).toEqual({ referenceWords: 3, wer: 0 });
    expect(report.cues).toEqual([
      { id: 'cap:16000', firstSample: 16_000, original: 'Good morning', translations: {}, firstShownMs: 2015, finalMs: 3400 },
    ]);
    expect(report.farEnd).toMatchObject({ gapsOver50Ms: 1, longestPauseMs: 64 });
  });

  it('is not ok when no final with its translation was seen, whatever the daemon says it sent', () => {
    const sighting = input.sightings[0];
    if (sighting === undefined) throw new Error('no sighting to vary');
    for (const variant of [
      { ...sighting, seen: false },
      { ...sighting, hasTranslation: false },
      { ...sighting, status: 'partial' as const },
    ]) {
      expect(demoReportOf({ ...input, sightings: [variant] }).ok).toBe(false);
    }
    expect(demoReportOf({ ...input, sightings: [] }).ok).toBe(false);
  });

  it('is ok in a two-way session only when subtitles of each language were seen', () => {
    const languages = { sourceLanguage: 'en', targetLanguages: ['es'], twoWay: true };
    expect(demoReportOf({ ...input, languages })).toMatchObject({
      ok: false,
      languages: [
        { language: 'en', translatedInto: ['es'], seen: true },
        { language: 'es', translatedInto: ['en'], seen: false },
      ],
    });
    const spanish: Cue = { ...cue(1, 'Buenos días'), cueId: 'cap:64000', firstSample: 64_000, sourceLanguage: 'es' };
    const sighting = { decodedAtMs: 5600, cueId: 'cap:64000', revision: 1, status: 'final', hasTranslation: true } as const;
    const both = {
      ...input,
      languages,
      events: [...events, { ...base, type: 'cue', atMs: 5000, update: { type: 'upsert', emittedAtMs: 5000, cue: spanish } } as const],
      sightings: [...input.sightings, { ...sighting, correlation: 0.95, seen: true }],
    };
    expect(demoReportOf(both).ok).toBe(true);
    expect(demoReportOf({ ...both, sightings: [...input.sightings, { ...sighting, correlation: 0.4, seen: false }] }).ok).toBe(false);
  });

  it('does not count the final of a segment that the end of the recording cut off', () => {
    expect(demoReportOf({ ...input, recordingEndedAtMs: 3000 }).latencyMs.speechEndToFinal).toEqual({ n: 0, p50: null, p95: null });
  });

  it('gives n 0 and nulls for what could not be measured', () => {
    const report = demoReportOf({ ...input, reference: null, spoken: [], cueToPixelMs: [], events: [] });
    expect(report.latencyMs.wordEndToFirstShown).toEqual({ n: 0, p50: null, p95: null });
    expect(report.latencyMs.cueToFarEndPixel).toEqual({ n: 0, p50: null, p95: null });
    expect(report.speech).toEqual({ referenceWords: 0, wer: null });
  });
});
