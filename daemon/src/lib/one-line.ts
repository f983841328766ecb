// What a service says of itself or of an error -> the same as it may stand in a message, on a page or on a tile.

/** Blanks, ends of lines, and what moves a terminal's cursor. */
const BLANKS = /[\s\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** What turns the words after it around. */
const TURNS = /\p{Bidi_Control}/gu;

/** One line of at most `maxLength` characters, without control characters; what is cut off is told by an ellipsis. */
export function oneLine(said: string, maxLength: number): string {
  // No sign takes more than two units: what is far behind the end is not looked at.
  const line = said
    .slice(0, 4 * maxLength)
    .replaceAll(TURNS, '')
    .replaceAll(BLANKS, ' ')
    .trim();
  const signs = Array.from(line);
  return signs.length <= maxLength ? line : `${signs.slice(0, maxLength - 1).join('')}…`;
}

/** Of what a service calls itself, its models, and what they run on, so much is told. */
const MAX_NAME_LENGTH = 100;

export function oneLineName(name: string): string {
  return oneLine(name, MAX_NAME_LENGTH);
}
