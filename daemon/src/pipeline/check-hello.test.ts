// Target languages that the tile has no letters for are refused where a tile is drawn, and nowhere else.
import { describe, expect, it } from 'vitest';
import { checkHello } from './check-hello.ts';

type Given = Parameters<typeof checkHello>;

const engines = {
  stt: { info: { name: 'any' }, languages: null },
  translator: { info: { name: 'any' }, supports: () => true },
} as unknown as Given[1];
const hello = (target: string, pace: 'live' | 'file' = 'live') =>
  ({
    sampleRateHz: 16_000,
    oldestSample: 0,
    nextSample: 0,
    sourceLanguage: 'en',
    targetLanguages: ['es', target],
    pace,
  }) as unknown as Given[0];

describe('a hello for a tile', () => {
  it.each(['bn', 'ka', 'am', 'ar-EG', 'bo'])('is taken with the target %s', (target) => {
    expect(() => checkHello(hello(target), engines)).not.toThrow();
  });

  it('is refused with a target that would be drawn as boxes, and says which script it lacks', () => {
    expect(() => checkHello(hello('chr'), engines)).toThrowError(
      expect.objectContaining({ code: 'bad-request', message: expect.stringContaining('Cherokee') as string }) as Error,
    );
  });

  it('is taken for a file, which has no tile', () => {
    expect(() => checkHello(hello('chr', 'file'), engines)).not.toThrow();
  });
});
