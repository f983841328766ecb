// Requests to https://meet.google.com -> the meeting's page under a policy as strict as Meet's, and nothing from anywhere else.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { INTERFACE_LANGUAGES, isInterfaceLanguage, type InterfaceLanguage } from '../wire/interface-language.ts';

/** The one meeting that there is. */
export const MEETING_PATH = '/abc-defg-hij';

const MEETING_CODE = /^\/[a-z]{3}-[a-z]{4}-[a-z]{3}\/?$/i;

export interface SiteFiles {
  readonly script: string;
  readonly styles: string;
  /** Of a page whose address has no `hl`. */
  readonly interfaceLanguage: InterfaceLanguage;
  /** What the page asks a camera for, px. */
  readonly cameraSize: { readonly width: number; readonly height: number };
}

/**
 * Scripts by nonce alone, strings never become scripts, workers and connections only of the page's own origin. `unsafe-inline` and
 * `https:` are what Meet sends for old browsers; a browser that knows `strict-dynamic` leaves them aside.
 */
function contentSecurityPolicy(nonce: string): string {
  return [
    `script-src 'report-sample' 'nonce-${nonce}' 'unsafe-inline' 'strict-dynamic' https:`,
    "object-src 'none'",
    "base-uri 'self'",
    "worker-src 'self'",
    "frame-src 'self' https://*.google.com",
    "connect-src 'self'",
    "require-trusted-types-for 'script'",
    'trusted-types meet-page',
  ].join('; ');
}

interface PageFacts {
  readonly page: 'meeting' | 'bad-code' | 'home';
  readonly language: InterfaceLanguage;
  readonly cameraSize: SiteFiles['cameraSize'];
}

function pageHtml({ page, language, cameraSize: { width, height } }: PageFacts, nonce: string): string {
  return `<!doctype html>
<html lang="${language}" dir="${INTERFACE_LANGUAGES[language]}">
<head>
<meta charset="utf-8">
<title>${page === 'home' ? 'Google Meet' : 'Meet'}</title>
<link rel="stylesheet" href="/assets/meet.css" nonce="${nonce}">
<link rel="icon" href="data:,">
</head>
<body data-page="${page}" data-camera-width="${width}" data-camera-height="${height}">
<script src="/assets/meet.js" nonce="${nonce}" defer></script>
</body>
</html>
`;
}

/** The request handler of the site. */
export function meetSite(files: SiteFiles): (request: IncomingMessage, response: ServerResponse) => void {
  const assets: Readonly<Record<string, readonly [type: string, body: string]>> = {
    '/assets/meet.js': ['text/javascript; charset=utf-8', files.script],
    '/assets/meet.css': ['text/css; charset=utf-8', files.styles],
  };
  return (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://meet.google.com');
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('cache-control', 'no-store');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const asset = assets[pathname];
    if (asset !== undefined) {
      response.writeHead(200, { 'content-type': asset[0] }).end(asset[1]);
      return;
    }
    const isMeeting = pathname.replace(/\/$/, '').toLowerCase() === MEETING_PATH;
    const isHome = pathname === '/' || pathname === '/landing';
    if (!isMeeting && !isHome && !MEETING_CODE.test(pathname)) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found');
      return;
    }
    const nonce = randomBytes(16).toString('base64url');
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(nonce),
      'x-frame-options': 'SAMEORIGIN',
      'cross-origin-opener-policy': 'same-origin-allow-popups',
      'referrer-policy': 'origin',
    });
    const asked = searchParams.get('hl');
    const language = isInterfaceLanguage(asked) ? asked : files.interfaceLanguage;
    const page = isMeeting ? 'meeting' : isHome ? 'home' : 'bad-code';
    response.end(pageHtml({ page, language, cameraSize: files.cameraSize }, nonce));
  };
}
