// Constraints as pages write them, read as the platform reads them.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConstraints, writeConstraints } from './constraint-sets.ts';

const rewritten = (given: unknown): unknown => {
  const constraints = readConstraints(given);
  return constraints === null ? 'refused' : writeConstraints(constraints);
};

describe('constraints', () => {
  it.each<[string, unknown, unknown]>([
    ['nothing', undefined, {}],
    ['null', null, {}],
    ['bare values', { width: 640, deviceId: 'a' }, { width: 640, deviceId: 'a' }],
    ['a wish, which is a bare value', { width: { ideal: 640 }, deviceId: { ideal: ['a'] } }, { width: 640, deviceId: 'a' }],
    ['a demand', { width: { exact: 640 }, deviceId: { exact: ['a', 'b'] } }, { width: { exact: 640 }, deviceId: { exact: ['a', 'b'] } }],
    ['a range', { frameRate: { min: 5, max: 30, ideal: 15 } }, { frameRate: { ideal: 15, max: 30, min: 5 } }],
    ['what nobody knows', { nonsense: 7, zoom: true, width: { nonsense: 7 } }, {}],
    ['numbers as text', { width: '640', height: { exact: '360' } }, { width: 640, height: { exact: 360 } }],
    ['numbers beyond what there is', { width: -5, height: 1e12, frameRate: 0.5 }, { width: 0, height: 4_294_967_295, frameRate: 0.5 }],
    ['text that is no number', { width: { ideal: 'wide' } }, { width: 0 }],
    ['ids that are no text', { deviceId: { exact: 7 }, groupId: { toString: () => 'g' } }, { deviceId: { exact: '7' } }],
    ['members that are not there', { width: undefined, height: { exact: undefined }, deviceId: null }, {}],
    ['advanced sets', { advanced: [{ width: 640 }, { width: { ideal: 5 } }] }, { advanced: [{ width: 640 }, { width: { ideal: 5 } }] }],
    [
      'the old kind',
      { mandatory: { minWidth: 640, sourceId: 'a', googLeakyBucket: true } },
      { deviceId: { exact: 'a' }, width: { min: 640 } },
    ],
    ['the old kind’s wishes', { optional: [{ minWidth: 640 }, { nonsense: 1 }] }, { advanced: [{ width: { min: 640 } }, {}] }],
  ])('with %s are read', (_what, given, written) => {
    expect(rewritten(given)).toEqual(written);
  });

  it.each<[string, unknown]>([
    ['a number that is none', { frameRate: Number.NaN }],
    ['a number without end', { aspectRatio: { ideal: Infinity } }],
    ['a symbol for a number', { width: Symbol('w') }],
    ['a symbol for an id', { deviceId: { exact: Symbol('d') } }],
    [
      'a getter that throws',
      {
        get width(): number {
          throw new Error('no');
        },
      },
    ],
    ['advanced sets that are no list', { advanced: 7 }],
    ['advanced sets that are no sets', { advanced: [7] }],
    ['both kinds at once', { mandatory: {}, width: 640 }],
    ['an old demand that nobody knows', { mandatory: { nonsense: 1 } }],
    ['something that is no object', 7],
  ])('with %s are left to the platform to refuse', (_what, given) => {
    expect(readConstraints(given)).toBeNull();
  });

  it('for the screen are not for a camera', () => {
    expect(readConstraints({ mandatory: { chromeMediaSource: 'desktop', chromeMediaSourceId: 'x' } })).toMatchObject({ capture: true });
  });

  it('are read without an exception whatever they are, and repeated as they were read', () => {
    fc.assert(
      fc.property(
        fc.object({ key: fc.constantFrom('width', 'deviceId', 'advanced', 'mandatory', 'optional', 'exact', 'ideal', 'min', 'x') }),
        (given) => {
          const constraints = readConstraints(given);
          if (constraints === null || constraints.capture) return;
          expect(readConstraints(writeConstraints(constraints))).toEqual(constraints);
        },
      ),
    );
  });
});
