// A name -> what a session knows of the person: case and accents make no difference.
import { setImmediate as turn } from 'node:timers/promises';
import type { Attribution, MeetingEvent } from '@subcam/shared';
import { and, asc, eq, gt, inArray, isNotNull, sql } from 'drizzle-orm';
import { PAGE_ROWS, readEvents, readPages, type EventRow } from './pages.ts';
import { foldWord } from './search/tokens.ts';
import type { SoughtSpeaker } from './search/search-index.ts';
import type { Backend, Database } from './database.ts';
import { rows, type Work } from './work.ts';

/** Of one reading. */
const SESSIONS_AT_ONCE = 50;

/** As names are compared. */
export function foldName(name: string): string {
  return foldWord(name.replaceAll(/\s+/gu, ' ').trim());
}

/** Of one session. */
export interface Person {
  /** As they are written there. */
  readonly names: ReadonlySet<string>;
  readonly participantIds: ReadonlySet<string>;
  readonly speakerLabels: ReadonlySet<string>;
}

/** null: nobody of this name is known in the session. Labels and devices count as the person's where they had the name at any time. */
export function* personIn(database: Database, sessionId: string, name: string): Work<Person | null> {
  const { build, tables } = database;
  const { participants, speakerIdentities, transcripts } = tables;
  const isMeant = (displayName: string | null): boolean => displayName !== null && foldName(displayName) === foldName(name);
  const told = [
    ...(yield* rows(
      build
        .select({
          participantId: participants.participantId,
          displayName: participants.displayName,
          speakerLabel: sql<string | null>`null`,
        })
        .from(participants)
        .where(eq(participants.sessionId, sessionId)),
    )),
    ...(yield* rows(
      build
        .select({
          participantId: speakerIdentities.participantId,
          displayName: speakerIdentities.displayName,
          speakerLabel: speakerIdentities.speakerLabel,
        })
        .from(speakerIdentities)
        .where(eq(speakerIdentities.sessionId, sessionId)),
    )),
    ...(yield* rows(
      build
        .selectDistinct({
          participantId: transcripts.participantId,
          displayName: transcripts.displayName,
          speakerLabel: transcripts.speakerLabel,
        })
        .from(transcripts)
        .where(eq(transcripts.sessionId, sessionId)),
    )),
    ...(yield* namesInEvents(database, sessionId)),
  ];
  const found = told.filter(({ displayName }) => isMeant(displayName));
  if (found.length === 0) return null;
  const participantIds = new Set(found.flatMap(({ participantId }) => participantId ?? []));
  const isTheirs = (one: (typeof told)[number]): boolean =>
    isMeant(one.displayName) || (one.participantId !== null && participantIds.has(one.participantId));
  const theirs = told.filter(isTheirs);
  return {
    names: new Set(theirs.flatMap(({ displayName }) => displayName ?? [])),
    participantIds,
    speakerLabels: new Set(theirs.flatMap(({ speakerLabel }) => speakerLabel ?? [])),
  };
}

function* namesInEvents(database: Database, sessionId: string) {
  const told: { readonly participantId: string; readonly displayName: string; readonly speakerLabel: null }[] = [];
  for (const { event } of yield* allEvents(database, sessionId)) {
    if (event.type !== 'participant-joined') continue;
    told.push({ participantId: event.participantId, displayName: event.displayName, speakerLabel: null });
  }
  return told;
}

export function* allEvents(database: Database, sessionId: string): Work<readonly EventRow[]> {
  const all: EventRow[] = [];
  for (;;) {
    const page: readonly EventRow[] = yield* readEvents(database, sessionId, all.at(-1));
    all.push(...page);
    if (page.length < PAGE_ROWS) return all;
  }
}

export function isEventOf({ participantIds }: Person, event: MeetingEvent): boolean {
  return 'participantId' in event && participantIds.has(event.participantId);
}

export function isSpokenBy(
  { names, participantIds, speakerLabels }: Person,
  { displayName, participantId, speakerLabel }: Attribution,
): boolean {
  return (
    (displayName !== null && names.has(displayName)) ||
    (participantId !== null && participantIds.has(participantId)) ||
    (speakerLabel !== null && speakerLabels.has(speakerLabel))
  );
}

/** Names that speakers have now; a label is one by itself. */
export function* speakerNamed({ build, tables: { speakerIdentities: who } }: Database, speaker: string): Work<SoughtSpeaker> {
  const known = yield* rows(build.selectDistinct({ displayName: who.displayName }).from(who).where(isNotNull(who.displayName)));
  const names = known.flatMap(({ displayName }) => displayName ?? []).filter((name) => foldName(name) === foldName(speaker));
  return { names, label: speaker };
}

interface SessionPlace {
  readonly openedAtMs: number;
  readonly sessionId: string;
}

/** All sessions are looked into, a few in a turn of the event loop. */
export async function sessionsOfPerson(backend: Backend, name: string): Promise<readonly string[]> {
  if (foldName(name) === '') return [];
  const doing = 'the sessions of a person were looked for';
  const found: string[] = [];
  const all = await readPages<SessionPlace>(backend, doing, ({ build, tables: { sessions } }, after) =>
    rows(
      build
        .select({ openedAtMs: sessions.openedAtMs, sessionId: sessions.sessionId })
        .from(sessions)
        .where(
          after === undefined
            ? undefined
            : gt(sql`(${sessions.openedAtMs}, ${sessions.sessionId})`, sql`(${after.openedAtMs}, ${after.sessionId})`),
        )
        .orderBy(asc(sessions.openedAtMs), asc(sessions.sessionId))
        .limit(PAGE_ROWS),
    ),
  );
  for (let from = 0; from < all.length; from += SESSIONS_AT_ONCE) {
    const ids = all.slice(from, from + SESSIONS_AT_ONCE).map(({ sessionId }) => sessionId);
    const told = await backend.read(doing, (database) => namesIn(database, ids));
    const theirs = new Set(
      told.filter(({ displayName }) => displayName !== null && foldName(displayName) === foldName(name)).map(({ sessionId }) => sessionId),
    );
    found.push(...ids.filter((sessionId) => theirs.has(sessionId)));
    await turn();
  }
  return found;
}

interface NameInSession {
  readonly sessionId: string;
  readonly displayName: string | null;
}

/** Every name that these sessions have anywhere. */
function* namesIn({ build, tables }: Database, ids: readonly string[]): Work<readonly NameInSession[]> {
  const { events, participants, speakerIdentities, transcripts } = tables;
  const named: NameInSession[] = [];
  for (const table of [participants, speakerIdentities, transcripts]) {
    const { sessionId, displayName } = table;
    named.push(
      ...(yield* rows<NameInSession>(
        build
          .selectDistinct({ sessionId, displayName })
          .from(table)
          .where(inArray(sessionId, [...ids])),
      )),
    );
  }
  const joined = yield* rows(
    build
      .select({ sessionId: events.sessionId, event: events.event })
      .from(events)
      .where(and(inArray(events.sessionId, [...ids]), sql`cast(${events.event} as text) like '%participant-joined%'`)),
  );
  for (const { sessionId, event } of joined) {
    if (event.type === 'participant-joined') named.push({ sessionId, displayName: event.displayName });
  }
  return named;
}
