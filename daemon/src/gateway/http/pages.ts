// The daemon's own pages over HTTP: files that come with it, under a policy that lets them load and reach nothing but this daemon.
import { readFile } from 'node:fs/promises';
import { homePageRoute, pageFileRoute } from '@subcam/shared/http';
import { answered, MediaAnswer, type AnsweredRoute } from './answered-route.ts';
import { HttpRefusal } from './http-errors.ts';

/** Beside the pages themselves, all that is served of the folder. */
const FILES: ReadonlyMap<string, 'text/css' | 'text/javascript'> = new Map([
  ['home.css', 'text/css'],
  ['home.js', 'text/javascript'],
]);

function readPage(name: string): Promise<Buffer> {
  return readFile(new URL(`../pages/${name}`, import.meta.url));
}

/** `host`: to which the page was asked for, such as `127.0.0.1:3000`. Nothing inline, nothing foreign, nobody's frame. */
export function pagePolicy(host: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    // Not every browser counts a socket as of the page's own origin.
    `connect-src 'self' ws://${host}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function answerPages(): readonly AnsweredRoute[] {
  const page = async (name: string, host: string) =>
    new MediaAnswer('text/html', await readPage(name), { 'Content-Security-Policy': pagePolicy(host), 'X-Frame-Options': 'DENY' });
  return [
    answered(homePageRoute, ({ host }) => page('home.html', host)),
    answered(pageFileRoute, async ({ params: { file } }) => {
      const media = FILES.get(file);
      if (media === undefined) throw new HttpRefusal('bad-request', 'No page has such a file.', 404);
      return new MediaAnswer(media, await readPage(file));
    }),
  ];
}
