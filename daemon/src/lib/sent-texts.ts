// A request to a service -> the texts in it that somebody said, and what a service says without them: words never come into a log or to another session.

/** Fields that hold what was said, in the interfaces of services; a text of several words is taken in every field. */
const TEXT_FIELDS: ReadonlySet<string> = new Set(['text', 'texts', 'q', 'content', 'data', 'prompt', 'initial_prompt', 'input', 'terms']);

/** So many words in a row that were sent are no accident. */
const WORDS_IN_A_ROW = 3;

/** Of a text, so much is compared. A refusal is cut long before. */
const MAX_COMPARED_LENGTH = 20_000;

const LEFT_OUT = '…';

const WORD = /[\p{L}\p{N}]+/gu;

/** Texts of a JSON body or of a form. */
export function textsOf(body: FormData | Readonly<Record<string, unknown>>): readonly string[] {
  const found = new Set<string>();
  const look = (value: unknown, field: string): void => {
    if (typeof value === 'string') {
      if (value.trim() !== '' && (TEXT_FIELDS.has(field) || /\S\s+\S/.test(value.trim()))) found.add(value.slice(0, MAX_COMPARED_LENGTH));
    } else if (Array.isArray(value)) for (const part of value) look(part, field);
    else if (typeof value === 'object' && value !== null) for (const [name, part] of Object.entries(value)) look(part, name);
  };
  if (body instanceof FormData) for (const [name, value] of body.entries()) look(value, name);
  else look(body, '');
  return [...found];
}

/** What a service says, with an ellipsis in place of the texts that it was sent, whole or in part. Pure. */
export function withoutTexts(said: string, texts: readonly string[]): string {
  const whole = texts.toSorted((a, b) => b.length - a.length).flatMap((text) => [text.trim(), JSON.stringify(text.trim()).slice(1, -1)]);
  const rest = whole.reduce((told, text) => told.replaceAll(text, LEFT_OUT), said);
  const sent = new Set(texts.flatMap((text) => runsOf(wordsOf(text).map(({ word }) => word))));
  const words = wordsOf(rest);
  const isSent = words.map(() => false);
  for (const [index, run] of runsOf(words.map(({ word }) => word)).entries()) {
    if (sent.has(run)) for (let at = index; at < index + WORDS_IN_A_ROW; at += 1) isSent[at] = true;
  }
  let told = '';
  let end = 0;
  for (const [index, { from, to }] of words.entries()) {
    if (isSent[index] !== true) continue;
    const goesOn = index > 0 && isSent[index - 1] === true;
    if (!goesOn) told += rest.slice(end, from) + LEFT_OUT;
    end = to;
  }
  return told + rest.slice(end);
}

function wordsOf(text: string): readonly { readonly word: string; readonly from: number; readonly to: number }[] {
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({ word: word.toLowerCase(), from: index, to: index + word.length }));
}

function runsOf(words: readonly string[]): readonly string[] {
  return Array.from({ length: Math.max(0, words.length - WORDS_IN_A_ROW + 1) }, (_, at) => words.slice(at, at + WORDS_IN_A_ROW).join(' '));
}
