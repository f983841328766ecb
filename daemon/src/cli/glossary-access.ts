// Flags -> the glossary that a command shows or changes: the running daemon's, else the one in the data directory.
import {
  callRoute,
  changeGlossaryRoute,
  glossaryRoute,
  type GlossaryChange,
  type GlossaryOutcome,
  type GlossaryRow,
} from '@subcam/shared/http';
import { loadConfig, type DaemonConfig } from '../config/index.ts';
import { openGlossary } from '../glossary/index.ts';
import { daemonFlags } from './daemon-args.ts';
import { daemonWithData, type AddressFlags } from './running-daemon.ts';
import type { Terminal } from './terminal.ts';

export interface GlossaryAccess {
  readonly config: DaemonConfig;
  /** The daemon's address; null where none runs. */
  readonly daemonUrl: string | null;
  /** In the order in which they were added. */
  rows(): Promise<readonly GlossaryRow[]>;
  /** Rejects with `bad-request` or `storage`, and nothing has changed. */
  change(change: GlossaryChange): Promise<GlossaryOutcome>;
}

/** Rejects with `configuration` for settings that make no sense, and as `daemonWithData` does. */
export async function openGlossaryAccess(
  args: AddressFlags & Readonly<Record<string, unknown>>,
  terminal: Terminal,
): Promise<GlossaryAccess> {
  const config = await loadConfig(terminal.env, daemonFlags(args));
  const daemon = await daemonWithData(args, { config, terminal });
  if (daemon !== null) {
    return {
      config,
      daemonUrl: daemon.url,
      rows: async () => (await callRoute(daemon, glossaryRoute, {})).terms,
      change: (body) => callRoute(daemon, changeGlossaryRoute, { body }),
    };
  }
  const limits = (): { maxTerms: number; maxTermLength: number } => glossaryLimits(config);
  const glossary = await openGlossary({ file: config.glossaryFile, limits });
  return {
    config,
    daemonUrl: null,
    rows: () => Promise.resolve(glossary.rows()),
    change: (change) => glossary.change(change),
  };
}

/** Of the settings as they are in force. */
export function glossaryLimits({ settings }: DaemonConfig): { readonly maxTerms: number; readonly maxTermLength: number } {
  const { maxGlossaryTerms, maxGlossaryTermLength } = settings.current().limits;
  return { maxTerms: maxGlossaryTerms, maxTermLength: maxGlossaryTermLength };
}
