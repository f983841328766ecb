// Settings -> the tile as participants will see it: a sample conversation, drawn by the painter that draws the tile itself.
import { languagesOfTranslations, SubcamError } from '@subcam/shared';
import { paintTile } from '@subcam/shared/paint';
import { paintCameraStandIn } from './camera-stand-in.ts';
import { createPreviewFonts } from './preview-fonts.ts';
import { SAMPLE_BEGINS_AT_MS, STILL_AT_MS, sampleCues } from './sample-conversation.ts';
import type { TileMarks } from '@subcam/shared/paint';
import type { ExtensionConfig } from '../bus/extension-config.ts';

/** The part of the configuration that shows on the tile. */
export type PreviewConfig = Pick<ExtensionConfig, 'tile' | 'sourceLanguage' | 'spoken' | 'targetLanguages' | 'twoWay' | 'camera'>;

export interface TilePreview {
  /** Draws it from now on. */
  show(config: PreviewConfig): void;
  /** The conversation goes on, or stands still in the middle of a sentence. */
  play(): void;
  stand(): void;
  readonly playing: boolean;
}

export interface TilePreviewOptions {
  readonly canvas: HTMLCanvasElement;
  readonly urlOf: (path: string) => string;
  readonly onError: (error: unknown) => void;
}

/** Words come about every 400 ms. */
const FRAME_MS = 100;

/** Draws nothing before `show`. Throws `browser` where no canvas is to be had. */
export function createTilePreview({ canvas, urlOf, onError }: TilePreviewOptions): TilePreview {
  const context = canvas.getContext('2d');
  if (context === null) throw new SubcamError('browser', 'Chrome gives no canvas for the preview: close some tabs and reload this page.');
  const brush = context;
  let shown: PreviewConfig | null = null;
  let atMs = STILL_AT_MS;
  let playing: { readonly timer: ReturnType<typeof setInterval> } | null = null;

  const fonts = createPreviewFonts({ urlOf, onFont: draw, onError });

  /** As sharp as the screen, and laid out at the tile's own size. */
  function fit(settings: PreviewConfig['tile']): number {
    const width = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
    const height = Math.max(1, Math.round((width * settings.height) / settings.width));
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    return width / settings.width;
  }

  function draw(): void {
    if (shown === null) return;
    const { tile: settings, targetLanguages, camera } = shown;
    const scale = fit(settings);
    const { width, height } = settings;
    const cues = sampleCues({ ...shown, atMs, settings });
    const marks: TileMarks = {
      status: 'listening',
      anotherLanguage: null,
      translation: targetLanguages.length === 0 ? 'off' : 'ok',
      targetLanguages: languagesOfTranslations(shown),
      engine: '',
    };
    fonts.need(cues);
    brush.setTransform(scale, 0, 0, scale, 0, 0);
    if (camera !== null) paintCameraStandIn(brush, { width, height, mirror: camera.mirror });
    paintTile(brush, {
      cues,
      marks,
      settings,
      width,
      height,
      nowMs: SAMPLE_BEGINS_AT_MS + atMs,
      cueSeen: true,
      utcOffsetMinutes: 0,
      backdrop: camera !== null,
      lettersVersion: fonts.version,
    });
  }

  new ResizeObserver(draw).observe(canvas);

  return {
    show(config) {
      shown = config;
      draw();
    },
    play() {
      if (playing !== null) return;
      const beganAtMs = performance.now();
      playing = {
        timer: setInterval(() => {
          atMs = performance.now() - beganAtMs;
          draw();
        }, FRAME_MS),
      };
      atMs = 0;
      draw();
    },
    stand() {
      if (playing === null) return;
      clearInterval(playing.timer);
      playing = null;
      atMs = STILL_AT_MS;
      draw();
    },
    get playing() {
      return playing !== null;
    },
  };
}
