// What the daemon's settings offer to clients that keep them in step with other services.
import type {
  CompatibilityReport,
  SettingSection,
  SettingsCompatibility,
  SettingsOutcome,
  SettingsPreset,
  SettingsUpdate,
  SyncStatus,
  UnifiedSettings,
} from '@subcam/shared/http';

export interface SettingsSync {
  status(): Promise<SyncStatus>;
  unified(): Promise<UnifiedSettings>;
  /** Rejects as `Settings.change` does, with SettingsConflict for another version than was expected. */
  update(section: SettingSection, update: SettingsUpdate): Promise<SettingsOutcome>;
  /** 0: nothing is changed. Null: there is no such version any more. */
  rollBack(version: number, expectedVersion?: number): Promise<SettingsOutcome | null>;
  presets(): SettingsPreset[];
  /** Null: there is no such preset. */
  applyPreset(name: string, expectedVersion?: number): Promise<SettingsOutcome | null>;
  compatibility(): CompatibilityReport;
  check(update: SettingsUpdate): SettingsCompatibility;
}
