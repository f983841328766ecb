// The glossary over HTTP: words that translations have as they are set down, seen and changed while the daemon runs.
import * as z from 'zod/mini';
import { defineRoute } from './route.ts';

// Strict: a field that is misspelt must not be answered as one that was heeded.
const glossaryRow = z.strictObject({
  /** `en-pt`; `*` in place of a language is each of them: `en-*`, `*-pt`, `*-*`. */
  pair: z.string(),
  source: z.string(),
  /** null: it stays as it is. */
  target: z.nullable(z.string()),
  caseSensitive: z.boolean(),
});
/** A term with the languages between which it counts. */
export type GlossaryRow = Readonly<z.infer<typeof glossaryRow>>;

const glossaryChange = z.strictObject({
  /** Whether all terms that are there go first. */
  replaceAll: z.optional(z.boolean()),
  /** `source`: null for all terms of the pair. */
  remove: z.optional(z.array(z.strictObject({ pair: z.string(), source: z.nullable(z.string()) }))),
  /** Each takes the place of the same term of the same pair. Done after `remove`. */
  put: z.optional(z.array(z.partial(glossaryRow, { target: true, caseSensitive: true }))),
});
/** All of it is done, or nothing. What is left out of a term: it stays as it is; in any case of letters. */
export type GlossaryChange = Readonly<z.infer<typeof glossaryChange>>;

const glossaryOutcome = z.object({
  added: z.number(),
  replaced: z.number(),
  removed: z.number(),
  /** How many there are now. */
  terms: z.number(),
  /** Another one for each content. */
  version: z.string(),
});
export type GlossaryOutcome = Readonly<z.infer<typeof glossaryOutcome>>;

export const glossaryRoute = defineRoute({
  name: 'glossary',
  method: 'GET',
  path: '/api/glossary',
  scope: 'read',
  resource: 'glossary',
  summary: 'Every term of the glossary, in the order in which they were added.',
  response: z.object({ version: z.string(), terms: z.array(glossaryRow) }),
});

export const changeGlossaryRoute = defineRoute({
  name: 'changeGlossary',
  method: 'PATCH',
  path: '/api/glossary',
  scope: 'admin',
  resource: 'glossary',
  summary: 'Adds, replaces and removes terms, all or none. What is translated from then on has them.',
  body: glossaryChange,
  response: glossaryOutcome,
  refusals: [
    {
      code: 'bad-request',
      when: 'A pair is none, a term is empty, too long or has control characters, a term that is to be removed is not there, or there would be too many.',
    },
    { code: 'storage', when: 'The glossary could not be read or written.' },
  ],
  limits: { bodyBytes: 'maxGlossaryBytes' },
});
