// A hello -> the languages of its session, complete: as they are stored and told.
import type { SessionRow } from '@subcam/shared';
import type { CaptureHello } from '@subcam/shared/wire';

export type AskedLanguages = Pick<SessionRow, 'sourceLanguage' | 'spoken' | 'targetLanguages' | 'twoWay'>;

export function languagesAskedFor({ sourceLanguage, spoken = [], targetLanguages, twoWay = false }: CaptureHello): AskedLanguages {
  return { sourceLanguage, spoken, targetLanguages, twoWay };
}
