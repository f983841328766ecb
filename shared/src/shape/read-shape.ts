// An untrusted JSON value -> a value of a shape, or undefined: plain functions, for the MAIN world of a page that may replace built-ins.
import {
  clampTo,
  type Fields,
  type ListShape,
  type RecordShape,
  type Shape,
  type TextShape,
  type ValueOf,
  type VariantsShape,
} from './shape.ts';

// Taken when the module is evaluated: the camera's script is, before any script of the page.
const { isArray } = Array;
const { entries, fromEntries, hasOwn } = Object;
const { isFinite, isSafeInteger } = Number;

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !isArray(value);
}

function readObject(fields: Fields, value: Json): Json | undefined {
  const read: [string, unknown][] = [];
  for (const [name, shape] of entries(fields)) {
    const field = hasOwn(value, name) ? readAny(shape, value[name]) : undefined;
    if (field === undefined) return undefined;
    read.push([name, field]);
  }
  return fromEntries(read);
}

function readRecord(shape: RecordShape, value: Json): Json | undefined {
  const read: [string, unknown][] = [];
  for (const [name, given] of entries(value)) {
    // No key of ours, and the only one that could do harm; the schema leaves it out too.
    if (name === '__proto__') continue;
    const field = name.length > shape.maxKeyUnits ? undefined : readAny(shape.of, given);
    if (field === undefined) return undefined;
    read.push([name, field]);
  }
  return read.length > shape.maxEntries ? undefined : fromEntries(read);
}

function readList(shape: ListShape, value: readonly unknown[]): readonly unknown[] | undefined {
  if (value.length > shape.maxItems) return undefined;
  const read: unknown[] = [];
  for (const given of value) {
    const item = readAny(shape.of, given);
    if (item === undefined) return undefined;
    read.push(item);
  }
  return read;
}

function readVariant(shape: VariantsShape, value: Json): Json | undefined {
  const type = hasOwn(value, 'type') ? value['type'] : undefined;
  if (typeof type !== 'string' || !hasOwn(shape.variants, type)) return undefined;
  const read = readObject(shape.variants[type] ?? {}, value);
  return read === undefined ? undefined : { type, ...read };
}

function readText(shape: TextShape, value: string): string | undefined {
  return value.length <= shape.maxUnits && (shape.pattern === null || shape.pattern.test(value)) ? value : undefined;
}

function readAny(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'text':
      return typeof value === 'string' ? readText(shape, value) : undefined;
    case 'number':
      return isFinite(value) ? value : undefined;
    case 'count':
      return isSafeInteger(value) && (value as number) >= 0 ? value : undefined;
    case 'clamped':
      return isFinite(value) ? clampTo(shape, value as number) : undefined;
    case 'flag':
      return typeof value === 'boolean' ? value : undefined;
    case 'choice':
      return shape.names.find((name) => name === value);
    case 'nullable':
      return value === null ? null : readAny(shape.of, value);
    case 'list':
      return isArray(value) ? readList(shape, value) : undefined;
    case 'record':
      return isObject(value) ? readRecord(shape, value) : undefined;
    case 'object':
      return isObject(value) ? readObject(shape.fields, value) : undefined;
    case 'variants':
      break;
  }
  return isObject(value) ? readVariant(shape, value) : undefined;
}

/** What the shape's schema would make of the value; undefined when that would refuse it. Never throws for a value that JSON.parse gave. */
export function readShape<S extends Shape>(shape: S, value: unknown): ValueOf<S> | undefined {
  return readAny(shape, value) as ValueOf<S> | undefined;
}
