// Records of sessions <-> the JSON document that an export is and an import takes.
import { SubcamError, sameLanguage, type LanguageCode, type SessionRecord } from '@subcam/shared';
import { SESSION_DOCUMENT_FORMAT, SESSION_DOCUMENT_VERSION, sessionDocument, type SessionDocument } from '@subcam/shared/http';
import * as z from 'zod/mini';

/** The fields in the order of the schema, whatever the database: the same record has the same text. */
export function documentOf(sessions: readonly SessionRecord[]): SessionDocument {
  return sessionDocument.parse({ format: SESSION_DOCUMENT_FORMAT, version: SESSION_DOCUMENT_VERSION, sessions });
}

/** Translations into other languages are left out; what was said stays. */
export function withLanguages(record: SessionRecord, languages: readonly LanguageCode[]): SessionRecord {
  const isWanted = ({ targetLanguage }: { readonly targetLanguage: LanguageCode }): boolean =>
    languages.some((language) => sameLanguage(language, targetLanguage));
  return { ...record, finals: record.finals.map((final) => ({ ...final, translations: final.translations.filter(isWanted) })) };
}

/** As it is written to a file. */
export function documentText(document: SessionDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

const header = z.looseObject({ format: z.literal(SESSION_DOCUMENT_FORMAT), version: z.number() });

/** Throws `bad-request`: what is no export of sessions, is of a newer version, or is damaged; the message says where. */
export function readDocument(given: unknown): SessionDocument {
  const told = header.safeParse(given);
  if (!told.success) {
    throw new SubcamError(
      'bad-request',
      'This is no export of sessions: take a file that "subcam sessions export --format json" wrote. Nothing was imported.',
    );
  }
  if (told.data.version > SESSION_DOCUMENT_VERSION) {
    throw new SubcamError(
      'bad-request',
      `The export is of version ${told.data.version}, and this Subcam reads ${SESSION_DOCUMENT_VERSION}: update Subcam. Nothing was imported.`,
    );
  }
  const parsed = sessionDocument.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = (issue?.path ?? [])
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./u, '');
  throw new SubcamError(
    'bad-request',
    `The export is damaged${place === '' ? '' : ` at ${place}`}: export the sessions again. Nothing was imported.`,
    {
      cause: parsed.error,
    },
  );
}

/** As `readDocument`, of a file's text. */
export function readDocumentText(bytes: Uint8Array): SessionDocument {
  let given: unknown;
  try {
    given = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new SubcamError('bad-request', 'The file is no JSON, or was cut off: export the sessions again. Nothing was imported.', {
      cause: error,
    });
  }
  return readDocument(given);
}
