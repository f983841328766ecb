// Repeats that a person says, through a real recogniser: every one of them stays.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stt } from '@subcam/shared';
import { openLocalStt } from '../testing/local-engines.ts';
import { speak, toFloat } from '../testing/spoken-text.ts';
import { spokenReading } from './hallucination-filter.ts';

const forever = new AbortController().signal;

describe('what is said again and again', () => {
  let stt: Stt;
  beforeAll(async () => {
    stt = await openLocalStt();
  });
  afterAll(() => stt.close());

  it.each([
    ['Yes, yes, yes, yes, yes, yes. We can begin the meeting on Monday.', /(?:\byes\b.*){6}meeting/isu],
    ['No, no, no, no, no, no. Do not press the button.', /(?:\bno\b.*){6}press the button/isu],
    ['Dial five five five five zero one.', /(?:\bfive\b.*){4}zero, one/isu],
  ])('is shown as it was heard: %s', async (text, repeats) => {
    const samples = toFloat(await speak(text));
    const answer = await stt.transcribe({ samples, language: 'en', purpose: 'final' }, forever);
    const { text: shown } = spokenReading(answer, { samples: samples.length, speechSamples: samples.length });
    expect(shown).toBe(answer.text);
    expect(shown).toMatch(repeats);
  });
});
