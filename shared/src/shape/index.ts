// Shapes and the reader of their values, without zod.
export { choice, clamped, count, flag, list, nullable, number, object, record, text, variants } from './shape.ts';
export type { Shape, ValueOf } from './shape.ts';
export { readShape } from './read-shape.ts';
