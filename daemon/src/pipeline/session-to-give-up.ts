// As many sessions as there may be, and one more client -> which session, whose client is away, makes room for it.

/** A session, as far as it is compared with others. */
export interface ComparedSession {
  /** The name that its client gave itself last. */
  readonly clientName: string;
  readonly isAway: boolean;
  /** Sound that it has received. */
  readonly receivedSamples: number;
}

/**
 * Of clients that have at least as many sessions as the newcomer will have, those of whoever has the most go first: who opens many gives
 * up their own. Of one client's, the one that has received least: it has least to lose. null: nobody makes room for this newcomer.
 */
export function sessionToGiveUp<Compared extends ComparedSession>(sessions: readonly Compared[], newcomer: string): Compared | null {
  const counts = new Map<string, number>();
  for (const { clientName } of sessions) counts.set(clientName, (counts.get(clientName) ?? 0) + 1);
  const countOf = (clientName: string): number => counts.get(clientName) ?? 0;
  const mine = countOf(newcomer);
  const [first] = sessions
    .filter(({ isAway, clientName }) => isAway && (clientName === newcomer || countOf(clientName) > mine))
    .toSorted((a, b) => countOf(b.clientName) - countOf(a.clientName) || a.receivedSamples - b.receivedSamples);
  return first ?? null;
}
