// What a person typed or pasted for a pairing code -> the code as `subcam pair` shows it. Pure.

const GROUP = '[A-Z0-9]{4}';
const INVISIBLE = /[\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;
const DASHES = /[\p{Pd}\u2212]/gu;
const WHOLE = new RegExp(`^(?:${GROUP}){4}$`);
/** In a text with other words: groups that hyphens join, or sixteen signs without a space. */
const WITHIN = new RegExp(`(?<![A-Z0-9]-?)(?:${GROUP}(?: ?- ?${GROUP}){3}|(?:${GROUP}){4})(?!-?[A-Z0-9])`);

/** Longer than a line with a code in it; more is not read. In UTF-16 units. */
const MAX_TEXT_LENGTH = 1_000;

/** Letters and digits of a text that is nothing but a code, in four groups of four; null for any other text. */
function grouped(text: string): string | null {
  const signs = text.replaceAll(/[^A-Z0-9]/g, '');
  return WHOLE.test(signs) ? (signs.match(/.{4}/g) ?? []).join('-') : null;
}

/**
 * Four groups of four letters and digits, such as `K7QP-3MXA-9TRD-W2HB`; null where the text holds no code. Letters may be small or
 * full-width; between the groups may be hyphens, other dashes, spaces, or nothing; before and behind the code other words ("Code: …").
 */
export function readPairingCode(typed: string): string | null {
  const text = typed.slice(0, MAX_TEXT_LENGTH).normalize('NFKC').replaceAll(INVISIBLE, '').replaceAll(DASHES, '-').toUpperCase();
  const within = WITHIN.exec(text)?.[0];
  // `Code: K7QP 3MXA 9TRD W2HB`: by its spaces nobody could say where the code begins.
  return grouped(text) ?? (within === undefined ? grouped(text.slice(text.lastIndexOf(':') + 1)) : grouped(within));
}
