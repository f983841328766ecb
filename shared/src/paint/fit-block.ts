// Block + room -> the rows of it that are shown: the latest of each language, the same cues in all of them.
import { hasHeader } from './block-header.ts';
import { isSideBySide, type CueBlock, type Row, type Section } from './cue-block.ts';
import { lineHeight, type TileGeometry } from './tile-geometry.ts';

export interface FittedSection {
  readonly section: Section;
  /** From the top; null: a row that is left blank. */
  readonly rows: readonly (Row | null)[];
  readonly rowHeight: number;
  /** Of all its room, px; at least its rows. */
  readonly height: number;
}

export interface FittedBlock {
  readonly block: CueBlock;
  readonly hasHeader: boolean;
  /** In the order of the block's own. */
  readonly sections: readonly FittedSection[];
  readonly height: number;
  /** Of cues that are shown. */
  readonly cueIds: ReadonlySet<string>;
}

/** Cues that have a row among the latest in every section. */
function cuesInAll(tails: readonly (readonly Row[])[]): ReadonlySet<string> {
  const [first = [], ...others] = tails.map((rows) => new Set(rows.map(({ cueId }) => cueId)));
  return new Set([...first].filter((cueId) => others.every((of) => of.has(cueId))));
}

function trim(
  block: CueBlock,
  limit: number,
  options: { readonly geometry: TileGeometry; readonly reserve: boolean; readonly withHeader: boolean },
): FittedBlock {
  const { geometry, reserve, withHeader } = options;
  const tails = block.sections.map(({ rows }) => rows.slice(-limit));
  const cueIds = cuesInAll(tails);
  const beside = isSideBySide(block, geometry);
  const commonHeight = beside ? Math.max(...block.sections.map(({ style }) => lineHeight(style.fontPx))) : 0;
  const sections = block.sections.map((section, index): FittedSection => {
    const rowHeight = Math.max(commonHeight, lineHeight(section.style.fontPx));
    const shown = (tails[index] ?? []).map((row) => (cueIds.has(row.cueId) ? row : null));
    // Rows of older cues come first, so that what is blank is above what is not.
    const rows = reserve ? shown : shown.filter((row) => row !== null);
    const reserved = reserve ? limit : 0;
    return { section, rows, rowHeight, height: Math.max(reserved, rows.length) * rowHeight };
  });
  const [original, ...translations] = sections.map(({ height }) => height);
  const translated = translations.reduce((sum, height) => sum + height, 0);
  const text = beside ? Math.max(original ?? 0, translated) : (original ?? 0) + translated;
  const header = withHeader ? lineHeight(geometry.namePx) : 0;
  return { block, hasHeader: withHeader, sections, height: 2 * geometry.paddingY + header + text, cueIds };
}

export interface Room {
  /** px. */
  readonly room: number;
  /**
   * The newest block: it has the room of all its rows from its first word on, so that nothing moves while it grows, and gives up
   * rows, then its header, then languages, where the picture is too small for them: from the last one, those that wait for their words
   * before those that have some. Any other block has as much room as it needs, or is not shown: a piece of its translation under its
   * original would say something else.
   */
  readonly isNewest: boolean;
}

/** The original and so many translations as make up `count` sections, in the block's order. */
function mostTelling({ sections }: CueBlock, count: number): readonly Section[] {
  const [original, ...translations] = sections;
  const waits = ({ rows }: Section): boolean => rows.at(-1)?.isPending ?? true;
  const chosen = new Set([original, ...translations.toSorted((a, b) => Number(waits(a)) - Number(waits(b)))].slice(0, count));
  return sections.filter((section) => chosen.has(section));
}

/** null when there is no room, not even for one line of the original and one of a translation. */
export function fitBlock(block: CueBlock, { room, isNewest }: Room, geometry: TileGeometry): FittedBlock | null {
  const withHeader = hasHeader(block.header);
  // Without a limit of rows a block grows with its text.
  const reserve = isNewest && geometry.rows !== Infinity;
  const mostRows = reserve ? geometry.rows : Math.min(geometry.rows, Math.max(...block.sections.map(({ rows }) => rows.length)));
  const whole = trim(block, mostRows, { geometry, reserve, withHeader });
  if (whole.height <= room) return whole;
  if (!isNewest) return null;
  for (let limit = mostRows - 1; limit >= 1; limit -= 1) {
    const fitted = trim(block, limit, { geometry, reserve, withHeader });
    if (fitted.height <= room) return fitted;
  }
  for (let languages = block.sections.length; languages >= Math.min(2, block.sections.length); languages -= 1) {
    const fitted = trim({ ...block, sections: mostTelling(block, languages) }, 1, { geometry, reserve, withHeader: false });
    if (fitted.height <= room) return fitted;
  }
  return null;
}
