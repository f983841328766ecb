// The description of the API over HTTP.
import { isDeepStrictEqual } from 'node:util';
import { openApiRoute, ROUTES, type RouteLimitValues } from '@subcam/shared/http';
import { answered, type AnsweredRoute } from './answered-route.ts';
import { openApiDocument } from './openapi-document.ts';

export interface OpenApiDeps {
  readonly version: string;
  /** Those of now, which the document tells. */
  readonly limits: () => RouteLimitValues;
}

export function answerOpenApi({ version, limits }: OpenApiDeps): readonly AnsweredRoute[] {
  const write = (now: RouteLimitValues) => ({ limits: now, document: openApiDocument(ROUTES, { version, limits: now }) });
  let written = write(limits());
  return [
    answered(openApiRoute, () => {
      // Whoever asks for it costs nothing while they are the same.
      const now = limits();
      if (!isDeepStrictEqual(now, written.limits)) written = write(now);
      return written.document;
    }),
  ];
}
