// Tile host, for the isolated script: what the offscreen document says of the tile -> letters on the canvases of the page's camera.
import { createTileModel } from '@subcam/shared/paint';
import type { Cue, CueUpdate } from '@subcam/shared';
import type { FromPage, ToCamera, ToPage } from '../bus/page-messages.ts';
import { withOwnEnd } from './cue-end.ts';
import { createTileFonts } from './tile-fonts.ts';
import { createTilePainter } from './tile-painter.ts';

/** What the page's camera says to the host alone. */
export type HostMessage = Extract<FromPage, { type: 'paint' | 'feeder-lost' }>;

export interface TileHostOptions {
  readonly document: Document;
  /** The wall clock as it was when the page began, and the time that has passed since: the page's camera has the same. */
  readonly nowMs: () => number;
  /** The wall clock as it is, however it has been set meanwhile. */
  readonly wallClockMs: () => number;
  readonly monotonicMs: () => number;
  /**
   * From where its versions count: above all that a host before it in this page has told, so that nothing which that one drew is taken for
   * right. Default 0.
   */
  readonly firstVersion?: number;
  /** To the page's camera. */
  readonly send: (message: ToPage) => void;
  /** The canvas that a `paint` is about. */
  readonly takeCanvas: () => HTMLCanvasElement | null;
  /** Asks for the font files of scripts that are shown now, by their names in TILE_FONTS. */
  readonly requestFonts: (scripts: readonly string[]) => void;
}

export interface TileHost {
  /** Out of the offscreen document. */
  show(message: ToCamera): void;
  answer(message: HostMessage): void;
}

export function createTileHost(options: TileHostOptions): TileHost {
  const { document, nowMs, wallClockMs, monotonicMs, firstVersion = 0, send, takeCanvas, requestFonts } = options;
  const model = createTileModel();
  const painter = createTilePainter(model);
  const fonts = createTileFonts({ document, monotonicMs, request: requestFonts });

  const tellChange = (): void => send({ type: 'changed', version: firstVersion + model.version });

  const withEnd = (cue: Cue, saidAtMs: number): Cue => withOwnEnd(cue, { saidAtMs, nowMs: nowMs() });

  const showUpdate = (update: CueUpdate): void => {
    if (update.type === 'remove') {
      model.update(update);
      return;
    }
    model.update({ ...update, cue: withEnd(update.cue, update.emittedAtMs) });
    fonts.wanted([update.cue]);
  };

  const addFont = async (font: Extract<ToCamera, { type: 'font' }>): Promise<void> => {
    if (!(await fonts.add(font))) return;
    model.redraw();
    tellChange();
  };

  const apply = (message: Exclude<ToCamera, { type: 'alive' | 'gone' | 'backdrop' }>): void => {
    switch (message.type) {
      case 'settings':
        model.setSettings(message.settings);
        send(message);
        break;
      case 'marks':
        model.setMarks(message.marks);
        break;
      case 'cues':
        model.setCues(message.cues.map((cue) => withEnd(cue, wallClockMs())));
        fonts.wanted(message.cues);
        break;
      case 'cue':
        showUpdate(message.update);
        break;
      case 'font':
        void addFont(message);
        return;
    }
    tellChange();
  };

  return {
    show(message) {
      if (message.type === 'gone' || message.type === 'backdrop') {
        send(message);
        return;
      }
      // Whatever comes from the offscreen document says that it is there.
      send({ type: 'alive' });
      if (message.type !== 'alive') apply(message);
    },
    answer(message) {
      if (message.type === 'feeder-lost') {
        model.stop(nowMs());
        tellChange();
        return;
      }
      const canvas = takeCanvas();
      if (canvas === null) return;
      const painted = painter.paint(canvas, message);
      send({ type: 'painted', ...painted, version: firstVersion + painted.version });
    },
  };
}
