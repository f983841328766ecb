// subcam render: a recorded session, or a log of packets, drawn again: the same pixels each time, as PNGs or as a video.
import { DEFAULT_TILE_SETTINGS, SubcamError, TILE_MODES, TILE_THEMES, parseTileSettings, type TileSettings } from '@subcam/shared';
import { isMp4, readTileLog, renderTileLog, type TileLog } from '../../tile/index.ts';
import { command, secondsOf } from '../command.ts';
import { openRenderProgress } from '../render-progress.ts';
import { interruption } from '../terminal.ts';

export const render = command({
  name: 'render',
  description: 'Draw a recorded session again, frame by frame',
  args: {
    log: { type: 'positional', description: 'events.jsonl, as "subcam record" wrote it, or packets, one a line', required: true },
    out: { type: 'string', description: 'A folder for a PNG of every frame, or a file that ends in .mp4', valueHint: 'DIR|FILE.mp4' },
    fps: { type: 'string', description: 'Frames a second, 1 to 60 (default: the recorded tile’s)', valueHint: 'N' },
    size: { type: 'string', description: 'Such as 1280x720 (default: the recorded tile’s)', valueHint: 'WxH' },
    mode: { type: 'string', description: 'Layout (default: the recorded tile’s)', valueHint: 'MODE' },
    theme: { type: 'string', description: 'Colours (default: the recorded tile’s)', valueHint: 'THEME' },
    from: { type: 'string', description: 'Begin so many seconds into the log (default 0)', valueHint: 'SECONDS' },
    to: { type: 'string', description: 'End so many seconds into the log (default: when the last cue has gone)', valueHint: 'SECONDS' },
    session: { type: 'string', description: 'Of several sessions in the log, this one', valueHint: 'ID' },
    'utc-offset': { type: 'string', description: 'Zone of times on the tile, minutes east of UTC (default 0)', valueHint: 'MINUTES' },
    'skip-bad-lines': { type: 'boolean', description: 'Leave out lines that make no sense, instead of stopping at the first' },
    json: { type: 'boolean', description: 'Print what was made as JSON' },
  },
  notes: [
    `Modes: ${TILE_MODES.join(', ')}.`,
    `Themes: ${TILE_THEMES.join(', ')}.`,
    'The same log with the same options gives the same bytes, on whatever day and in whatever zone.',
    'Files that it makes are yours alone (mode 600), since they show what was said.',
  ].join('\n'),
  run: async (args, terminal) => {
    const { out } = args;
    if (out === undefined) throw refused('--out is missing: name a folder, or a file that ends in .mp4');
    const settings = settingsOf(args);
    const fromMs = secondsOf('render', 'from', args.from) ?? 0;
    const toMs = secondsOf('render', 'to', args.to);
    if (toMs !== null && toMs < fromMs) throw refused('--to is before --from');
    using stop = interruption();
    const log = await readTileLog(args.log, {
      signal: stop.signal,
      skipBadLines: args['skip-bad-lines'] === true,
      ...(args.session === undefined ? {} : { sessionId: args.session }),
    });
    sayBadLines(log, (line) => terminal.say(line));
    const lengthMs = log.lastMs - log.firstMs;
    if (fromMs > lengthMs) throw refused(`--from is after the end of the log, which is ${(lengthMs / 1000).toFixed(1)} s long`);
    const progress = openRenderProgress(terminal);
    const utcOffsetMinutes = offsetOf(args['utc-offset']);
    const rendering = await renderTileLog(log, {
      out,
      settings,
      fromMs,
      toMs,
      utcOffsetMinutes,
      env: terminal.env,
      signal: stop.signal,
      onProgress: (frames, { frameCount }) => progress.show(frames, frameCount),
    }).finally(() => progress.end());
    const { width, height, fps, frameCount, picturesDrawn, kind } = rendering;
    if (args.json === true) {
      const { badLines, sessionId } = log;
      terminal.out(
        JSON.stringify({
          out,
          kind,
          sessionId,
          width,
          height,
          fps,
          frames: frameCount,
          picturesDrawn,
          seconds: frameCount / fps,
          badLines,
        }),
      );
    } else {
      const what = isMp4(out) ? `${out}: ` : `${out}: a PNG for each of `;
      terminal.out(`${what}${frameCount} frames (${(frameCount / fps).toFixed(1)} s) of ${width}×${height} at ${fps} a second`);
    }
    return 0;
  },
});

function refused(problem: string): SubcamError {
  return new SubcamError('configuration', `${problem}. See "subcam render --help".`);
}

interface LookFlags {
  readonly fps: string | undefined;
  readonly size: string | undefined;
  readonly mode: string | undefined;
  readonly theme: string | undefined;
}

/** What was asked for and nothing else. Out of the contract's limits is refused here, where a person can correct it. */
function settingsOf({ fps, size, mode, theme }: LookFlags): Partial<TileSettings> {
  const asked: { -readonly [Key in keyof TileSettings]?: TileSettings[Key] } = {};
  if (mode !== undefined) asked.mode = oneOf(TILE_MODES, mode, '--mode');
  if (theme !== undefined) asked.theme = oneOf(TILE_THEMES, theme, '--theme');
  if (fps !== undefined) asked.fps = Number(fps);
  if (size !== undefined) {
    const [, width, height] = /^(\d{1,5})[x×](\d{1,5})$/.exec(size) ?? [];
    if (width === undefined || height === undefined) throw refused(`--size is a width and a height such as 1280x720, not "${size}"`);
    asked.width = Number(width);
    asked.height = Number(height);
  }
  const clamped = Number.isNaN(asked.fps) ? DEFAULT_TILE_SETTINGS : parseTileSettings(asked);
  if (asked.fps !== undefined && asked.fps !== clamped.fps) throw refused(`--fps is a number from 1 to 60, not "${fps}"`);
  if (asked.width !== undefined && (asked.width !== clamped.width || asked.height !== clamped.height)) {
    throw refused(`--size is from 320x180 to 1920x1080, not "${size}"`);
  }
  return asked;
}

function oneOf<T extends string>(values: readonly T[], given: string, flag: string): T {
  const value = values.find((known) => known === given);
  if (value === undefined) throw refused(`${flag} is one of ${values.join(', ')}, not "${given}"`);
  return value;
}

/** Zones reach from 12 hours west to 14 east. */
function offsetOf(given: string | undefined): number {
  if (given === undefined) return 0;
  const minutes = Number(given);
  if (!Number.isInteger(minutes) || minutes < -720 || minutes > 840) throw refused(`--utc-offset is from -720 to 840, not "${given}"`);
  return minutes;
}

/** Numbers of bad lines that are said; all of them are in the JSON. */
const SAID_BAD_LINES = 10;

function sayBadLines({ badLines }: TileLog, say: (line: string) => void): void {
  if (badLines.length === 0) return;
  const more = badLines.length > SAID_BAD_LINES ? ' …' : '';
  say(`Left out, because they make no sense: line ${badLines.slice(0, SAID_BAD_LINES).join(', ')}${more}`);
}
