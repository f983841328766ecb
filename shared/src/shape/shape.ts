// Shape: a description of a JSON value with its limits, from which come its type, its zod schema and a reader that needs no library.
//
// Messages to the camera are read in the MAIN world of somebody else's page, by a script that every meeting page loads: zod is too large
// for it, and calls built-ins at the time of parsing that the page may have replaced. What never goes there is a zod schema at once.

declare const valueType: unique symbol;

/** `T`: the type of its values; there is no such field at run time. */
interface Described<T> {
  readonly [valueType]?: T;
}

export interface TextShape extends Described<string> {
  readonly kind: 'text';
  /** UTF-16 units. */
  readonly maxUnits: number;
  readonly pattern: RegExp | null;
}

export interface NumberShape extends Described<number> {
  readonly kind: 'number';
}

export interface CountShape extends Described<number> {
  readonly kind: 'count';
}

export interface ClampedShape extends Described<number> {
  readonly kind: 'clamped';
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
}

export interface FlagShape extends Described<boolean> {
  readonly kind: 'flag';
}

export interface ChoiceShape<Name extends string = string> extends Described<Name> {
  readonly kind: 'choice';
  readonly names: readonly Name[];
}

export interface NullableShape<T = unknown> extends Described<T | null> {
  readonly kind: 'nullable';
  readonly of: Shape;
}

export interface ListShape<T = unknown> extends Described<readonly T[]> {
  readonly kind: 'list';
  readonly of: Shape;
  readonly maxItems: number;
}

export interface RecordShape<T = unknown> extends Described<Readonly<Record<string, T>>> {
  readonly kind: 'record';
  readonly of: Shape;
  readonly maxKeyUnits: number;
  readonly maxEntries: number;
}

export interface ObjectShape<F extends Fields = Fields> extends Described<ObjectOf<F>> {
  readonly kind: 'object';
  readonly fields: F;
}

export interface VariantsShape<V extends Variants = Variants> extends Described<VariantOf<V>> {
  readonly kind: 'variants';
  readonly variants: V;
}

export type Shape =
  | TextShape
  | NumberShape
  | CountShape
  | ClampedShape
  | FlagShape
  | ChoiceShape
  | NullableShape
  | ListShape
  | RecordShape
  | ObjectShape
  | VariantsShape;

// Interfaces, because a shape holds shapes: a type alias of `Record` would be circular.
export interface Fields {
  readonly [name: string]: Shape;
}
export interface Variants {
  readonly [type: string]: Fields;
}

/** The type of the values of a shape. */
export type ValueOf<S> = S extends Described<infer T> ? T : never;

type ObjectOf<F> = { readonly [Name in keyof F]: ValueOf<F[Name]> };
type VariantOf<V> = { [Type in keyof V]: { readonly type: Type } & ObjectOf<V[Type]> }[keyof V];

/** At most so many UTF-16 units; longer is refused. */
export function text(maxUnits: number, pattern: RegExp | null = null): TextShape {
  return { kind: 'text', maxUnits, pattern };
}

/** Any finite number. */
export const number: NumberShape = { kind: 'number' };

/** A whole number from 0 to 2^53 - 1. */
export const count: CountShape = { kind: 'count' };

/** A finite number; outside of its limits it counts as the nearest one, and is rounded when it is `isWhole`. */
export function clamped(limits: { readonly min: number; readonly max: number }, isWhole = false): ClampedShape {
  return { kind: 'clamped', ...limits, isWhole };
}

export const flag: FlagShape = { kind: 'flag' };

/** One of these texts. */
export function choice<Name extends string>(names: readonly Name[]): ChoiceShape<Name> {
  return { kind: 'choice', names };
}

export function nullable<S extends Shape>(of: S): NullableShape<ValueOf<S>> {
  return { kind: 'nullable', of };
}

/** A longer list is refused. */
export function list<S extends Shape>(of: S, maxItems: number): ListShape<ValueOf<S>> {
  return { kind: 'list', of, maxItems };
}

/** An object with any keys; more entries than `maxEntries`, or a longer key, is refused. The key `__proto__` is left out. */
export function record<S extends Shape>(
  of: S,
  limits: { readonly maxKeyUnits: number; readonly maxEntries: number },
): RecordShape<ValueOf<S>> {
  return { kind: 'record', of, ...limits };
}

/** All of these fields; others are left out. */
export function object<F extends Fields>(fields: F): ObjectShape<F> {
  return { kind: 'object', fields };
}

/** One of several objects, told apart by the field `type`. */
export function variants<V extends Variants>(given: V): VariantsShape<V> {
  return { kind: 'variants', variants: given };
}

const { max, min, round } = Math;

/** The number that `given`, a finite one, counts as. */
export function clampTo(limits: { readonly min: number; readonly max: number; readonly isWhole: boolean }, given: number): number {
  const within = min(limits.max, max(limits.min, given));
  return limits.isWhole ? round(within) : within;
}
