// The README's table of requests against the routes that there are.
import { readFile } from 'node:fs/promises';
import { ROUTES } from '@subcam/shared/http';
import { expect, it } from 'vitest';

/** Rows of the README that begin with a request: the methods and addresses of each; `…` stands for the folder of the one before. */
async function requestsInReadme(): Promise<readonly string[]> {
  const readme = await readFile(new URL('../../../../README.md', import.meta.url), 'utf8');
  return readme
    .split('\n')
    .filter((line) => /^\| `(GET|POST|PATCH|PUT|DELETE)\b/.test(line))
    .flatMap((line) => {
      const quoted = [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? '');
      const methods = quoted.flatMap((text) => text.match(/\b(GET|POST|PATCH|PUT|DELETE)\b/g) ?? []);
      const paths = quoted.flatMap((text) => text.match(/(\/|…)\S*/g) ?? []).map((path) => path.replace(/\[.*\]$/, ''));
      const whole = paths.map((path) => path.replace('…', paths[0]?.replace(/\/[^/{]+(\/\{\w+\})?$/, '') ?? ''));
      return methods.flatMap((method) => whole.map((path) => `${method} ${path}`));
    });
}

it('the README names only requests that exist, and every resource for programs', async () => {
  const named = await requestsInReadme();
  expect(named.length).toBeGreaterThanOrEqual(10);
  const routes = ROUTES.map(({ method, path }) => `${method} ${path}`);
  expect(named.filter((request) => !routes.includes(request))).toEqual([]);
  const webcam = ROUTES.filter(({ resource }) => resource === 'virtual-webcam' || resource === 'bots');
  expect(webcam.map(({ method, path }) => `${method} ${path}`).filter((request) => !named.includes(request))).toEqual([]);
});
