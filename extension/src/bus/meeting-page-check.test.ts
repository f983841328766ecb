// Which tabs a person is told to reload.
import { describe, expect, it } from 'vitest';
import { needsReload } from './meeting-page-check.ts';

const MEETING = { id: 1, url: 'https://meet.google.com/abc-defg-hij' };

describe('a tab needs a reload', () => {
  it.each([
    {
      when: 'when no script of ours is in the meeting page',
      tab: MEETING,
      answer: new Error('Receiving end does not exist.'),
      expected: true,
    },
    { when: 'when our script is there, and no camera', tab: MEETING, answer: false, expected: true },
    { when: 'not when its camera listens', tab: MEETING, answer: true, expected: false },
    { when: 'not when it is another site', tab: { id: 1, url: 'https://example.com/' }, answer: undefined, expected: false },
    { when: 'not when the extension may not know its address', tab: { id: 1 }, answer: undefined, expected: false },
  ])('$when', async ({ tab, answer, expected }) => {
    const send = (): Promise<unknown> => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer));
    expect(await needsReload(tab, send)).toBe(expected);
  });
});
