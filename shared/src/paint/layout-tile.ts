// TileInput -> TileLayout: which cues are shown and where every line of them stands. Pure: the same input gives the same tile.
import { breakLines } from './break-lines.ts';
import type { TextMeasure } from './canvas-2d.ts';
import { blockHeight, buildBlock, fitBlock, placeBlock, type BlockContext, type CueBlock } from './cue-block.ts';
import { cssFont } from './fonts.ts';
import { layoutStrip } from './marks-strip.ts';
import { mix, paletteOf } from './palette.ts';
import { lineHeight, setLine, type LineStyle } from './text-line.ts';
import { tileGeometry } from './tile-geometry.ts';
import type { TileInput } from './tile-input.ts';
import type { FilledBox, TextLine, TileLayout } from './tile-layout.ts';

export const WAITING_TEXT = 'Waiting for translations…';

/** What stands in the middle of a tile that has shown nothing yet. */
function emptyText({ marks }: TileInput): string {
  if (marks.status === 'ended') return 'Captions have ended';
  return marks.translation === 'off' ? 'Waiting for speech…' : WAITING_TEXT;
}

function layoutEmpty(text: string, context: BlockContext): TextLine[] {
  const { geometry, palette, measure } = context;
  const { region, translationPx } = geometry;
  const style: LineStyle = {
    role: 'waiting',
    cueId: null,
    language: null,
    fontPx: Math.max(1, Math.round(translationPx * 0.85)),
    weight: 400,
    colour: palette.original,
    growingColour: palette.original,
  };
  const height = lineHeight(style.fontPx);
  const lines = breakLines(text, region.width, (part) => measure(part, cssFont(style.fontPx, style.weight)));
  const shown = lines.slice(0, Math.floor(region.height / height));
  const top = Math.floor(region.y + (region.height - shown.length * height) / 2);
  return shown.map((line, index) => {
    const place = { x: region.x, y: top + index * height, width: region.width, align: 'centre' } as const;
    return setLine({ text: line.text, stableLength: line.text.length, direction: 'ltr' }, style, { place, measure });
  });
}

/**
 * The newest cues that fit, oldest first. The newest shows its last lines when it is longer than the picture; an older one that
 * does not fit whole goes, since a piece of its translation under its original would say something else.
 */
function fittingBlocks(input: TileInput, context: BlockContext): readonly CueBlock[] {
  const { geometry } = context;
  const alive = input.cues.filter(({ expiresAtMs }) => expiresAtMs === null || expiresAtMs > input.nowMs);
  const blocks: CueBlock[] = [];
  let room = geometry.region.height;
  for (const cue of alive.slice(-geometry.maxCues).toReversed()) {
    const built = buildBlock(cue, context);
    if (built.sections.length === 0) continue;
    const fitted = blocks.length === 0 ? fitBlock(built, room, geometry) : built;
    if (fitted === null || blockHeight(fitted, geometry) > room) break;
    blocks.unshift(fitted);
    room -= blockHeight(fitted, geometry) + geometry.gap;
  }
  return blocks;
}

/**
 * `measure` must be of the fonts that will paint. Cost is bounded whatever the texts are: each is cut before it is measured.
 * Guarantees: every box and line lies inside the picture, a grapheme is never split, cues keep their order, a cue's original and
 * its translation are shown together or not at all.
 */
export function layoutTile(input: TileInput, measure: TextMeasure): TileLayout {
  const width = Math.max(1, Math.round(input.width));
  const height = Math.max(1, Math.round(input.height));
  const { settings, marks } = input;
  const palette = paletteOf(settings.theme);
  const geometry = tileGeometry({ width, height }, settings.mode, settings.maxCues);
  const context: BlockContext = { geometry, palette, settings, marks, measure, utcOffsetMinutes: input.utcOffsetMinutes };
  const panelColour = mix(palette.background, palette.panel, settings.backgroundOpacity);

  const blocks = fittingBlocks(input, context);
  const { region } = geometry;
  const total = blocks.reduce((sum, block) => sum + blockHeight(block, geometry) + geometry.gap, -geometry.gap);
  let y = geometry.anchor === 'bottom' ? region.y + region.height - total : region.y + Math.floor((region.height - total) / 2);
  const boxes: FilledBox[] = [];
  const lines: TextLine[] = [];
  for (const block of blocks) {
    const placed = placeBlock(block, y, { ...context, panelColour });
    boxes.push(...placed.boxes);
    lines.push(...placed.lines);
    y += blockHeight(block, geometry) + geometry.gap;
  }
  const cueSeen = input.cueSeen ?? input.cues.length > 0;
  if (blocks.length === 0 && (!cueSeen || marks.status === 'ended')) lines.push(...layoutEmpty(emptyText(input), context));
  const strip = layoutStrip(marks, context);
  return {
    width,
    height,
    background: palette.background,
    boxes: [...boxes, ...strip.boxes],
    lines: [...lines, ...strip.lines],
    cues: blocks.map(({ cue: { cueId, revision } }) => ({ cueId, revision })),
  };
}
