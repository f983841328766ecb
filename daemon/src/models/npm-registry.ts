// Environment -> the npm registry that models are fetched from, the same one that npm itself would ask.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SubcamError } from '@subcam/shared';

/** How long npm may take to say which registry it is configured for. */
const NPM_TIMEOUT_MS = 20_000;

/**
 * The registry's URL, ending in a slash: `npm_config_registry` (npm sets it for the scripts that it runs), else what
 * `npm config get registry` says. Rejects with `configuration` when that is no http URL, or when npm isn't there to ask.
 */
export async function npmRegistry(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const configured = env['npm_config_registry'] ?? (await askNpm(env));
  if (!URL.canParse(configured) || !/^https?:$/.test(new URL(configured).protocol)) {
    throw new SubcamError(
      'configuration',
      `npm's registry "${configured}" is not an http(s) URL: mend it with "npm config set registry URL".`,
    );
  }
  return configured.endsWith('/') ? configured : `${configured}/`;
}

async function askNpm(env: Readonly<Record<string, string | undefined>>): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry'], { env: { ...env }, timeout: NPM_TIMEOUT_MS });
    return stdout.trim();
  } catch (error) {
    throw new SubcamError(
      'configuration',
      'npm does not say which registry it uses: see "npm config get registry", or set npm_config_registry.',
      { cause: error },
    );
  }
}
