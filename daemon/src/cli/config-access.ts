// Flags -> the settings that a command shows or changes: those of the running daemon, else those that the next start would have.
import { callRoute, changeConfigRoute, configRoute, type SettingRow, type SettingsChange } from '@subcam/shared/http';
import type { Configuration } from '../config/index.ts';
import { daemonFlags } from './daemon-args.ts';
import { daemonWithData } from './running-daemon.ts';
import type { AddressFlags, RunningDaemon } from './running-daemon.ts';
import type { Terminal } from './terminal.ts';

export interface ConfigAccess {
  /** The daemon's address; null where none runs. */
  readonly daemonUrl: string | null;
  /** Every setting; secrets are hidden. */
  rows(): Promise<readonly SettingRow[]>;
  /** Resolves with every setting as it is afterwards. Rejects with `configuration` or `storage`, and nothing has changed. */
  change(change: SettingsChange): Promise<readonly SettingRow[]>;
}

interface Place {
  readonly configuration: Configuration;
  readonly terminal: Terminal;
}

/** Rejects with `configuration` for settings that make no sense, and as `daemonWithData` does. */
export async function openConfigAccess(
  args: AddressFlags & Readonly<Record<string, unknown>>,
  { configuration, terminal }: Place,
): Promise<ConfigAccess> {
  const settings = await configuration.open(terminal.env, daemonFlags(args));
  const daemon = await daemonWithData(args, { config: settings.current(), terminal });
  if (daemon !== null) return accessOf(daemon);
  return {
    daemonUrl: null,
    rows: () => Promise.resolve(settings.rows()),
    change: async (change) => {
      await settings.change(change);
      return settings.rows();
    },
  };
}

function accessOf({ url, token }: RunningDaemon): ConfigAccess {
  return {
    daemonUrl: url,
    rows: async () => (await callRoute({ url, token }, configRoute, {})).settings,
    change: async (body) => (await callRoute({ url, token }, changeConfigRoute, { body })).settings,
  };
}
