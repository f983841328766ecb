// What is not shown of a capture: counted, told, and marked where it is another language.
import { expect, test } from 'vitest';
import type { Omission, OmissionReason } from '@subcam/shared';
import { createVirtualClock } from '@subcam/shared/testing';
import { createLog } from '../telemetry/index.ts';
import { createOmissions } from './omissions.ts';
import type { EventBody } from './publisher.ts';

const engine = { name: 'scripted', model: 'test' };
const key = { captureId: 'c', firstSample: 0, endSample: 16_000, speechEndSample: 16_000 };
const sampleTranscript = { ...key, revision: 1, text: 'So we agreed', language: 'en', confidence: null, engine };
const attribution = { participantId: null, displayName: null, speakerLabel: null, confidence: 0 };

const omission = (reason: OmissionReason, firstSample = 0): Omission => ({ captureId: 'c', firstSample, sampleCount: 16_000, reason });

function open(level: 'debug' | 'info' = 'debug') {
  const clock = createVirtualClock(0);
  const lines: Record<string, unknown>[] = [];
  const events: EventBody[] = [];
  const counted: string[] = [];
  const log = createLog({ level, destination: { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) } });
  let changes = 0;
  const omissions = createOmissions({
    clock,
    log,
    publisher: { event: (event) => events.push(event) },
    count: ({ reason }) => counted.push(reason),
    staysMs: () => 5_000,
    onChange: () => {
      changes += 1;
    },
  });
  return { clock, lines, events, counted, omissions, changes: () => changes };
}

test('each is counted by its reason, here and for all captures, and told to readers', () => {
  const { omissions, counted, events } = open();
  for (const reason of ['noise', 'loop', 'noise'] as const) omissions.add(omission(reason));
  expect(omissions.counts).toMatchObject({ noise: 2, loop: 1, annotation: 0, 'another-language': 0 });
  expect(counted).toEqual(['noise', 'loop', 'noise']);
  expect(events).toEqual([
    { type: 'omission', omission: omission('noise') },
    { type: 'omission', omission: omission('loop') },
    { type: 'omission', omission: omission('noise') },
  ]);
});

test('each stands in the log at the level debug, without a word of what was written', () => {
  const { omissions, lines } = open();
  omissions.add(omission('stock-phrase', 320));
  expect(lines).toMatchObject([{ captureId: 'c', firstSample: 320, sampleCount: 16_000, reason: 'stock-phrase' }]);
  const quiet = open('info');
  quiet.omissions.add(omission('stock-phrase'));
  expect(quiet.lines).toEqual([]);
});

/** A partial of which so many characters will stay, or a final. */
function words(type: 'partial' | 'final', stableLength: number, firstSample = 32_000): EventBody {
  const transcript = { ...sampleTranscript, status: type, stableLength, firstSample };
  return type === 'partial' ? { type, transcript, attribution } : { type, transcript, attribution, speechEndAtMs: 0 };
}

test('another language is what was said last until words are read that stay', () => {
  const { omissions, changes } = open();
  const heard: EventBody[] = [];
  const publisher = omissions.listeningTo({ event: (event) => heard.push(event), packet: () => undefined });
  omissions.add(omission('noise'));
  expect([omissions.isAnotherLanguage, changes()]).toEqual([false, 0]);
  omissions.add(omission('another-language'));
  expect([omissions.isAnotherLanguage, changes()]).toEqual([true, 1]);
  publisher.event(words('final', 9, 0));
  publisher.event(words('partial', 0));
  expect([omissions.isAnotherLanguage, changes()]).toEqual([true, 1]);
  publisher.event(words('partial', 4));
  expect([omissions.isAnotherLanguage, changes()]).toEqual([false, 2]);
  publisher.event(words('final', 9));
  expect(changes()).toBe(2);
  omissions.add(omission('another-language'));
  publisher.event(words('final', 9));
  expect([omissions.isAnotherLanguage, changes()]).toEqual([false, 4]);
  expect(heard).toHaveLength(5);
});

test('it is so for as long as a cue stays, counted from the last of it', async () => {
  const { omissions, clock } = open();
  omissions.add(omission('another-language'));
  await clock.run(clock.sleep(3_000));
  omissions.add(omission('another-language'));
  await clock.run(clock.sleep(4_900));
  expect(omissions.isAnotherLanguage).toBe(true);
  await clock.run(clock.sleep(200));
  expect(omissions.isAnotherLanguage).toBe(false);
});
