// Files of what was said, and its deletion, over HTTP: exports, imports, one person's words, everything.
import * as z from 'zod/mini';
import { defineRoute, type RouteRefusal } from './route.ts';
import { sessionDocument } from './session-document.ts';

export const EXPORT_FORMATS = ['json', 'srt', 'vtt', 'txt', 'md'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const resource = 'data';
const sessionId = z.object({ id: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,100}$/)) });
const name = z.string().check(z.minLength(1), z.maxLength(500));

const unknownSession: RouteRefusal = { code: 'session-unknown', when: 'No session of this id is stored.' };
const noStorage: RouteRefusal = { code: 'storage', when: 'The database could not be read or written.' };

const deleted = z.object({
  /** Of which nothing is left; of a person, in which they were. */
  sessions: z.number(),
  transcripts: z.number(),
  translations: z.number(),
});
export type DeletedCounts = Readonly<z.infer<typeof deleted>>;

const exportQuery = {
  format: z.optional(z.enum(EXPORT_FORMATS)),
  /** With commas between them, in this order: `en,pt`. Left out: the original and every translation. */
  languages: z.optional(z.string().check(z.maxLength(500))),
};

const exported = {
  response: sessionDocument,
  media: ['application/x-subrip', 'text/vtt', 'text/plain', 'text/markdown'],
} as const;

const badFormat: RouteRefusal = { code: 'bad-request', when: 'A language is none, or captions are asked for of several sessions.' };

export const exportSessionRoute = defineRoute({
  ...exported,
  name: 'exportSession',
  method: 'GET',
  path: '/api/data/sessions/{id}/export',
  scope: 'read',
  resource,
  params: sessionId,
  summary: 'A session as a file: JSON that can be imported, captions, text or Markdown.',
  description: '`json` (the default) holds everything that is stored; with `languages` its translations into others are left out.',
  query: z.object(exportQuery),
  refusals: [unknownSession, badFormat, noStorage],
});

const person = z.object({ name });

export const exportPersonRoute = defineRoute({
  ...exported,
  name: 'exportPerson',
  method: 'GET',
  path: '/api/data/people/{name}/export',
  scope: 'read',
  resource,
  summary: 'What one person said in all sessions, as a file.',
  description: 'Their name in any case of letters, with or without accents. What others said is left out.',
  params: person,
  query: z.object(exportQuery),
  refusals: [{ code: 'session-unknown', when: 'Nobody of this name is known in any session.' }, badFormat, noStorage],
});

export const importSessionsRoute = defineRoute({
  name: 'importSessions',
  method: 'POST',
  path: '/api/data/import',
  scope: 'operate',
  resource,
  summary: 'Takes sessions back that were exported as JSON.',
  description:
    'A session that is there already, and is the same, is left as it is. Each session is taken whole or not at all, in their order.',
  body: sessionDocument,
  bodyIsReadBy: 'resource',
  response: z.object({ imported: z.array(z.string()), there_already: z.array(z.string()) }),
  refusals: [
    { code: 'bad-request', when: 'The document is damaged or of a newer version, or a session is there already and is not the same.' },
    noStorage,
  ],
  limits: { bodyBytes: 'maxImportBytes' },
});

const REMAINS = 'When it is answered, nothing of it is left in the database, its log, its index, or backups in the data directory.';
const stillOpen: RouteRefusal = { code: 'bad-request', when: 'A session that is meant is open, and is not to be ended.' };

const ending = {
  /**
   * `yes`: a session that is open is ended first: its clients are told, and nothing more of it is taken. Left out: what is open is not
   * deleted.
   */
  end: z.optional(z.literal('yes')),
};

export const deleteSessionRoute = defineRoute({
  name: 'deleteSession',
  method: 'DELETE',
  path: '/api/data/sessions/{id}',
  scope: 'operate',
  resource,
  summary: 'Deletes everything that is known of a session.',
  description: `A session that is open is refused, or with \`end=yes\` ended first. ${REMAINS}`,
  params: sessionId,
  query: z.object(ending),
  response: deleted,
  refusals: [unknownSession, stillOpen, noStorage],
});

export const deletePersonRoute = defineRoute({
  name: 'deletePerson',
  method: 'DELETE',
  path: '/api/data/people/{name}',
  scope: 'operate',
  resource,
  summary: 'Deletes what one person said in all sessions, and that they were there.',
  description: `Where others name them, their name stays. Sessions of theirs that are open are refused, or with \`end=yes\` ended first. ${REMAINS}`,
  params: person,
  query: z.object(ending),
  response: deleted,
  refusals: [{ code: 'session-unknown', when: 'Nobody of this name is known in any session.' }, stillOpen, noStorage],
});

export const deleteAllRoute = defineRoute({
  name: 'deleteAllSessions',
  method: 'DELETE',
  path: '/api/data/sessions',
  scope: 'operate',
  resource,
  summary: 'Deletes every session that is not open, or every session.',
  description: `Sessions that are open are left, or with \`end=yes\` ended first. ${REMAINS}`,
  query: z.object({
    /** `yes`: all of them are meant. */
    all: z.literal('yes'),
    ...ending,
  }),
  response: z.object({ ...deleted.shape, left_open: z.number() }),
  refusals: [noStorage],
});
