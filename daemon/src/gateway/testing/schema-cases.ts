// A JSON Schema -> values that it describes, nearly describes, and does not describe: what a client may send to a route.
import * as fc from 'fast-check';

/** As far as the document of the routes uses it. */
export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
}

/** Nothing of which a schema expects: edges of every kind, and names that mean something to JavaScript. */
const ANYTHING = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    '\0',
    '../../../../etc/passwd',
    '%00',
    '__proto__',
    'constructor',
    '𝒳'.repeat(200),
    'x'.repeat(5_000),
  ),
  fc.constantFrom<unknown>(0, -0, -1, 1e308, -1e308, Number.MAX_SAFE_INTEGER, 2 ** 31, 2 ** 53, 0.1, [], {}, [[[[]]]], true),
  fc.constantFrom<unknown>({ __proto__: null, constructor: { prototype: {} } }, { toString: 1 }, { length: -1 }),
);

function textsOf({ pattern, maxLength = 50 }: JsonSchema): fc.Arbitrary<unknown> {
  const free = fc.oneof(fc.string({ maxLength }), fc.string({ unit: 'binary', maxLength: 30 }), fc.constant('x'.repeat(maxLength + 1)));
  if (pattern === undefined) return free;
  try {
    return fc.oneof({ weight: 3, arbitrary: fc.stringMatching(new RegExp(pattern)) }, { weight: 1, arbitrary: free });
  } catch {
    // Expressions that the generator does not know: of classes of Unicode.
    return free;
  }
}

function numbersOf({ type, minimum = -1e6, maximum = 1e6 }: JsonSchema): fc.Arbitrary<unknown> {
  const [min, max] = [Math.max(minimum, -1e9), Math.min(maximum, 1e9)];
  const inside = type === 'integer' ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) }) : fc.double({ min, max, noNaN: true });
  return fc.oneof({ weight: 3, arbitrary: inside }, { weight: 1, arbitrary: fc.constantFrom(min - 1, max + 1, 0.5) });
}

function objectsOf({ properties = {}, additionalProperties }: JsonSchema): fc.Arbitrary<unknown> {
  const known = fc.record(Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, casesOf(schema)])), {
    requiredKeys: [],
  });
  const more = typeof additionalProperties === 'object' ? casesOf(additionalProperties) : ANYTHING;
  return fc.tuple(known, fc.dictionary(fc.string({ maxLength: 10 }), more, { maxKeys: 3 })).map(([own, others]) => ({ ...others, ...own }));
}

function describedBy(schema: JsonSchema): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined && choices.length > 0) return fc.oneof(...choices.map(casesOf));
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined && schema.enum.length > 0) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'string':
      return textsOf(schema);
    case 'number':
    case 'integer':
      return numbersOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(casesOf(schema.items ?? {}), { maxLength: Math.min(schema.maxItems ?? 5, 5) });
    case 'object':
      return objectsOf(schema);
    case undefined:
    default:
      return ANYTHING;
  }
}

/** Mostly what the schema describes, now and then something else, at every depth. */
export function casesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: describedBy(schema) }, { weight: 1, arbitrary: ANYTHING });
}
