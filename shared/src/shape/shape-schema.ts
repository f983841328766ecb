// Shape -> its zod schema: for everybody who may load zod, so that one definition serves both.
import * as z from 'zod/mini';
import { clampTo, type Fields, type Shape, type ValueOf } from './shape.ts';

function objectOf(fields: Fields, type?: string) {
  const schemas = Object.fromEntries(Object.entries(fields).map(([name, shape]) => [name, schemaOfAny(shape)]));
  return z.object(type === undefined ? schemas : { type: z.literal(type), ...schemas });
}

function schemaOfAny(shape: Shape): z.ZodMiniType {
  switch (shape.kind) {
    case 'text': {
      // zod counts code points, as JSON Schema does; of UTF-16 units a text may have twice as many.
      const text = z.string().check(
        z.maxLength(shape.maxUnits),
        z.refine((given) => given.length <= shape.maxUnits),
      );
      return shape.pattern === null ? text : text.check(z.regex(shape.pattern));
    }
    case 'number':
      return z.number();
    case 'count':
      return z.number().check(z.int(), z.gte(0));
    case 'clamped':
      return z.number().check(z.overwrite((given) => clampTo(shape, given)));
    case 'flag':
      return z.boolean();
    case 'choice':
      return z.enum(shape.names as readonly [string, ...string[]]);
    case 'nullable':
      return z.nullable(schemaOfAny(shape.of));
    case 'list':
      return z.array(schemaOfAny(shape.of)).check(z.maxLength(shape.maxItems));
    case 'record': {
      const isFew = (value: Readonly<Record<string, unknown>>): boolean => Object.keys(value).length <= shape.maxEntries;
      return z.record(z.string().check(z.maxLength(shape.maxKeyUnits)), schemaOfAny(shape.of)).check(z.refine(isFew));
    }
    case 'object':
      return objectOf(shape.fields);
    case 'variants':
      break;
  }
  const [first, ...others] = Object.entries(shape.variants).map(([type, fields]) => objectOf(fields, type));
  if (first === undefined) throw new TypeError('A shape of variants has at least one.');
  return z.discriminatedUnion('type', [first, ...others]);
}

/** The schema of a shape. It gives fresh values that hold the shape's fields alone, with clamped numbers brought within their limits. */
export function schemaOf<S extends Shape>(shape: S): z.ZodMiniType<ValueOf<S>> {
  return schemaOfAny(shape) as z.ZodMiniType<ValueOf<S>>;
}
