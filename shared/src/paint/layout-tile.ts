// TileInput -> TileLayout: which cues are shown and where every line of them stands. Pure: the same input gives the same tile.
import { stands } from '../cue/cue.ts';
import { hasHeader, sharedNames } from './block-header.ts';
import { breakLines } from './break-lines.ts';
import type { TextMeasure } from './canvas-2d.ts';
import { mix } from './colour.ts';
import { blockLanguages, buildBlock, groupCues, type BlockContext } from './cue-block.ts';
import { fitBlock, type FittedBlock } from './fit-block.ts';
import { createLayoutMemo, rememberingMeasure, type LayoutMemo } from './layout-memo.ts';
import { layoutStrip } from './marks-strip.ts';
import { opacityOver } from './palette.ts';
import { placeBlock } from './place-block.ts';
import { safeInput } from './safe-input.ts';
import { fontOf, plainStyle, setLabel } from './text-line.ts';
import { paletteOf } from './theme-palettes.ts';
import { lineHeight, tileGeometry, type TileGeometry } from './tile-geometry.ts';
import type { TileInput } from './tile-input.ts';
import type { Box, FilledBox, TextLine, TileLayout } from './tile-layout.ts';

/** px. A smaller picture has nothing on it but its background: no letters could be told apart. */
const MIN_PICTURE = { width: 64, height: 36 } as const;

export const WAITING_TEXT = 'Waiting for translations…';

/** What stands in the middle of a tile that has shown nothing yet. */
function emptyText({ marks }: TileInput): string {
  if (marks.status === 'ended') return 'Captions have ended';
  if (marks.status === 'stopped') return 'Captions have stopped';
  return marks.translation === 'off' ? 'Waiting for speech…' : WAITING_TEXT;
}

function layoutEmpty(text: string, context: BlockContext): TextLine[] {
  const { geometry, palette, measure } = context;
  const { region, translationPx } = geometry;
  const fontPx = Math.max(1, Math.round(translationPx * 0.85));
  const style = plainStyle({ role: 'waiting', cueId: null, fontPx, weight: 400, colour: palette.original });
  const height = lineHeight(fontPx);
  const width = (part: string): number => measure(part, fontOf(style));
  const lines = breakLines(text, { maxWidth: region.width, maxColumns: Infinity, width });
  const shown = lines.slice(0, Math.floor(region.height / height));
  const top = Math.floor(region.y + (region.height - shown.length * height) / 2);
  return shown.map((line, index) => {
    const place = { x: region.x, y: top + index * height, width: region.width, align: 'centre' } as const;
    return setLabel(line.text, style, { place, measure });
  });
}

/** What holds all lines, with the padding of a panel as far as the region goes. */
function around(lines: readonly Box[], { region, paddingX, paddingY }: TileGeometry): Box {
  const edge = (of: (line: Box) => number, pick: (...all: number[]) => number): number => pick(...lines.map(of));
  const left = Math.max(region.x, edge(({ x }) => x, Math.min) - paddingX);
  const top = Math.max(region.y, edge(({ y }) => y, Math.min) - paddingY);
  const right = Math.min(region.x + region.width, edge(({ x, width }) => x + width, Math.max) + paddingX);
  const bottom = Math.min(region.y + region.height, edge(({ y, height }) => y + height, Math.max) + paddingY);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Of the height, from the top: kept clear of older blocks where a camera is underneath, for that is where faces are. */
const CLEAR_OF_OLDER = 0.4;

/** The newest blocks that fit, oldest first; the newest has its room before any other. */
function fittingBlocks(input: TileInput, context: BlockContext): readonly FittedBlock[] {
  const { geometry } = context;
  const groups = groupCues(input.cues.filter((cue) => stands(cue, input.nowMs)));
  const blocks: FittedBlock[] = [];
  let room = geometry.region.height;
  for (let index = groups.length - 1; index >= 0 && blocks.length < geometry.maxBlocks; index -= 1) {
    const languages = blockLanguages(groups, index, input.marks);
    const block = buildBlock(groups[index] ?? [], languages, context);
    const fitted = fitBlock(block, { room, isNewest: blocks.length === 0 }, geometry);
    if (fitted === null) break;
    blocks.unshift(fitted);
    if (blocks.length === 1 && input.backdrop === true && geometry.panel !== 'region')
      room -= Math.max(0, input.height * CLEAR_OF_OLDER - geometry.region.y);
    room -= fitted.height + geometry.gap;
  }
  return blocks;
}

/**
 * `measure` must be of the fonts that will paint. `memo` may be kept from call to call for as long as `measure` gives the same
 * widths. Cost is bounded whatever the texts are: each is cut before it is measured.
 *
 * Guarantees: every box and line lies inside the picture, a grapheme is never split, cues keep their order, a cue's original and
 * its translations are shown together or not at all, and every text has a contrast of 7:1 against what may lie under it. While text
 * grows at its end, the part of it that is drawn for good keeps its words and its place in its row, and rows move up by whole lines.
 * Never throws, whatever the style.
 */
export function layoutTile(given: TileInput, measure: TextMeasure, memo: LayoutMemo = createLayoutMemo()): TileLayout {
  const input = safeInput(given);
  const { settings, marks, width, height } = input;
  const isOverBackdrop = input.backdrop === true;
  const { theme, colours, backgroundOpacity } = settings;
  const paletteKey = `p\n${theme}\n${backgroundOpacity}\n${colours?.background ?? ''}${colours?.panel ?? ''}${colours?.text ?? ''}`;
  const palette = memo.get(paletteKey, () => paletteOf(settings));
  const background = isOverBackdrop ? null : palette.background;
  if (width < MIN_PICTURE.width || height < MIN_PICTURE.height) return { width, height, background, boxes: [], lines: [], cues: [] };
  const geometry = tileGeometry({ width, height }, settings);
  const context: BlockContext = {
    geometry,
    palette,
    settings,
    marks,
    measure: rememberingMeasure(measure, memo),
    memo,
    sharedNames: sharedNames(input.cues),
    utcOffsetMinutes: input.utcOffsetMinutes,
  };
  const surface = isOverBackdrop
    ? { colour: palette.panel, opacity: memo.get(`o\n${paletteKey}`, () => opacityOver(palette, backgroundOpacity)) }
    : { colour: mix(palette.background, palette.panel, backgroundOpacity), opacity: 1 };

  const blocks = fittingBlocks(input, context);
  const { region, gap } = geometry;
  const boxes: FilledBox[] = [];
  const lines: TextLine[] = [];
  if (geometry.panel === 'region' && (blocks.length > 0 || !isOverBackdrop)) boxes.push({ ...region, ...surface, radius: geometry.radius });
  const panel = { ...surface, isOwn: geometry.panel === 'block' || (isOverBackdrop && geometry.panel === 'none') };
  let y = region.y + region.height - blocks.reduce((sum, block) => sum + block.height + gap, -gap);
  for (const block of blocks) {
    const placed = placeBlock(block, y, { ...context, panel });
    boxes.push(...placed.boxes);
    lines.push(...placed.lines);
    y += block.height + gap;
  }
  const cueSeen = input.cueSeen ?? input.cues.length > 0;
  if (blocks.length === 0 && (!cueSeen || marks.status === 'ended')) {
    const empty = layoutEmpty(emptyText(input), context);
    if (isOverBackdrop && empty.length > 0) boxes.push({ ...around(empty, geometry), ...surface, radius: geometry.radius });
    lines.push(...empty);
  }
  const newest = blocks.at(-1);
  const strip = layoutStrip(marks, {
    ...context,
    languages: newest === undefined || (newest.hasHeader && hasHeader(newest.block.header)) ? '' : newest.block.header.languages,
    panel: isOverBackdrop ? { ...surface, width } : null,
  });
  return {
    width,
    height,
    background,
    boxes: [...boxes, ...strip.boxes],
    lines: [...lines, ...strip.lines],
    cues: blocks.flatMap(({ block, cueIds }) =>
      block.cues.filter(({ cueId }) => cueIds.has(cueId)).map(({ cueId, revision }) => ({ cueId, revision })),
    ),
  };
}
