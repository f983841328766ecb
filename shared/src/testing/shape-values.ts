// Shape -> values that are of it, or nearly: what a property test feeds to two readers that must agree.
import * as fc from 'fast-check';
import type { Fields, Shape } from '../shape/shape.ts';

/** In place of any part: other types, edges of numbers, names that every object inherits, and whatever JSON can say. */
const STRANGERS: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(undefined, null, true, '', 0, -0, -1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, [], {}),
  fc.constantFrom('__proto__', 'constructor', 'toString'),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Keys of records, among them those that an object has of itself. */
const KEYS = fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('es', 'pt-BR', '__proto__', 'constructor', 'x'.repeat(101)));

/** Above this a text at its limit makes the test slow: such limits have tests of their own. */
const LONGEST_TEXT = 1_000;

function texts(maxUnits: number, pattern: RegExp | null): fc.Arbitrary<unknown> {
  if (pattern !== null) return fc.constantFrom('#1a2B3c', '#1a2b3', '#1a2b3c\n', '1a2b3c#', '#1a2b3c4');
  const short = fc.string({ unit: 'grapheme', maxLength: Math.min(8, maxUnits) });
  if (maxUnits > LONGEST_TEXT) return short;
  const atTheLimit = fc.constantFrom('x'.repeat(maxUnits), 'x'.repeat(maxUnits + 1), '😀'.repeat(Math.floor(maxUnits / 2) + 1));
  return fc.oneof({ weight: 6, arbitrary: short }, { weight: 1, arbitrary: atTheLimit });
}

const seldom = <T>(given: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 20, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: given });

/** Now and then without one of its fields, now and then with one more. */
function objects(fields: Fields, more: Readonly<Record<string, unknown>> = {}): fc.Arbitrary<unknown> {
  const names = Object.keys(fields);
  const whole = fc.record(Object.fromEntries(names.map((name) => [name, nearlyValuesOf(fields[name] ?? { kind: 'flag' })])));
  return fc.tuple(whole, seldom(fc.constantFrom('type', ...names)), seldom(fc.jsonValue({ maxDepth: 1 }))).map(([value, left, extra]) => {
    const given = { ...more, ...value, ...(extra === null ? {} : { extra }) };
    return Object.fromEntries(Object.entries(given).filter(([name]) => name !== left));
  });
}

function ofKind(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'text':
      return texts(shape.maxUnits, shape.pattern);
    case 'number':
      return fc.double();
    case 'count':
      return fc.oneof(fc.maxSafeNat(), fc.nat(3));
    case 'clamped':
      return fc.oneof(fc.double({ min: shape.min, max: shape.max }), fc.double(), fc.constantFrom(shape.min, shape.max, shape.max + 0.5));
    case 'flag':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...shape.names);
    case 'nullable':
      return fc.option(nearlyValuesOf(shape.of));
    case 'list':
      return fc.array(nearlyValuesOf(shape.of), { maxLength: 3 });
    case 'record':
      return fc
        .array(fc.tuple(KEYS, nearlyValuesOf(shape.of)), { maxLength: shape.maxEntries + 2, size: '-1' })
        .map((entries) => Object.fromEntries(entries));
    case 'object':
      return objects(shape.fields);
    case 'variants':
      break;
  }
  return fc.oneof(...Object.entries(shape.variants).map(([type, fields]) => objects(fields, { type })));
}

/** Mostly values of the shape; any part of one may be something else, be missing, or lie just beyond its limit. */
export function nearlyValuesOf(shape: Shape): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 60, arbitrary: ofKind(shape) }, { weight: 1, arbitrary: STRANGERS });
}
