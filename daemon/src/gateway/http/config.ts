// Configuration over HTTP: the settings of the running daemon, which others hold.
import { SubcamError } from '@subcam/shared';
import { changeConfigRoute, configRoute, type SettingRow, type SettingsChange } from '@subcam/shared/http';
import { answered, type AnsweredRoute } from './answered-route.ts';
import { HttpRefusal } from './http-errors.ts';

/** What of the daemon's settings can be seen and changed from outside. */
export interface ChangeableSettings {
  /** Secrets are hidden. */
  rows(): readonly SettingRow[];
  /** Rejects with `configuration`, and changes nothing, when one of the changes can't be made; with `storage` when it can't be kept. */
  change(change: SettingsChange): Promise<void>;
}

export interface ConfigDeps {
  readonly settings: ChangeableSettings;
}

export function answerConfig({ settings }: ConfigDeps): readonly AnsweredRoute[] {
  const tell = () => ({ settings: [...settings.rows()] });
  return [
    answered(configRoute, tell),
    answered(changeConfigRoute, async ({ body }) => {
      await settings.change(body).catch((error: unknown) => {
        // In a request it is the asker who can mend it.
        if (error instanceof SubcamError && error.code === 'configuration') throw new HttpRefusal(error.code, error.message, 400);
        throw error;
      });
      return tell();
    }),
  ];
}
