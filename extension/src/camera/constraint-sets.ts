// A page's constraints -> plain sets, read as the platform reads them (Media Capture and Streams, Web IDL); no page object is kept. Pure.

export interface NumberConstraint {
  readonly min?: number;
  readonly max?: number;
  readonly exact?: number;
  readonly ideal?: number;
}

export interface TextConstraint {
  readonly exact?: readonly string[];
  readonly ideal?: readonly string[];
}

const NUMBERS = { aspectRatio: 'double', frameRate: 'double', height: 'long', width: 'long' } as const;
const TEXTS = ['deviceId', 'facingMode', 'groupId', 'resizeMode'] as const;

export type NumberName = keyof typeof NUMBERS;
export type TextName = (typeof TEXTS)[number];
export type ConstraintName = NumberName | TextName;

/** Those that a camera without torch, zoom and focus knows. Everything else that a page writes is left out. */
export type ConstraintSet = { readonly [Name in NumberName]?: NumberConstraint } & { readonly [Name in TextName]?: TextConstraint };

export interface CameraConstraints {
  readonly basic: ConstraintSet;
  /** In order: each is met if it can be together with those before it, and else left out. */
  readonly advanced: readonly ConstraintSet[];
  /** Asked for the screen or a tab, in Chrome's old way: not for a camera at all. */
  readonly capture: boolean;
}

export const NO_CONSTRAINTS: CameraConstraints = { basic: {}, advanced: [], capture: false };

/** Thrown inside this file only: the platform refuses what was given. */
class Refused extends Error {}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Web IDL: `undefined` and `null` are an empty dictionary, other primitives are none. */
function dictionary(value: unknown): Fields {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw new Refused();
  return value;
}

const MAX_LONG = 2 ** 32 - 1;

function numeric(value: unknown, kind: 'double' | 'long'): number {
  const given = Number(value);
  if (kind === 'long') return Number.isNaN(given) ? 0 : Math.round(Math.min(MAX_LONG, Math.max(0, given)));
  if (!Number.isFinite(given)) throw new Refused();
  return given;
}

function sequence(value: unknown): readonly unknown[] {
  if (!isObject(value) || !(Symbol.iterator in value)) throw new Refused();
  return Array.from(value as unknown as Iterable<unknown>);
}

/** A constraint's members that are there, each read. */
function members<Value, Name extends string>(
  value: unknown,
  names: readonly Name[],
  read: (member: unknown) => Value,
): { readonly [Key in Name]?: Value } {
  const given = dictionary(value);
  const found: { [Key in Name]?: Value } = {};
  for (const name of names) {
    const member = given[name];
    if (member !== undefined) found[name] = read(member);
  }
  return found;
}

/** What a bare value means: a wish in the basic set, a demand in an advanced one. */
type Bare = 'exact' | 'ideal';

function readNumber(value: unknown, kind: 'double' | 'long', bare: Bare): NumberConstraint {
  if (value === null || isObject(value)) return members(value, ['exact', 'ideal', 'max', 'min'], (member) => numeric(member, kind));
  return { [bare]: numeric(value, kind) };
}

function texts(value: unknown): readonly string[] {
  return isObject(value) && Symbol.iterator in value ? sequence(value).map(textOf) : [textOf(value)];
}

function textOf(value: unknown): string {
  if (typeof value === 'symbol') throw new Refused();
  return String(value);
}

function readText(value: unknown, bare: Bare): TextConstraint {
  if (value === null || (isObject(value) && !(Symbol.iterator in value))) return members(value, ['exact', 'ideal'], texts);
  return { [bare]: texts(value) };
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

function readSet(given: Fields, bare: Bare): ConstraintSet {
  const set: Record<string, NumberConstraint | TextConstraint> = {};
  for (const name of [...TEXTS, ...(Object.keys(NUMBERS) as NumberName[])].toSorted()) {
    const value = given[name];
    if (value === undefined) continue;
    const read = name in NUMBERS ? readNumber(value, NUMBERS[name as NumberName], bare) : readText(value, bare);
    if (!isEmpty(read)) set[name] = read;
  }
  return set;
}

type OldName = `${'min' | 'max'}${'Width' | 'Height' | 'FrameRate' | 'AspectRatio'}`;

const OLD_NUMBERS: Readonly<Record<OldName, readonly [name: NumberName, member: 'min' | 'max']>> = {
  minWidth: ['width', 'min'],
  maxWidth: ['width', 'max'],
  minHeight: ['height', 'min'],
  maxHeight: ['height', 'max'],
  minFrameRate: ['frameRate', 'min'],
  maxFrameRate: ['frameRate', 'max'],
  minAspectRatio: ['aspectRatio', 'min'],
  maxAspectRatio: ['aspectRatio', 'max'],
};

/** Chrome's constraints of before the standard: `{mandatory: {minWidth: 640}, optional: [{sourceId: …}]}`. */
function readOldSet(value: unknown, unknownNames: 'refused' | 'ignored'): ConstraintSet {
  const set: { -readonly [Name in keyof ConstraintSet]: ConstraintSet[Name] } = {};
  for (const [name, given] of Object.entries(dictionary(value))) {
    const number = Object.hasOwn(OLD_NUMBERS, name) ? OLD_NUMBERS[name as OldName] : undefined;
    if (number !== undefined) set[number[0]] = { ...set[number[0]], [number[1]]: numeric(given, 'double') };
    else if (name === 'sourceId') set.deviceId = { exact: [textOf(given)] };
    else if (unknownNames === 'refused' && !name.startsWith('goog')) throw new Refused();
  }
  return set;
}

function readAll(given: Fields): CameraConstraints {
  const { mandatory, optional, advanced } = given;
  const basic = readSet(given, 'ideal');
  if (mandatory === undefined && optional === undefined) {
    const sets = advanced === undefined ? [] : sequence(advanced).map((set) => readSet(dictionary(set), 'exact'));
    return { basic, advanced: sets, capture: false };
  }
  if (!isEmpty(basic) || advanced !== undefined) throw new Refused();
  if (isObject(mandatory) && 'chromeMediaSource' in mandatory) return { ...NO_CONSTRAINTS, capture: true };
  const sets = optional === undefined ? [] : sequence(optional).map((set) => readOldSet(set, 'ignored'));
  return { basic: readOldSet(mandatory, 'refused'), advanced: sets, capture: false };
}

/** `undefined`, `null` or an object; null for what the platform refuses with a TypeError, which is best left to it. */
export function readConstraints(given: unknown): CameraConstraints | null {
  try {
    return readAll(dictionary(given));
  } catch {
    // A page's own getters and conversions may throw anything.
    return null;
  }
}

const isBare = (constraint: NumberConstraint | TextConstraint, bare: Bare): boolean => Object.keys(constraint).join() === bare;

function bareText(list: readonly string[]): string | string[] {
  const [first] = list;
  return list.length === 1 && first !== undefined ? first : [...list];
}

function writeConstraint(constraint: NumberConstraint | TextConstraint, bare: Bare): unknown {
  const written: Record<string, unknown> = {};
  for (const [member, value] of Object.entries(constraint) as [string, number | readonly string[]][]) {
    written[member] = typeof value === 'number' ? value : bareText(value);
  }
  return isBare(constraint, bare) ? written[bare] : written;
}

function writeSet(set: ConstraintSet, bare: Bare): MediaTrackConstraintSet {
  return Object.fromEntries(Object.entries(set).map(([name, constraint]) => [name, writeConstraint(constraint, bare)]));
}

/** As `getConstraints` repeats them: new objects at each call, bare values where a page could have written them. */
export function writeConstraints({ basic, advanced }: CameraConstraints): MediaTrackConstraints {
  const written = writeSet(basic, 'ideal');
  return advanced.length === 0 ? written : { ...written, advanced: advanced.map((set) => writeSet(set, 'exact')) };
}
