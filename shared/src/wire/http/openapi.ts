// The description of all routes, made from their definitions.
import * as z from 'zod/mini';
import { defineRoute } from './route.ts';

export const openApiRoute = defineRoute({
  name: 'openApi',
  method: 'GET',
  path: '/api/openapi.json',
  scope: 'public',
  resource: 'openapi',
  summary: 'This description: every route that there is, as OpenAPI 3.1.',
  response: z.looseObject({
    openapi: z.string(),
    info: z.looseObject({ title: z.string(), version: z.string() }),
    paths: z.record(z.string(), z.looseObject({})),
  }),
});
