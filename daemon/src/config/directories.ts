// Environment and platform -> where Subcam keeps its configuration, its data and its models when nobody says otherwise.
import { homedir } from 'node:os';
import path from 'node:path';
import type { Environment } from './environment.ts';

export interface Place {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
}

function home(env: Environment): string {
  return env['HOME'] || homedir();
}

/** XDG Base Directory Specification; macOS: Application Support; Windows: the roaming application data. */
export function defaultConfigFile({ env, platform }: Place): string {
  const paths = platform === 'win32' ? path.win32 : path.posix;
  if (env['XDG_CONFIG_HOME']) return paths.join(env['XDG_CONFIG_HOME'], 'subcam', 'config.json');
  if (platform === 'darwin') return paths.join(home(env), 'Library', 'Application Support', 'subcam', 'config.json');
  if (platform === 'win32') {
    const roaming = env['APPDATA'] || paths.join(env['USERPROFILE'] || homedir(), 'AppData', 'Roaming');
    return paths.join(roaming, 'subcam', 'config.json');
  }
  return paths.join(home(env), '.config', 'subcam', 'config.json');
}

/** `subcam` in the user's data directory (XDG Base Directory Specification). */
export function defaultDataDir(env: Environment): string {
  return path.join(env['XDG_DATA_HOME'] || path.join(home(env), '.local', 'share'), 'subcam');
}
