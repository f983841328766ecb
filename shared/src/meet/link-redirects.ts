// The address that a mail program, a chat, a search engine or a sign-in page put around a link -> the link itself. Pure.

interface Redirect {
  readonly host: RegExp;
  readonly path: RegExp;
  /** Where the link stands: in the first of these parameters that has a value, or in what the function finds. */
  readonly link: readonly string[] | ((url: URL) => string | undefined);
}

/** As URLDefense of Proofpoint writes a link in its version 2: `-3A` for `%3A`, `_` for a slash. */
function proofpointLink(url: URL): string | undefined {
  const written = url.searchParams.get('u');
  return written === null ? undefined : percentDecoded(written.replaceAll('-', '%').replaceAll('_', '/'));
}

/** What stands between two marks in the address: the marks, and so the link, may go on into query and fragment. */
const between =
  (marked: RegExp) =>
  (url: URL): string | undefined =>
    marked.exec(url.href)?.[1];

const REDIRECTS: readonly Redirect[] = [
  { host: /^(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?$/, path: /^\/url$/, link: ['q', 'url'] },
  { host: /^(?:www\.)?meet\.google\.com$/, path: /^\/linkredirect$/, link: ['dest'] },
  { host: /^accounts\.google\.com$/, path: /^\//, link: ['continue', 'followup'] },
  { host: /^(?:www\.)?youtube\.com$/, path: /^\/redirect$/, link: ['q'] },
  // Microsoft: Outlook in all its clouds, and Teams.
  { host: /\.safelinks\.protection\.(?:outlook\.com|office365\.us|partner\.outlook\.cn)$/, path: /^\//, link: ['url'] },
  { host: /^statics\.teams\.cdn\.office\.net$/, path: /\/atp-safelinks\.html$/, link: ['url'] },
  // Proofpoint.
  { host: /^urldefense\.(?:proofpoint\.)?(?:com|us)$/, path: /^\/v1\/url$/, link: ['u'] },
  { host: /^urldefense\.(?:proofpoint\.)?(?:com|us)$/, path: /^\/v2\/url$/, link: proofpointLink },
  { host: /^urldefense\.(?:proofpoint\.)?(?:com|us)$/, path: /^\/v3\//, link: between(/\/v3\/__(.+?)(?:__|$)/) },
  // Check Point, Cisco, Barracuda, FireEye, Symantec.
  { host: /^protect\.checkpoint\.com$/, path: /^\/v2\//, link: between(/\/___(https?:.+?)(?:___|$)/i) },
  { host: /^secure-web\.cisco\.com$/, path: /\/https?%3A/i, link: between(/\/(https?%3A[^/?#]+)/i) },
  { host: /^linkprotect\.cudasvc\.com$/, path: /^\/url$/, link: ['a'] },
  { host: /^protect2?\.fireeye\.com$/, path: /^\/(?:v1\/)?url$/, link: ['u'] },
  { host: /^clicktime\.symantec\.com$/, path: /^\//, link: ['u'] },
  // Chats, networks and mail on the web.
  { host: /^slack-redir\.net$/, path: /^\/link$/, link: ['url'] },
  { host: /^lm?\.(?:facebook|messenger|instagram|workplace)\.com$/, path: /^\/(?:l\.php)?$/, link: ['u'] },
  { host: /^l\.wl\.co$/, path: /^\/l$/, link: ['u'] },
  { host: /^(?:www\.)?linkedin\.com$/, path: /^\/(?:safety\/go|redir\/redirect)\/?$/, link: ['url'] },
  { host: /^deref-(?:gmx|web|mail)\.(?:net|de|com)$/, path: /^\/mail\/client\//, link: ['redirectUrl'] },
  { host: /^(?:www\.)?vk\.com$/, path: /^\/away\.php$/, link: ['to'] },
];

/** Without percent signs that say nothing; a text that can't be decoded stays as it is. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign of another meaning.
    return text;
  }
}

/** The link, decoded, that the address of a known redirect leads to; null for an address that is none or leads nowhere. */
export function behindRedirect(url: URL): string | null {
  for (const { host, path, link } of REDIRECTS) {
    if (!host.test(url.host) || !path.test(url.pathname)) continue;
    const found = typeof link === 'function' ? link(url) : link.map((name) => url.searchParams.get(name)).find((value) => value?.trim());
    const to = found?.trim() ?? '';
    if (to !== '') return /^https?%3A/i.test(to) ? percentDecoded(to) : to;
  }
  return null;
}
