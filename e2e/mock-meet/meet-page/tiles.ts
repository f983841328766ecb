// Who is in the call -> a tile each, whose mark follows the voice, and the list of participants.
import type { Participant } from '../wire/messages.ts';
import { element, icon } from './element.ts';
import { interfaceWords } from './interface-words.ts';
import { SpeakingMark } from './speaking-marks.ts';

/** Meet's class names rotate; only that there is one for silence can be told. */
const SILENT_CLASS = 'gjg47c';
const LIT_CLASSES = ['kssMZb', 'BbJhmb', 'OgVli'] as const;

interface Tile {
  readonly root: HTMLElement;
  readonly indicator: HTMLElement;
  readonly mark: SpeakingMark;
  shown: number;
}

export interface TilesOptions {
  readonly self: Participant;
  readonly selfView: HTMLVideoElement;
  /** Level of a participant now, 0–1. */
  readonly level: (participantId: string) => number;
}

export class Tiles {
  readonly grid = element('div', { class: 'grid' });
  readonly #options: TilesOptions;
  readonly #tiles = new Map<string, Tile>();

  constructor(options: TilesOptions) {
    this.#options = options;
    this.#add(options.self, true);
  }

  /** Everyone but oneself. */
  set(participants: readonly Participant[]): void {
    const present = new Set(participants.map(({ participantId }) => participantId));
    for (const [participantId, tile] of this.#tiles) {
      if (present.has(participantId) || participantId === this.#options.self.participantId) continue;
      tile.root.remove();
      this.#tiles.delete(participantId);
    }
    for (const participant of participants) if (!this.#tiles.has(participant.participantId)) this.#add(participant, false);
  }

  /** Lights the tiles of those who are heard now. */
  update(nowMs: number): void {
    for (const [participantId, tile] of this.#tiles) {
      const step = tile.mark.update(this.#options.level(participantId), nowMs);
      if (step === tile.shown) continue;
      tile.shown = step;
      tile.indicator.setAttribute('data-audio-level', String(step));
      tile.indicator.className = `speaking ${step === 0 ? SILENT_CLASS : (LIT_CLASSES[step % LIT_CLASSES.length] ?? '')}`;
    }
  }

  #add({ participantId, displayName }: Participant, isSelf: boolean): void {
    const indicator = element('div', { class: `speaking ${SILENT_CLASS}`, 'data-audio-level': 0 }, [icon('graphic_eq')]);
    const name = element('span', { class: 'notranslate' }, [displayName]);
    const root = element('div', { class: 'tile', 'data-participant-id': participantId, 'data-requested-participant-id': participantId }, [
      isSelf ? this.#options.selfView : element('div', { class: 'avatar', 'aria-hidden': 'true' }),
      indicator,
      element('div', { class: 'name', ...(isSelf ? { 'data-self-name': displayName } : {}) }, [name]),
    ]);
    this.#tiles.set(participantId, { root, indicator, mark: new SpeakingMark(), shown: 0 });
    this.grid.append(root);
  }
}

/** The list that the People control opens. */
export function participantList(self: Participant, others: readonly Participant[]): HTMLElement {
  const row = ({ participantId, displayName }: Participant, isSelf: boolean): HTMLElement =>
    element('div', { role: 'listitem', 'aria-label': displayName, 'data-participant-id': participantId }, [
      element('span', { class: 'notranslate' }, [displayName]),
      ...(isSelf ? [element('span', {}, [interfaceWords().you])] : []),
    ]);
  return element('div', { role: 'list', 'aria-label': interfaceWords().participants }, [
    row(self, true),
    ...others.map((other) => row(other, false)),
  ]);
}
