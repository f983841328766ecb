// The daemon's own pages over HTTP: files that come with it, under a policy that lets them load and reach nothing but this daemon.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { docsPageRoute, homePageRoute, pageFileRoute, sessionPageRoute } from '@subcam/shared/http';
import type { Way } from '../auth/admission.ts';
import { answered, MediaAnswer, type AnsweredRoute } from './answered-route.ts';
import { HttpRefusal } from './http-errors.ts';

const require = createRequire(import.meta.url);

/** The client of Socket.IO as a browser loads it, from the very package that the daemon's own commands use. */
const SOCKET_CLIENT = path.join(path.dirname(require.resolve('socket.io-client/package.json')), 'dist', 'socket.io.min.js');

/** The viewer of OpenAPI documents. */
const SWAGGER_UI = path.dirname(require.resolve('swagger-ui-dist/package.json'));

function ofFolder(name: string): string {
  return fileURLToPath(new URL(`../pages/${name}`, import.meta.url));
}

/** Beside the pages themselves, all that is served. */
const FILES: ReadonlyMap<string, { readonly media: 'text/css' | 'text/javascript'; readonly file: string }> = new Map([
  ['home.css', { media: 'text/css', file: ofFolder('home.css') }],
  ['home.js', { media: 'text/javascript', file: ofFolder('home.js') }],
  ['view.css', { media: 'text/css', file: ofFolder('view.css') }],
  ['view.js', { media: 'text/javascript', file: ofFolder('view.js') }],
  ['docs.css', { media: 'text/css', file: ofFolder('docs.css') }],
  ['docs.js', { media: 'text/javascript', file: ofFolder('docs.js') }],
  ['swagger-ui.css', { media: 'text/css', file: path.join(SWAGGER_UI, 'swagger-ui.css') }],
  ['swagger-ui.js', { media: 'text/javascript', file: path.join(SWAGGER_UI, 'swagger-ui-bundle.js') }],
  ['socket.io.js', { media: 'text/javascript', file: SOCKET_CLIENT }],
]);

/** `origin`: of the page. Nothing inline, nothing foreign, nobody's frame. */
export function pagePolicy(origin: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    // Not every browser counts a socket as of the page's own origin.
    `connect-src 'self' ${origin.replace(/^http/, 'ws')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function answerPages(): readonly AnsweredRoute[] {
  const page = async (name: string, { origin }: Way) =>
    new MediaAnswer('text/html', await readFile(ofFolder(name)), {
      'Content-Security-Policy': pagePolicy(origin),
      'X-Frame-Options': 'DENY',
    });
  return [
    answered(homePageRoute, ({ way }) => page('home.html', way)),
    answered(sessionPageRoute, ({ way }) => page('view.html', way)),
    answered(docsPageRoute, ({ way }) => page('docs.html', way)),
    answered(pageFileRoute, async ({ params: { file } }) => {
      const served = FILES.get(file);
      if (served === undefined) throw new HttpRefusal('bad-request', 'No page has such a file.', 404);
      return new MediaAnswer(served.media, await readFile(served.file));
    }),
  ];
}
