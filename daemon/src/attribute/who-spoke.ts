// Speaking marks -> the one participant who spoke in a span of time, with the share of the span that says so. Pure.

/** One stretch during which the page marked a participant as speaking. Wall clock, ms. */
export interface SpeakingMark {
  readonly participantId: string;
  readonly startMs: number;
  /** Infinity while it still stands. */
  readonly endMs: number;
}

/** How much later than the voice a page's mark comes and goes. */
export interface MarkLag {
  readonly startedLateMs: number;
  readonly stoppedLateMs: number;
}

export interface Verdict {
  readonly participantId: string;
  /** 0–1: the share of the span that was this participant's alone. */
  readonly share: number;
}

/** Under this share nobody is named: a name that is wrong is worse than none. */
export const MIN_SHARE = 0.3;

type Hold = 'firm' | 'fading';

/**
 * Who spoke in [fromMs, toMs); null when nobody's share reaches MIN_SHARE. A mark outlasts its voice by `stoppedLateMs`: that last
 * part of it is fading, and gives way to somebody whose mark is firm. Where two are equally marked, the time is nobody's.
 */
export function whoSpoke(
  marks: readonly SpeakingMark[],
  span: { readonly fromMs: number; readonly toMs: number },
  lag: MarkLag,
): Verdict | null {
  const { fromMs, toMs } = span;
  if (!(toMs > fromMs)) return null;
  const voices = marks.map((mark) => {
    const startMs = mark.startMs - lag.startedLateMs;
    return { participantId: mark.participantId, startMs, fadesMs: Math.max(startMs, mark.endMs - lag.stoppedLateMs), endMs: mark.endMs };
  });
  const heard = voices.filter((voice) => voice.startMs < toMs && voice.endMs > fromMs);
  const edges = [fromMs, toMs, ...heard.flatMap((voice) => [voice.startMs, voice.fadesMs, voice.endMs])]
    .filter((edgeMs) => edgeMs >= fromMs && edgeMs <= toMs)
    .toSorted((a, b) => a - b);

  const aloneMs = new Map<string, number>();
  for (const [index, startMs] of edges.entries()) {
    const endMs = edges[index + 1];
    if (endMs === undefined || endMs === startMs) continue;
    const holds = new Map<string, Hold>();
    for (const voice of heard) {
      if (voice.startMs > startMs || voice.endMs < endMs) continue;
      if (voice.fadesMs >= endMs) holds.set(voice.participantId, 'firm');
      else if (!holds.has(voice.participantId)) holds.set(voice.participantId, 'fading');
    }
    const speaker = onlyOne(holds, 'firm') ?? (hasAny(holds, 'firm') ? null : onlyOne(holds, 'fading'));
    if (speaker !== null) aloneMs.set(speaker, (aloneMs.get(speaker) ?? 0) + endMs - startMs);
  }

  const [most] = [...aloneMs].toSorted(([, a], [, b]) => b - a);
  if (most === undefined) return null;
  const share = most[1] / (toMs - fromMs);
  return share < MIN_SHARE ? null : { participantId: most[0], share };
}

function hasAny(holds: ReadonlyMap<string, Hold>, wanted: Hold): boolean {
  return [...holds.values()].includes(wanted);
}

function onlyOne(holds: ReadonlyMap<string, Hold>, wanted: Hold): string | null {
  const found = [...holds].filter(([, hold]) => hold === wanted);
  return found.length === 1 ? (found[0]?.[0] ?? null) : null;
}
