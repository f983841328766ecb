// English as Apertium's English-Spanish pair reads it well: what it always takes for something else is said in other words. Pure.

const MONTH = 'January|February|March|April|May|June|July|August|September|October|November|December';

/** "on March 3rd, 2024" becomes "on 3 March 2024": it reads a month before its day as a word ("Marcha 3"). */
const AMERICAN_DATE = new RegExp(
  String.raw`\b(?<on>on) (?<month>${MONTH}) (?<day>\d{1,2})(?:st|nd|rd|th)?(?![\d\p{L}])(?!:\d)(?:,?(?<year> \d{4})(?!\d))?`,
  'gu',
);

/** What it says of the place: "over 500 people" becomes "encima 500 personas". */
const OVER_NUMBER = /\bover(?= (?:[$€£]?\d|(?:a|two|three|four|five|six|seven|eight|nine|ten) (?:hundred|thousand|million)\b))/gi;

/**
 * Words with several senses of which the pair knows the one that is not meant: a file is a tool to it, a goal one of football, a policy an
 * insurance. Each has another word here that it knows in the sense that is.
 */
const IN_OTHER_WORDS: readonly (readonly [RegExp, string])[] = [
  [/\b(?<!\b(?:to|will|would|can|must|should|[Ww]e|[Tt]hey|[Yy]ou|I) )file(?=s?\b)/g, 'archive'],
  [/\b(?<!\binsurance )policy\b/g, 'politics'],
  [/\bmarket(?=s?\b)(?! (?:hall|square))/g, 'marketplace'],
  [/\bgoal(?=s?\b)/g, 'objective'],
  [/(?<=\b(?:the|a|our|your|this|that|next|product|rocket) )launch\b/g, 'launching'],
  [/\bresearch(?= (?:is|was|has|of|on|into|and|shows|shown|team|centre|center)\b)/g, 'investigation'],
  [/\bdivision(?=s?\b)/g, 'section'],
  [/\bofficials\b/g, 'authorities'],
  [/\bshow(?=ed\b|ing\b)/g, 'display'],
  [/\bshown\b/g, 'displayed'],
  [/(?<=\b(?:I|you|we|they|to|will|can|could|would|should|must|may) )show\b/g, 'display'],
  [/\bshows(?= (?:that|how|us|what|a|the)\b)/g, 'displays'],
  [/\b(?<a>a) great\b(?! (?:deal|many)\b|-)/gi, '$<a>n excellent'],
  [/(?<=\b(?:the|some|this|that|with|of|is|was|are|were|very|really) )great\b(?! (?:deal|many)\b|-)/g, 'excellent'],
  [/(?<=\b(?:am|is|are|was|were)(?: not)? |'(?:m|s|re) )right(?=[.,;!?]|$| (?:that|about)\b)/g, 'correct'],
];

/** Turns of phrase that it takes word by word. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/(?<=\b[Aa]ll) of(?= (?:the|these|those|my|our|your|his|her|its|their)\b)/g, ''],
  [/(?<=, )like(?= (?:a|an|the|some|his|her|their|our|my|this|these)\b)/g, 'such as'],
  [/\bin late(?= \d{4}\b)/gi, 'at the end of'],
  [/\bin early(?= \d{4}\b)/gi, 'at the beginning of'],
  [/(?<=\b(?:is|are|was|were)) aged (\d{1,3})\b/g, ' $1 years old'],
];

/** How sentences begin that it takes word by word. */
const BEGINNINGS: readonly (readonly [RegExp, string])[] = [
  [/(?<=^|[.!?] )Sorry(?=[,.] )/g, 'Pardon'],
  [/(?<=^|[.!?] )Let's(?= (?!not\b)\p{Ll})/gu, 'We are going to'],
  [/(?<=^|[.!?] )Let me(?= \p{Ll})/gu, 'I am going to'],
  [/(?<=^|[.!?,] )I'm afraid (?:that )?(?=(?:I|we|you|he|she|it|they|there|the|this|that)\b)/g, 'unfortunately '],
  [/(?<=^|[.!?] )Like(?= (?:some|other|all|many|most|the|a|an|his|her|their|our|my|any|every|its)\b)/g, 'As'],
];

/** Only what goes into Spanish. A sentence keeps the capital that it begins with. */
export function inOtherWords(text: string): string {
  return [...BEGINNINGS, ...PHRASES, ...IN_OTHER_WORDS]
    .reduce((before, [pattern, word]) => before.replaceAll(pattern, word), text)
    .replaceAll(AMERICAN_DATE, '$<on> $<day> $<month>$<year>')
    .replaceAll(OVER_NUMBER, 'more than')
    .replace(/^\p{Ll}/u, (letter) => (/^\p{Lu}/u.test(text) ? letter.toUpperCase() : letter))
    .replaceAll(/(?<=[.!?] )unfortunately/g, 'Unfortunately');
}

/** A question within a statement: "Nobody knows when". */
const INDIRECT_QUESTION =
  /\b(?:know|knows|knew|known|tell|tells|told|ask|asks|asked|asking|wonder\w*|see|sees|saw|seen|say|says|said|decid\w+|understand\w*|understood|remember\w*|forg[eo]t\w*|sure|clear|idea|check\w*|find|finds|found|guess\w*|explain\w*|show\w*|display\w*|learn\w*|discuss\w*|question|matters?|depends?|about|of|on)(?: \p{L}+)?,? (?:who|what|which|when|where|how)\b/iu;

/** Whether a text asks anything, in a question or within a statement. */
export function asks(text: string): boolean {
  return text.includes('?') || INDIRECT_QUESTION.test(text);
}

/** Of things that are done at once: after "was" they tell what happened, where others ("closed", "tired") may tell how something was. */
const DONE_AT_ONCE: ReadonlySet<string> = new Set(
  (
    'accepted accused achieved acquired added admitted adopted agreed announced appointed approved arrested asked assigned attacked awarded born ' +
    'bought brought built called cancelled canceled caught caused changed chosen claimed confirmed considered constructed copied created ' +
    'cut decided declared deleted delivered denied described designed destroyed developed discovered discussed elected established estimated ' +
    'executed expelled followed forced formed found founded given handed held hired identified informed installed introduced invented ' +
    'invited issued killed launched led made measured mentioned moved named nominated offered ordered paid performed planned postponed ' +
    'presented produced promoted published put raised read received recorded rejected released removed renamed replaced reported requested ' +
    'rescued resolved returned robbed said saved seen selected sent served shot shown signed sold spent started stolen stopped ' +
    'suggested taken taught tested thrown told translated transported treated tried updated used voted warned won written'
  ).split(' '),
);

/** Whether every "was" or "were" with a participle tells what happened; false where there is none. */
export function tellsWhatHappened(text: string): boolean {
  const participles = Array.from(
    text.matchAll(/\b(?:was|were)(?: not|n't)?(?: \p{L}+ly)? (?<participle>\p{L}+(?:ed|en|n|t|d|ut|ld|ught|old|on))\b/giu),
    ({ groups }) => groups?.['participle'] ?? '',
  ).filter((word) => /(?:ed|en|wn|rn|rne)$/u.test(word) || DONE_AT_ONCE.has(word));
  return participles.length > 0 && participles.every((word) => DONE_AT_ONCE.has(word));
}
