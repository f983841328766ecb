// Asking for the microphone: what was opened to ask is closed at once, and every refusal is a sentence that a person acts on.
import { describe, expect, it } from 'vitest';
import { askForMicrophone, mayUseMicrophone } from './microphone-switch.ts';

describe('askForMicrophone', () => {
  it('closes what it opened', async () => {
    let stopped = 0;
    const stream = { getTracks: () => [{ stop: () => (stopped += 1) }] } as unknown as MediaStream;
    await askForMicrophone({ getUserMedia: () => Promise.resolve(stream) });
    expect(stopped).toBe(1);
  });

  it.each([
    ['NotAllowedError', /allow it in the settings of this page/],
    ['NotFoundError', /plug one in/],
    ['NotReadableError', /another program/],
    ['AbortError', /does not open/],
  ])('says what to do about %s', async (name, words) => {
    const asked = askForMicrophone({ getUserMedia: () => Promise.reject(new DOMException('no', name)) });
    await expect(asked).rejects.toMatchObject({ code: 'browser', message: expect.stringMatching(words) as string });
  });
});

describe('mayUseMicrophone', () => {
  it.each([
    ['granted', true],
    ['prompt', false],
    ['denied', false],
  ] as const)('with %s is %s', async (state, may) => {
    const query = (): Promise<PermissionStatus> => Promise.resolve({ state } as PermissionStatus);
    expect(await mayUseMicrophone({ query })).toBe(may);
  });
});
