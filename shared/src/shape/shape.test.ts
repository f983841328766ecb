import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearlyValuesOf } from '../testing/shape-values.ts';
import { readShape } from './read-shape.ts';
import { schemaOf } from './shape-schema.ts';
import { choice, clamped, count, flag, list, nullable, number, object, record, text, variants, type Shape, type ValueOf } from './shape.ts';

const SHAPES: Readonly<Record<string, Shape>> = {
  text: text(5),
  'text of a pattern': text(7, /^#[0-9a-f]{6}$/iu),
  number,
  count,
  clamped: clamped({ min: -1.5, max: 2.5 }),
  'clamped and whole': clamped({ min: 1, max: 10 }, true),
  flag,
  choice: choice(['a', 'toString']),
  nullable: nullable(count),
  list: list(flag, 2),
  record: record(count, { maxKeyUnits: 100, maxEntries: 2 }),
  object: object({ name: text(5), constructor: nullable(flag), inner: object({ n: number }) }),
  variants: variants({ one: { n: count }, two: { n: text(3) }, none: {} }),
};

describe('a shape', () => {
  it.each(Object.entries(SHAPES))('is read by its reader exactly as by its schema: %s', (_, shape) => {
    const schema = schemaOf(shape);
    let accepted = 0;
    fc.assert(
      fc.property(fc.oneof(nearlyValuesOf(shape), fc.anything({ withNullPrototype: false })), (value) => {
        const parsed = schema.safeParse(value);
        expect(readShape(shape, value)).toEqual(parsed.success ? parsed.data : undefined);
        if (parsed.success) accepted += 1;
      }),
      { numRuns: 1_000 },
    );
    // The generator speaks of values that are accepted as well as of those that are refused.
    expect(accepted).toBeGreaterThan(50);
    expect(accepted).toBeLessThan(1_000);
  });

  const settings = object({ size: clamped({ min: 1, max: 3 }, true), name: nullable(text(3)), tags: list(choice(['a', 'b']), 2) });

  it('brings a number within its limits, and leaves out what it does not know', () => {
    const given = { size: 2.6, name: null, tags: ['b', 'a'], more: 1 };
    const read: ValueOf<typeof settings> | undefined = readShape(settings, given);
    expect(read).toEqual({ size: 3, name: null, tags: ['b', 'a'] });
    expect(readShape(settings, { ...given, size: -1e300 })).toMatchObject({ size: 1 });
  });

  it.each([
    ['a field that is missing', { size: 1, name: 'x' }],
    ['a field that is undefined', { size: 1, name: undefined, tags: [] }],
    ['a field that is inherited', Object.create({ size: 1, name: null, tags: [] })],
    ['a text that is too long', { size: 1, name: 'long', tags: [] }],
    ['a list that is too long', { size: 1, name: null, tags: ['a', 'a', 'a'] }],
    ['a name that is none of the choice', { size: 1, name: null, tags: ['c'] }],
    ['no number', { size: Number.NaN, name: null, tags: [] }],
    ['a list for an object', []],
  ])('refuses all of a value for %s', (_, given) => {
    expect(readShape(settings, given)).toBeUndefined();
  });

  it('never touches the prototype of what it reads into', () => {
    const languages = record(count, { maxKeyUnits: 100, maxEntries: 4 });
    const read = readShape(languages, JSON.parse('{"__proto__":{"polluted":true},"es":1}'));
    expect(read).toEqual({ es: 1 });
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });
});
