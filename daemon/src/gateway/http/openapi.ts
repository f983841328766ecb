// The description of the API over HTTP.
import { openApiRoute, ROUTES } from '@subcam/shared/http';
import { answered, type AnsweredRoute } from './answered-route.ts';
import { openApiDocument } from './openapi-document.ts';

export function answerOpenApi({ version }: { readonly version: string }): readonly AnsweredRoute[] {
  const document = openApiDocument(ROUTES, version);
  return [answered(openApiRoute, () => document)];
}
