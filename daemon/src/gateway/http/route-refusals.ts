// A route's definition -> every refusal that it can give, with its status: what its parts imply and what it lists itself.
import { httpStatusOf, type RouteDefinition, type RouteRefusal } from '@subcam/shared/http';

export type Refusal = Required<RouteRefusal>;

/** In the order of their status. */
export function refusalsOf(route: RouteDefinition): readonly Refusal[] {
  const { params, query, body, form, scope, limits, refusals = [] } = route;
  const takesInput = [params, query, body, form].some((schema) => schema !== undefined);
  const implied: readonly (RouteRefusal | false)[] = [
    takesInput && { code: 'bad-request', when: 'A parameter or the body is not as described.' },
    scope !== 'public' && { code: 'unauthorized', when: 'The token is missing, wrong, expired or revoked.' },
    scope !== 'public' && { code: 'forbidden-scope', when: 'The token does not allow this, or is for one session that this is not about.' },
    { code: 'forbidden-host', when: 'The request was not addressed to this machine by its own name.' },
    { code: 'forbidden-origin', when: 'A page of another origin asks.' },
    body !== undefined && {
      code: 'bad-request',
      status: 413,
      when: 'The body is larger than is taken here.',
    },
    body !== undefined && { code: 'bad-request', status: 415, when: 'The body is not sent as application/json.' },
    form !== undefined && {
      code: 'bad-request',
      status: 413,
      when: 'The file or a field is larger than the settings of the daemon allow.',
    },
    form !== undefined && { code: 'bad-request', status: 415, when: 'The body is not sent as multipart/form-data.' },
    limits?.rate !== undefined && {
      code: 'rate-limited',
      when: `More ${limits.rate.what} came within a ${limits.rate.per} than are taken.`,
    },
    scope !== 'public' && { code: 'session-limit', when: 'As many connections of HTTP are there as may be at once.' },
    { code: 'timeout', status: 408, when: 'The request did not arrive in time.' },
    { code: 'bad-request', status: 431, when: 'The header of the request, with the address in it, is larger than is taken here.' },
    { code: 'internal', when: 'The daemon failed; its log says more.' },
  ];
  return [...implied, ...refusals]
    .filter((refusal) => refusal !== false)
    .map((refusal) => ({ ...refusal, status: refusal.status ?? httpStatusOf(refusal.code) }))
    .toSorted((a, b) => a.status - b.status);
}
