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
const { hasOwn, keys } = Object;
const { defineProperty } = Reflect;
const { isFinite, isSafeInteger } = Number;

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !isArray(value);
}

/** Without iterators or assignments to what is not there yet: a page's iterators and setters would be called. */
function put(to: object, name: string | number, value: unknown): void {
  defineProperty(to, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor);
}

function readObject(fields: Fields, value: Json): Json | undefined {
  const read = {};
  const names = keys(fields);
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] ?? '';
    const shape = fields[name];
    const field = shape !== undefined && hasOwn(value, name) ? readAny(shape, value[name]) : undefined;
    if (field === undefined) return undefined;
    put(read, name, field);
  }
  return read;
}

function readRecord(shape: RecordShape, value: Json): Json | undefined {
  const read = {};
  const names = keys(value);
  let count = 0;
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] ?? '';
    // No key of ours, and the only one that could do harm; the schema leaves it out too.
    if (name === '__proto__') continue;
    const field = name.length > shape.maxKeyUnits ? undefined : readAny(shape.of, value[name]);
    if (field === undefined) return undefined;
    put(read, name, field);
    count += 1;
  }
  return count > shape.maxEntries ? undefined : read;
}

function readList(shape: ListShape, value: readonly unknown[]): readonly unknown[] | undefined {
  if (value.length > shape.maxItems) return undefined;
  const read: unknown[] = [];
  for (let at = 0; at < value.length; at += 1) {
    const item = readAny(shape.of, value[at]);
    if (item === undefined) return undefined;
    put(read, at, item);
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
      for (let at = 0; at < shape.names.length; at += 1) if (shape.names[at] === value) return value;
      return undefined;
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
