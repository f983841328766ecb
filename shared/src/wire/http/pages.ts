// The daemon's own pages, and the files that they are made of.
import * as z from 'zod/mini';
import { defineRoute } from './route.ts';

const resource = 'pages';

export const homePageRoute = defineRoute({
  name: 'homePage',
  method: 'GET',
  path: '/',
  scope: 'public',
  resource,
  summary: 'A page for people: what this daemon is, whether it lives, how to pair.',
  media: ['text/html'],
});

export const sessionPageRoute = defineRoute({
  name: 'sessionPage',
  method: 'GET',
  path: '/view',
  scope: 'public',
  resource,
  summary:
    'A page for people that follows the subtitles of one session. What it may read is in the fragment of its link, which is never sent.',
  media: ['text/html'],
});

export const docsPageRoute = defineRoute({
  name: 'docsPage',
  method: 'GET',
  path: '/api/docs',
  scope: 'public',
  resource,
  summary: 'A page for people that shows this description. It asks for no token, and sends none.',
  media: ['text/html'],
});

export const pageFileRoute = defineRoute({
  name: 'pageFile',
  method: 'GET',
  path: '/pages/{file}',
  scope: 'public',
  resource,
  summary: 'A style sheet or script of a page.',
  params: z.object({ file: z.string() }),
  media: ['text/css', 'text/javascript'],
  refusals: [{ code: 'bad-request', status: 404, when: 'No page has such a file.' }],
});
