// A setting's value: out of text, checked, and what it may be in words.
import * as z from 'zod';
import { defaultOf, unwrapped, type Setting } from './setting.ts';

type Schema = z.core.$ZodType;

/** What stands in the place of a secret wherever values are shown. */
export const HIDDEN = '•••';

export type Checked = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

/**
 * The value that a text means, as variables, flags and `subcam config set` give it: digits become a number, `true` and `false` a
 * boolean, and for a list stand words with commas between them, or a JSON array. A text that makes no such value is returned as it
 * is, so that `checkValue` says what would.
 */
export function valueOfText(text: string, schema: Schema): unknown {
  const inner = unwrapped(schema);
  // The kinds of schema are many; only of some can a text say the value without being JSON.
  const type: string = inner._zod.def.type;
  switch (type) {
    case 'string':
    case 'enum':
      return text;
    case 'int':
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : text;
    case 'nullable': {
      const { innerType } = (inner as z.core.$ZodNullable)._zod.def;
      const isWord = ['string', 'enum'].includes(unwrapped(innerType)._zod.def.type);
      return text === 'null' && !isWord ? null : valueOfText(text, innerType);
    }
    case 'array':
      return listOfText(text, (inner as z.core.$ZodArray)._zod.def.element);
    default:
      return jsonOfText(text);
  }
}

function listOfText(text: string, element: Schema): unknown {
  if (text.trimStart().startsWith('[')) return jsonOfText(text);
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').map((part) => valueOfText(part, element));
}

function jsonOfText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // No JSON: the schema says what it should have been.
    return text;
  }
}

/** The value as the schema has it, or what is wrong with it in words that follow the setting's name. Never repeats the value. */
export function checkValue(setting: Setting, value: unknown): Checked {
  const parsed = z.safeParse(setting.schema, value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const inside = (issue?.path ?? []).map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const said = issue?.message ?? '';
  // A schema that names what may be says it better than what can be told from its type.
  if (said.startsWith('must')) return { ok: false, problem: inside === '' ? said : `at ${inside} ${said}` };
  return { ok: false, problem: allowedValues(setting) };
}

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** `must be a whole number from 1 to 64`, for every kind of setting. */
function allowedValues(setting: Setting): string {
  const { $schema: _, ...schema } = z.toJSONSchema(setting.schema, { io: 'input', unrepresentable: 'any' });
  const given = defaultOf(setting);
  return `must be ${wordsOf(schema as JsonSchema, typeof given === 'string' ? given : 'http://127.0.0.1:5001')}`;
}

function wordsOf(schema: JsonSchema, address: string): string {
  if (schema.anyOf !== undefined) return either(schema.anyOf.map((part) => wordsOf(part, address)));
  if (Array.isArray(schema.type)) return either((schema.type as readonly string[]).map((type) => wordsOf({ ...schema, type }, address)));
  if (schema.enum !== undefined) return either(schema.enum.map(String));
  const { minimum, maximum } = schema;
  const range = minimum === undefined || maximum === undefined ? '' : ` from ${minimum} to ${maximum}`;
  const type = typeof schema.type === 'string' ? schema.type : 'object';
  switch (type) {
    case 'integer':
      return `a whole number${range}`;
    case 'number':
      return `a number${range}`;
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'array':
      return `a list of values that are each ${wordsOf(schema.items ?? {}, address)}`;
    case 'string':
      return schema.format === 'uri' ? `an address such as ${address}` : 'a text';
    default:
      return 'an object as the JSON Schema has it (subcam config schema)';
  }
}

function either(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}

/** The value for people and other programs: a secret that is there is hidden. */
export function shownValue(setting: Setting, value: unknown): unknown {
  const isUnset = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  return setting.isSecret && !isUnset ? HIDDEN : value;
}
