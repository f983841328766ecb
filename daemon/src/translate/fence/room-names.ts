// Names of participants that are ordinary words: rooms, roles and devices ("Sales Room", "Meeting host", "iPad"). Pure.
import type { Span } from './span.ts';

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** A name with one of these is of a place or a group: none of its words is a person's. */
const PLACES = setOf(
  'room boardroom office desk lobby kitchen studio lab lounge screen building reception team group department support helpdesk ' +
    'sales marketing finance hr it legal engineering operations project training classroom library headquarters hq branch ' +
    'display hub kiosk meeting conference raum besprechungsraum konferenzraum büro vertrieb ' +
    'salle bureau réunion reunión reunião riunione oficina escritório ufficio equipo équipe equipe',
);

/** People have these as surnames: a place only with a number, such as "Sala 3". */
const NUMBERED_PLACES = setOf('hall sala saal chamber floor');

/** These are no person's name, and what stands beside them may be one: "Anna's iPhone", "Host (Anna)". */
const ROLES_AND_DEVICES = setOf(
  'host cohost co-host organizer organiser presenter speaker moderator interpreter admin administrator user guest visitor participant ' +
    'attendee unknown anonymous boss manager director teacher student trainer intern owner client customer the my our test bot assistant notetaker recorder caller phone telephone mobile tablet laptop desktop computer pc mac ' +
    'macbook pro air mini plus ultra ipad iphone android galaxy pixel chromebook surface tv camera microphone webcam chrome zoom teams meet device ' +
    'gast gastgeber teilnehmer invitado anfitrión invité hôte ospite convidado anfitrião telefon teléfono téléphone handy',
);

const WORD = /[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*/gu;

function wordsOf(name: string): readonly string[] {
  return (name.match(WORD) ?? []).map((word) => word.toLowerCase());
}

const isPlace = (name: string): boolean =>
  wordsOf(name).some((word) => PLACES.has(word) || (NUMBERED_PLACES.has(word) && /\p{N}/u.test(name)));

/** Whether this word of a participant's name says a place, a role or a device, so that it alone is nobody's name. */
export function ordinaryName(name: string, word: string): boolean {
  return isPlace(name) || ROLES_AND_DEVICES.has(word.toLowerCase());
}

/** Whether nobody's own name is in it. */
function isOrdinary(name: string): boolean {
  return isPlace(name) || wordsOf(name).every((word) => ROLES_AND_DEVICES.has(word));
}

/** Where an ordinary name stands as a name: as the participant writes it, or every word with a capital. */
function isWrittenAsName(found: string, name: string): boolean {
  if (found === name && /\p{Lu}/u.test(name)) return true;
  return (found.match(WORD) ?? []).every((word) => /^\p{Lu}\p{Ll}/u.test(word));
}

/** A participant's name of ordinary words. */
export interface RoomName {
  readonly name: string;
  /** In small letters. */
  readonly lower: string;
}

/** Those of `names` that are ordinary words. */
export function roomNames(names: readonly string[]): readonly RoomName[] {
  return names
    .map((given) => given.trim().replaceAll(/\s+/gu, ' '))
    .filter((name) => name !== '' && isOrdinary(name))
    .map((name) => ({ name, lower: name.toLowerCase() }));
}

/**
 * Where such names are written as names. A single word that begins a sentence has its capital for that reason, unless somebody is addressed
 * by it.
 */
export function roomSpans(text: string, rooms: readonly RoomName[]): readonly Span[] {
  const spans: Span[] = [];
  const lowerText = text.toLowerCase().replaceAll(/\s/gu, ' ');
  for (const { name, lower } of rooms) {
    // Thousands may be in a meeting; a pattern for each of them would take most of a second.
    if (!lowerText.includes(lower)) continue;
    const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`, 'giu');
    for (const match of text.matchAll(pattern)) {
      const [found] = match;
      const end = match.index + found.length;
      const isFirst = /(?:^|[.!?…:¿¡"“«])\s*$/u.test(text.slice(Math.max(0, match.index - 3), match.index));
      const isAlone = !name.includes(' ') && /^\p{Lu}/u.test(found);
      if (!isWrittenAsName(found, name) || (isAlone && isFirst && text[end] !== ',')) continue;
      spans.push({ start: match.index, end });
    }
  }
  return spans;
}

function escaped(name: string): string {
  return name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`).replaceAll(' ', String.raw`\s`);
}
