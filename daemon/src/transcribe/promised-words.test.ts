import { describe, expect, it } from 'vitest';
import { growing, run, SECOND, textOf, whole } from './testing/scripted-segments.ts';

describe('a segment of an engine that can’t be given a beginning', () => {
  it('keeps in its final what was promised while it grew, where the last reading hears something else', async () => {
    const texts = ['A golden ring', 'A golden ring on', 'A gold ring on her finger.'];
    const { events } = await run(
      [
        [0, growing(0, SECOND)],
        [250, growing(0, 1.25 * SECOND)],
        [500, whole(0, 2 * SECOND)],
      ],
      (_request, index) => ({ text: texts[index] ?? '' }),
    );
    expect(events.map(textOf)).toEqual(['A golden ring', 'A golden ring on', 'A golden ring on her finger.']);
  });

  it('says what was promised even where the last reading comes to nothing', async () => {
    const texts = ['A golden ring', 'A golden ring on', '[Music]', ''];
    const { events } = await run(
      [
        [0, growing(0, SECOND)],
        [250, growing(0, 1.25 * SECOND)],
        [500, whole(0, 2 * SECOND)],
      ],
      (_request, index) => ({ text: texts[index] ?? '' }),
    );
    expect(events.map(textOf)).toEqual(['A golden ring', 'A golden ring on', 'A golden ring']);
  });
});
