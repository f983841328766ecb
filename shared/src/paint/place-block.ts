// Fitted block + its top -> boxes and lines.
import { truncate } from './break-lines.ts';
import { gutter, isSideBySide, tagWidth, type BlockContext } from './cue-block.ts';
import type { FittedBlock, FittedSection } from './fit-block.ts';
import { placeHeader } from './block-header.ts';
import { fontOf, plainStyle, setLabel, setLine } from './text-line.ts';
import { lineHeight, textPlace } from './tile-geometry.ts';
import type { FilledBox, TextLine } from './tile-layout.ts';

export interface PlacedBlock {
  readonly boxes: readonly FilledBox[];
  readonly lines: readonly TextLine[];
}

export interface PanelStyle {
  readonly colour: string;
  readonly opacity: number;
  /** Whether this block has a panel of its own. */
  readonly isOwn: boolean;
}

function placeSection(
  fitted: FittedSection,
  place: { readonly x: number; readonly y: number; readonly width: number },
  context: BlockContext,
): TextLine[] {
  const { geometry, measure, palette } = context;
  const { section, rows, rowHeight } = fitted;
  const { style, tag } = section;
  const indent = tagWidth(tag, place.width, geometry);
  const lines: TextLine[] = [];
  for (const [index, row] of rows.entries()) {
    if (row === null) continue;
    const y = place.y + index * rowHeight + Math.floor((rowHeight - lineHeight(style.fontPx)) / 2);
    const rowPlace = { x: place.x + indent, y, width: Math.max(1, place.width - indent), align: 'start' } as const;
    const rowStyle = { ...style, role: row.isPending ? ('pending' as const) : style.role, cueId: row.cueId };
    lines.push(setLine(row, rowStyle, { place: rowPlace, measure }));
  }
  const cueId = rows.find((row) => row !== null)?.cueId ?? null;
  if (tag === '' || cueId === null) return lines;
  const tagStyle = {
    ...plainStyle({ role: 'language', cueId, fontPx: geometry.namePx, weight: 600, colour: palette.mark }),
    language: style.language,
  };
  // On the baseline of the first row.
  const drop = Math.max(0, Math.round(rowHeight - lineHeight(geometry.namePx) - style.fontPx * 0.12));
  const tagPlace = { x: place.x, y: place.y + drop, width: Math.max(1, indent - 2), align: 'start' } as const;
  const shown = truncate(tag, tagPlace.width, (text) => measure(text, fontOf(tagStyle)));
  return shown === '' ? lines : [setLabel(shown, tagStyle, { place: tagPlace, measure }), ...lines];
}

/** Puts a block with its top at `y`; it reaches across the region whatever it holds. */
export function placeBlock(fitted: FittedBlock, y: number, context: BlockContext & { readonly panel: PanelStyle }): PlacedBlock {
  const { geometry, measure, palette, panel } = context;
  const { region, paddingY, barWidth, radius, namePx } = geometry;
  const { block, height } = fitted;
  const { x, width } = textPlace(geometry);
  const lines: TextLine[] = [];
  let top = y + paddingY;
  if (fitted.hasHeader) {
    const cueId = block.cues.find((cue) => fitted.cueIds.has(cue.cueId))?.cueId ?? null;
    lines.push(...placeHeader(block.header, { x, y: top, width, namePx, cueId, colour: block.colour, palette, measure }));
    top += lineHeight(namePx);
  }
  const beside = isSideBySide(block, geometry);
  const half = Math.floor((width - gutter(geometry)) / 2);
  const [original, ...translations] = fitted.sections;
  const divider: FilledBox[] = [];
  if (original !== undefined) lines.push(...placeSection(original, { x, y: top, width: beside ? half : width }, context));
  if (beside) {
    const middle = x + half + Math.round((gutter(geometry) - barWidth) / 2);
    const tall = y + height - paddingY - top;
    divider.push({
      x: middle,
      y: top,
      width: Math.max(1, Math.round(barWidth / 2)),
      height: tall,
      colour: block.colour,
      radius: 0,
      opacity: 1,
    });
  } else top += original?.height ?? 0;
  for (const section of translations) {
    const place = beside ? { x: x + width - half, y: top, width: half } : { x, y: top, width };
    lines.push(...placeSection(section, place, context));
    top += section.height;
  }
  const whole = { x: region.x, y, width: region.width, height };
  const inset = Math.min(Math.round(paddingY / 2) + Math.round(radius / 2), Math.floor(height / 4));
  return {
    boxes: [
      ...(panel.isOwn ? [{ ...whole, colour: panel.colour, radius, opacity: panel.opacity }] : []),
      // The speaker's colour, clear of the panel's corners.
      {
        x: region.x,
        y: y + inset,
        width: barWidth,
        height: height - 2 * inset,
        colour: block.colour,
        radius: Math.floor(barWidth / 2),
        opacity: 1,
      },
      ...divider,
    ],
    lines,
  };
}
