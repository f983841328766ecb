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

/** Over so many marks in one span, which no meeting makes, nobody is named. */
const MAX_HEARD = 2_000;

type Hold = 'firm' | 'fading';

/** Where a participant's mark becomes firm or fading, or ceases to be. */
interface Edge {
  readonly atMs: number;
  readonly participantId: string;
  readonly hold: Hold;
  readonly change: 1 | -1;
}

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
  if (heard.length > MAX_HEARD) return null;
  const edges = heard.flatMap(({ participantId, startMs, fadesMs, endMs }): Edge[] => [
    { atMs: Math.max(startMs, fromMs), participantId, hold: 'firm', change: 1 },
    { atMs: Math.max(fadesMs, fromMs), participantId, hold: 'firm', change: -1 },
    { atMs: Math.max(fadesMs, fromMs), participantId, hold: 'fading', change: 1 },
    { atMs: endMs, participantId, hold: 'fading', change: -1 },
  ]);

  const aloneMs = new Map<string, number>();
  const holds: Readonly<Record<Hold, Map<string, number>>> = { firm: new Map(), fading: new Map() };
  let reachedMs = fromMs;
  for (const { atMs, participantId, hold, change } of edges.toSorted((a, b) => a.atMs - b.atMs)) {
    const untilMs = Math.min(atMs, toMs);
    const speaker = onlyOne(holds.firm.size > 0 ? holds.firm : holds.fading);
    if (speaker !== null) aloneMs.set(speaker, (aloneMs.get(speaker) ?? 0) + untilMs - reachedMs);
    reachedMs = untilMs;
    const count = (holds[hold].get(participantId) ?? 0) + change;
    if (count === 0) holds[hold].delete(participantId);
    else holds[hold].set(participantId, count);
  }

  const [most] = [...aloneMs].toSorted(([, a], [, b]) => b - a);
  if (most === undefined) return null;
  const share = most[1] / (toMs - fromMs);
  return share < MIN_SHARE ? null : { participantId: most[0], share };
}

function onlyOne(holds: ReadonlyMap<string, number>): string | null {
  if (holds.size !== 1) return null;
  for (const participantId of holds.keys()) return participantId;
  return null;
}
