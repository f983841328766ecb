// Events of a session and packets -> the tile as it stands: cues, marks, settings, and the contract's count of speakers and words.
import type { CueUpdate, SessionState, TileSettings } from '@subcam/shared';
import { DEFAULT_TILE_SETTINGS, marksOfSession, stands } from '@subcam/shared';
import { areSameMarks, createTileModel, INITIAL_MARKS, type TileMarks, type TileModel } from '@subcam/shared/paint';
import type { TileEvent } from '@subcam/shared/wire';

export interface SessionTile {
  /** What is drawn. Marks and settings are set by what happens; cues are kept as they come. */
  readonly model: Pick<TileModel, 'input' | 'version' | 'nextExpiryMs' | 'settings'>;
  event(event: TileEvent): void;
  /** A change of the cues that comes from elsewhere than an event. */
  update(update: CueUpdate, atMs: number): void;
  setSettings(settings: TileSettings): void;
  /** When the first capture was opened; null before. */
  readonly openedAtMs: number | null;
  /** Speakers of all cues so far. */
  readonly speakersCount: number;
  /** When a translation last changed; null before the first. */
  readonly lastTranslationAtMs: number | null;
  /** Translations that can be read at an instant: a cue in two languages is two. */
  translationsAt(nowMs: number): number;
}

/** Speakers of one session that are told apart; who joins after them is not counted. */
const MAX_SPEAKERS = 1_000;

export function createSessionTile(settings: TileSettings = DEFAULT_TILE_SETTINGS): SessionTile {
  const model = createTileModel();
  model.setSettings(settings);
  let isStateKnown = false;
  const speakers = new Set<string>();
  let openedAtMs: number | null = null;
  let lastTranslationAtMs: number | null = null;
  let marks: TileMarks | null = null;

  const cuesAt = (nowMs: number) => {
    const { cues } = model.input({ width: 0, height: 0 }, nowMs);
    return cues.filter((cue) => stands(cue, nowMs));
  };

  const update = (change: CueUpdate, atMs: number): void => {
    if (change.type === 'upsert') {
      const { cue } = change;
      const speaker = cue.speakerLabel ?? cue.speakerName;
      if (speaker !== null && speakers.size < MAX_SPEAKERS) speakers.add(speaker);
      const before = model.input({ width: 0, height: 0 }, atMs).cues.find(({ cueId }) => cueId === cue.cueId);
      const isNews = Object.entries(cue.translations).some(([language, { text }]) => before?.translations[language]?.text !== text);
      if (isNews) lastTranslationAtMs = atMs;
      // Where no session tells its state, words that arrive do.
      if (!isStateKnown) setMarks({ ...INITIAL_MARKS, status: 'listening' });
    }
    model.update(change);
  };

  const setMarks = (next: TileMarks): void => {
    // A state that says the same leaves the picture as it is.
    if (marks !== null && areSameMarks(next, marks)) return;
    marks = next;
    model.setMarks(next);
  };

  const setState = (state: SessionState): void => {
    isStateKnown = true;
    setMarks(marksOfSession(state));
  };

  /** A capture that is opened again begins its revisions anew. */
  const forgetCuesOf = (captureId: string, atMs: number): void => {
    for (const { cueId } of model.input({ width: 0, height: 0 }, atMs).cues) {
      if (cueId.startsWith(`${captureId}:`)) model.update({ type: 'remove', emittedAtMs: atMs, cueId });
    }
  };

  return {
    model,
    event: (event) => {
      switch (event.type) {
        case 'opened':
          openedAtMs ??= event.atMs;
          forgetCuesOf(event.captureId, event.atMs);
          setState(event.state);
          break;
        case 'state':
          setState(event.state);
          break;
        case 'cue':
          update(event.update, event.atMs);
          break;
        case 'tile-settings':
          model.setSettings(event.settings);
          break;
        case 'closed':
          // The state that came before it says so already.
          break;
      }
    },
    update,
    setSettings: (given) => model.setSettings(given),
    get openedAtMs() {
      return openedAtMs;
    },
    get speakersCount() {
      return speakers.size;
    },
    get lastTranslationAtMs() {
      return lastTranslationAtMs;
    },
    translationsAt: (nowMs) => cuesAt(nowMs).reduce((count, { translations }) => count + Object.keys(translations).length, 0),
  };
}
