// Cues as they change + decoded frames -> pictures of the lines of finals that stood still where the layout has them.
import { OffscreenCanvas } from '@subcam/daemon';
import { INITIAL_MARKS, layoutTile, measureOn, type TextLine } from '@subcam/shared/paint';
import type { Cue, TileSettings } from '@subcam/shared';
import { cutOut, lumaOfI420, type Luma } from '../demo/pixels.ts';

export interface SettledLine {
  readonly cueId: string;
  readonly kind: 'original' | 'translation';
  readonly language: string;
  readonly text: string;
  /** The line's box alone. */
  readonly picture: Luma;
}

/** After so long the encoder has sharpened what is new in the picture, and the far end has decoded it. */
const SETTLED_MS = 800;

/** How often frames are looked at; a layout costs some ms. */
const LOOK_INTERVAL_MS = 250;

export interface SettledLines {
  /** Each line once. */
  readonly lines: readonly SettledLine[];
  /** What is shown from now on. */
  change(cues: readonly Cue[], atMs: number): void;
  frame(frame: { readonly decodedAtMs: number; readonly width: number; readonly height: number; readonly i420: Uint8Array }): void;
}

type SubtitleLine = TextLine & { readonly cueId: string; readonly role: 'original' | 'translation' };

/** `size`: the tile's, px; frames of any other size are not looked at. */
export function watchSettledLines(settings: TileSettings, size: { readonly width: number; readonly height: number }): SettledLines {
  const measure = measureOn(new OffscreenCanvas(size.width, size.height).getContext('2d'));
  const lines: SettledLine[] = [];
  const known = new Set<string>();
  let states: readonly { readonly cues: readonly Cue[]; readonly atMs: number }[] = [];
  let lookedAtMs = 0;

  /** Finals' lines by what they say and where. */
  function placesOf(cues: readonly Cue[], nowMs: number): Map<string, SubtitleLine> {
    const finals = new Set(cues.filter(({ status }) => status === 'final').map(({ cueId }) => cueId));
    const layout = layoutTile({ cues, marks: { ...INITIAL_MARKS, status: 'listening' }, settings, ...size, nowMs, cueSeen: true }, measure);
    const subtitles = layout.lines.filter(
      (line): line is SubtitleLine =>
        line.cueId !== null && finals.has(line.cueId) && (line.role === 'original' || line.role === 'translation'),
    );
    return new Map(subtitles.map((line) => [`${line.cueId} ${line.role} ${line.x} ${line.y} ${line.text}`, line]));
  }

  return {
    lines,
    change(cues, atMs) {
      states = [...states, { cues: [...cues], atMs }];
    },
    frame(frame) {
      const { decodedAtMs, width, height } = frame;
      if (width !== size.width || height !== size.height || decodedAtMs - lookedAtMs < LOOK_INTERVAL_MS) return;
      lookedAtMs = decodedAtMs;
      const sinceMs = decodedAtMs - SETTLED_MS;
      const before = states.findLastIndex(({ atMs }) => atMs <= sinceMs);
      if (before === -1) return;
      states = states.slice(before);
      const [first, ...later] = states;
      if (first === undefined) return;
      const layouts = [
        placesOf(first.cues, sinceMs),
        ...later.map(({ cues, atMs }) => placesOf(cues, atMs)),
        placesOf(states.at(-1)?.cues ?? [], decodedAtMs),
      ];
      const shown = states.at(-1)?.cues ?? [];
      for (const [place, line] of layouts[0] ?? []) {
        const key = `${line.cueId} ${line.role} ${line.text}`;
        if (known.has(key) || !layouts.every((layout) => layout.has(place))) continue;
        known.add(key);
        const cue = shown.find(({ cueId }) => cueId === line.cueId);
        const language = line.role === 'original' ? cue?.sourceLanguage : Object.keys(cue?.translations ?? {})[0];
        lines.push({
          cueId: line.cueId,
          kind: line.role,
          language: language ?? '',
          text: line.text,
          picture: cutOut(lumaOfI420(frame), line),
        });
      }
    },
  };
}
