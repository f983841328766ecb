// Settings for clients that keep them in step with other services, over HTTP: the settings of the running daemon, which others hold.
import { SubcamError } from '@subcam/shared';
import {
  applyPresetRoute,
  checkCompatibilityRoute,
  compatibilityRoute,
  presetRoute,
  presetsRoute,
  replaceUnifiedRoute,
  rollBackSettingsRoute,
  syncStatusRoute,
  unifiedSettingsRoute,
  updateSettingsRoute,
  type SettingsSync,
} from '@subcam/shared/http';
import { answered, type AnsweredRoute } from './answered-route.ts';
import { HttpRefusal } from './http-errors.ts';

export interface SettingsSyncDeps {
  readonly settings: { readonly sync: SettingsSync };
}

/** In a request it is the asker who can mend it. */
async function asked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof SubcamError) || error.code !== 'configuration') throw error;
    throw new HttpRefusal(error.code, error.message, 'isConflict' in error ? 409 : 400);
  }
}

function found<T>(value: T | null | undefined, otherwise: string): T {
  if (value === null || value === undefined) throw new HttpRefusal('configuration', otherwise, 404);
  return value;
}

const NO_VERSION = 'There is no such version any more: GET /api/settings/sync/status lists those that there are.';
const NO_PRESET = 'There is no such preset: GET /api/settings/sync/presets lists those that there are.';

export function answerSettingsSync({ settings: { sync } }: SettingsSyncDeps): readonly AnsweredRoute[] {
  return [
    answered(syncStatusRoute, () => asked(sync.status())),
    answered(unifiedSettingsRoute, () => asked(sync.unified())),
    answered(replaceUnifiedRoute, ({ body }) => asked(sync.update('unified', body))),
    answered(updateSettingsRoute, ({ params: { section }, body }) => asked(sync.update(section, body))),
    answered(rollBackSettingsRoute, async ({ body: { version, expected_version: expected } }) =>
      found(await asked(sync.rollBack(version, expected)), NO_VERSION),
    ),
    answered(presetsRoute, () => ({ presets: sync.presets() })),
    answered(presetRoute, ({ params: { name } }) =>
      found(
        sync.presets().find((preset) => preset.name === name),
        NO_PRESET,
      ),
    ),
    answered(applyPresetRoute, async ({ params: { name }, body: { expected_version: expected } }) =>
      found(await asked(sync.applyPreset(name, expected)), NO_PRESET),
    ),
    answered(compatibilityRoute, () => sync.compatibility()),
    answered(checkCompatibilityRoute, ({ body }) => sync.check(body)),
  ];
}
