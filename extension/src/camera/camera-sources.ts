// Camera sources: which source draws which of the tracks that pages hold; a source without a track is closed.
import type { CameraSource } from './camera-source.ts';
import { sameFormat, type VideoFormat } from './video-constraints.ts';

/** What the device layer holds of one track. */
export interface CameraTrack {
  readonly track: MediaStreamTrack;
  readonly source: CameraSource;
}

export interface CameraSourcesOptions {
  /** The tile's own to begin with. */
  readonly nativeFormat: VideoFormat;
  /** Throws a NotReadableError where no canvas is to be had. */
  readonly openSource: (format: VideoFormat) => CameraSource;
  /** A track has come, or has another source or format: there may be something to draw. */
  readonly onChange: () => void;
}

export interface CameraSources {
  /** The tile's own; sources that have it follow when it changes. */
  nativeFormat: VideoFormat;
  /** Those that draw, oldest first. */
  list(): CameraSource[];
  /** The one that draws this track, of anything that a page hands over. */
  sourceOf(track: unknown): CameraSource | undefined;
  readonly liveTracks: number;
  /** A fresh live track, as `handOut` makes it of the platform's. Throws a NotReadableError. */
  open(format: VideoFormat, handOut: (track: MediaStreamTrack) => MediaStreamTrack): CameraTrack;
  /** Gives a live track another format and leaves its siblings theirs. The source that it has from now on; null: it can't be done. */
  reformat(track: CameraTrack, format: VideoFormat): CameraSource | null;
  /** Gives up the tracks that have ended, and the sources that have none left. */
  settle(): void;
}

/** Pages ask for two or three sizes; a page that asks for ever more gets the one it had last. */
const MAX_SOURCES = 6;

export function createCameraSources({ nativeFormat: initialFormat, openSource, onChange }: CameraSourcesOptions): CameraSources {
  const tracksOf = new Map<CameraSource, Set<MediaStreamTrack>>();
  /** Sources that follow the tile's own format when it changes. */
  const nativeSources = new WeakSet<CameraSource>();
  let nativeFormat = initialFormat;

  const settle = (): void => {
    for (const [source, tracks] of tracksOf) {
      for (const track of tracks) {
        if (track.readyState !== 'ended') continue;
        tracks.delete(track);
        source.closeTrack(track);
      }
      if (tracks.size > 0) continue;
      tracksOf.delete(source);
      source.close();
    }
  };

  /** One that draws this format; null when there are too many already. */
  const sourceFor = (format: VideoFormat): CameraSource | null => {
    const known = [...tracksOf.keys()].find((one) => sameFormat(one.format, format));
    if (known !== undefined || tracksOf.size >= MAX_SOURCES) return known ?? null;
    const source = openSource(format);
    if (sameFormat(format, nativeFormat)) nativeSources.add(source);
    tracksOf.set(source, new Set());
    return source;
  };

  return {
    get nativeFormat() {
      return nativeFormat;
    },
    set nativeFormat(format) {
      nativeFormat = format;
      for (const source of tracksOf.keys()) {
        if (nativeSources.has(source) && !sameFormat(source.format, format)) source.setFormat(format);
      }
    },
    list: () => [...tracksOf.keys()],
    sourceOf: (track) => Array.from(tracksOf).find(([, tracks]) => (tracks as ReadonlySet<unknown>).has(track))?.[0],
    get liveTracks() {
      return Array.from(tracksOf.values(), ({ size }) => size).reduce((sum, size) => sum + size, 0);
    },
    open(format, handOut) {
      settle();
      const source = sourceFor(format) ?? [...tracksOf.keys()].at(-1);
      if (source === undefined) throw new Error('There is neither a source nor room for one.');
      const track = source.openTrack(handOut);
      tracksOf.get(source)?.add(track);
      onChange();
      return { track, source };
    },
    reformat({ track, source }, format) {
      settle();
      const siblings = tracksOf.get(source);
      if (siblings === undefined || !siblings.has(track)) return null;
      if (sameFormat(source.format, format)) return source;
      const next = siblings.size === 1 ? source : sourceFor(format);
      if (next === null) return null;
      if (next === source) {
        source.setFormat(format);
        // From now on the size is the page's wish.
        if (sameFormat(format, nativeFormat)) nativeSources.add(source);
        else nativeSources.delete(source);
      } else if (next.takeTrack(track, source)) {
        siblings.delete(track);
        tracksOf.get(next)?.add(track);
      }
      onChange();
      return tracksOf.get(next)?.has(track) === true ? next : null;
    },
    settle,
  };
}
