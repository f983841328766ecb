// Definitions of routes -> OpenAPI 3.1: parameters, bodies, answers, refusals and limits, all from the schemas that are served.
import { errorAnswer, type RouteDefinition, type RouteLimitValues } from '@subcam/shared/http';
import * as z from 'zod/mini';
import { refusalsOf } from './route-refusals.ts';

type Json = Readonly<Record<string, unknown>>;

const BEARER = 'bearer';

/**
 * The JSON Schema of a schema, draft 2020-12, as OpenAPI 3.1 has it. `input`: what may be sent. `output`: what is answered; a client must
 * expect fields that are added later, so none are forbidden.
 */
function jsonSchema(schema: z.ZodMiniType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    override: ({ jsonSchema: made }) => {
      if (made.additionalProperties === false) delete made.additionalProperties;
    },
  });
  return rest;
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, Json>>;
  readonly required?: readonly string[];
}

function parametersOf(route: RouteDefinition): readonly Json[] {
  const of = (schema: z.ZodMiniType | undefined, place: 'path' | 'query'): readonly Json[] => {
    if (schema === undefined) return [];
    // What is parsed from the text of an address is described as what it becomes: a number, not any text.
    const { properties = {}, required = [] }: ObjectSchema = jsonSchema(schema, 'output');
    return Object.entries(properties).map(([name, parameter]) => ({
      name,
      in: place,
      required: required.includes(name),
      schema: parameter,
    }));
  };
  return [...of(route.params, 'path'), ...of(route.query, 'query')];
}

function formOf({ files, fields }: NonNullable<RouteDefinition['form']>): Json {
  const { properties = {} } = jsonSchema(fields, 'input') as ObjectSchema;
  const file = { type: 'string', contentMediaType: 'application/octet-stream', contentEncoding: 'binary' };
  const schema = {
    type: 'object',
    properties: { ...Object.fromEntries(files.map((name) => [name, file])), ...properties },
    oneOf: files.map((name) => ({ required: [name] })),
  };
  return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } };
}

function bodyOf({ body, form }: RouteDefinition): Json {
  if (form !== undefined) return formOf(form);
  if (body === undefined) return {};
  const content = { 'application/json': { schema: jsonSchema(body, 'input') } };
  return { requestBody: { required: !body.safeParse({}).success, content } };
}

function successOf({ response, media = [], status = 200, summary }: RouteDefinition): Json {
  const json = response === undefined ? {} : { 'application/json': { schema: jsonSchema(response, 'output') } };
  const others = Object.fromEntries(media.map((type) => [type, {}]));
  return { [status]: { description: summary, content: { ...json, ...others } } };
}

function failuresOf(route: RouteDefinition): Json {
  const byStatus = Map.groupBy(refusalsOf(route), ({ status }) => status);
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } };
  return Object.fromEntries(
    [...byStatus].map(([status, refusals]) => [
      status,
      { description: refusals.map(({ code, when }) => `\`${code}\`: ${when}`).join('\n\n'), content },
    ]),
  );
}

/** Limits as sentences: OpenAPI has no field for them. */
function limitsOf(
  { body, limits: { bodyBytes = 'maxBodyBytes', items, rate } = {} }: RouteDefinition,
  values: RouteLimitValues,
): readonly string[] {
  return [
    ...(body === undefined ? [] : [`The body holds at most ${values[bodyBytes]} bytes (\`limits.${bodyBytes}\`).`]),
    ...(items === undefined ? [] : [`A list has at most ${values[items]} items (\`limits.${items}\`).`]),
    ...(rate === undefined
      ? []
      : [
          `At most ${values[rate.requests]} ${rate.what} are taken in a ${rate.per} for one \`${rate.param}\`, whoever asks (\`limits.${rate.requests}\`).`,
        ]),
  ];
}

function whoMay({ scope, anonymousToo = false }: RouteDefinition): string {
  if (scope === 'public') return 'No token is needed.';
  return anonymousToo ? `A token of scope \`${scope}\` is told more.` : `Needs a token of scope \`${scope}\`.`;
}

function securityOf({ scope, anonymousToo = false }: RouteDefinition): readonly Json[] {
  if (scope === 'public') return [];
  return [...(anonymousToo ? [{}] : []), { [BEARER]: [scope] }];
}

function operationOf(route: RouteDefinition, limits: RouteLimitValues): Json {
  const description = [...(route.description === undefined ? [] : [route.description]), whoMay(route), ...limitsOf(route, limits)].join(
    '\n\n',
  );
  return {
    operationId: route.name,
    tags: [route.resource],
    summary: route.summary,
    description,
    security: securityOf(route),
    parameters: parametersOf(route),
    ...bodyOf(route),
    responses: { ...successOf(route), ...failuresOf(route) },
  };
}

export interface DocumentOptions {
  readonly version: string;
  readonly limits: RouteLimitValues;
}

export function openApiDocument(routes: readonly RouteDefinition[], { version, limits }: DocumentOptions) {
  const byPath = Map.groupBy(routes, ({ path }) => path);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Subcam',
      version,
      description:
        'The daemon that puts live, translated subtitles into a video meeting as a camera. It answers on loopback, elsewhere by TLS, to callers ' +
        'without an Origin, to its own pages and to the Subcam extension. Sound and subtitles go over Socket.IO, beside these routes. ' +
        'An address that is asked with a method which it does not take answers 405, with `Allow`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ resource }) => resource))].map((name) => ({ name })),
    paths: Object.fromEntries(
      [...byPath].map(([path, atPath]) => [
        path,
        Object.fromEntries(atPath.map((route) => [route.method.toLowerCase(), operationOf(route, limits)])),
      ]),
    ),
    components: {
      securitySchemes: {
        [BEARER]: { type: 'http', scheme: 'bearer', description: 'The daemon’s token: from pairing, or from its token file.' },
      },
      schemas: { Error: jsonSchema(errorAnswer, 'output') },
    },
  };
}
