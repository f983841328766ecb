// Text -> the parts of it that stay as they are in every language: names, times, codes, addresses, measures. Pure.
import type { FenceKind } from '@subcam/shared';
import { nameSpans } from './name-spans.ts';
import { withoutOverlaps, type Span } from './span.ts';

const E_MAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/gu;
const URL_WITH_SCHEME = /(?<![\p{L}\p{N}])(?:[a-z]{3,6}:\/\/|www\.)[^\s<>"']*[^\s<>"'().,;:!?]/giu;
const BARE_URL =
  /(?<![\p{L}\p{N}@./-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|io|dev|edu|gov|info|eu|uk|us|de|fr|es|it|pt|nl|pl|ru|ua|br|mx|ar|jp|cn|in|app|ai|co|tv)(?:\/[^\s<>"']*[^\s<>"'().,;:!?])?(?![\p{L}\p{N}@])/giu;
/** With the port, or the size of the network. */
const IP4 = /(?<![\p{L}\p{N}.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5}|\/\d{1,2})?(?![\p{L}\p{N}]|\.\d)/gu;
/** Eight groups, or fewer around two colons; and the six pairs of a network card. */
const IP6 =
  /(?<![\p{L}\p{N}:])(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6})?::[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6}|[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,6}::|(?:[0-9a-f]{2}:){5}[0-9a-f]{2})(?:%\w{1,15})?(?:\/\d{1,3})?(?![\p{L}\p{N}:])/giu;
/** With a country's code, with an area code in brackets, or divided as in North America. */
const PHONE =
  /(?<![\p{L}\p{N}+.])(?:\+(?=(?:[ .()/-]{0,2}\d){7,15}(?!\d))\d{1,3}(?:[ .()/-]{0,2}\d{1,12}){1,6}|\(0?\d{2,4}\)[ -]?(?:\d{6,8}|\d{2,4}(?:[ .-]\d{2,4}){1,3})|(?:1-)?\d{3}-\d{3}-\d{4}|\d{3}\.\d{3}\.\d{4}|00\d{2}(?:[ ./-]\d{2,9}){2,5})(?![\p{L}\p{N}]|[-.]\d)/gu;
const HANDLE = /(?<![\p{L}\p{N}&])[@#][\p{L}\p{N}_]{2,50}/gu;
const PATH = /(?<![\p{L}\p{N}/])(?:~|\.{1,2})?(?:\/[\w.-]*\w){2,20}/gu;
const DRIVE_PATH = /(?<![\p{L}\p{N}])[a-z]:(?:\/[\w.-]*\w){1,20}/giu;
/** A folder's name may have spaces; what comes last has none, since nothing tells where it would end. */
const WINDOWS_PATH =
  /(?<![\p{L}\p{N}\\])(?:[a-z]:|\\\\[\p{L}\p{N}_.-]{1,63}(?=\\))(?:\\[\p{L}\p{N}_.$~@()-]{1,80}(?: [\p{L}\p{N}_.$~@()-]{1,80}){0,3}(?=\\)){0,20}\\(?:[\p{L}\p{N}_.$~@-]{0,80}[\p{L}\p{N}_$~@-])?/giu;
const FILE =
  /(?<![\p{L}\p{N}])[\p{L}\p{N}_-]{1,80}\.(?:pdf|docx?|xlsx?|pptx?|odt|txt|csv|json|xml|ya?ml|md|html?|ts|js|py|sh|exe|zip|png|jpe?g|gif|svg|mp[34]|wav)(?![\p{L}\p{N}])/giu;
/** The names of streets in English, with the number of the house where it is there. */
const STREET =
  /(?<![\p{L}\p{N}])(?:\d{1,5}[A-Za-z]? )?(?!(?:The|This|That|On|In|At|To|From|My|Our|Your|Main) )(?:\p{Lu}[\p{L}'’-]{1,30} ){1,3}(?:Street|Road|Avenue|Lane|Boulevard|Terrace|Crescent|Rd|Ave|Blvd)(?![\p{L}\p{N}])/gu;

/** Capitals and figures, joined by hyphens or not; figures alone are none. */
const CAPITAL_CODE = /(?<![\p{L}\p{N}_-])(?=[A-Z0-9_-]{0,39}[A-Z])(?=[A-Z0-9_-]{0,39}\d)[A-Z0-9]+(?:[-_][A-Z0-9]+)*(?![\p{L}\p{N}_-])/gu;
const SMALL_CODE = /(?<![\p{L}\p{N}_-])[a-z]{1,6}-?\d+(?:[a-z0-9]*\d)?(?![\p{L}\p{N}_-])/gu;
const VERSION =
  /(?<![\p{L}\p{N}.])(?:v\d{1,9}(?:\.\d{1,9}){1,5}|\d{1,9}(?:\.\d{1,9}){2,5})(?:-(?:alpha|beta|rc|dev|pre)(?:\.?\d{1,5})?)?(?![\p{L}\p{N}])/giu;
const IDENTIFIER = /(?<![\p{L}\p{N}_])(?:[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]+)+)(?![\p{L}\p{N}_])/gu;
const HEXADECIMAL = /(?<![\p{L}\p{N}])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|0x[0-9a-f]+)(?![\p{L}\p{N}])/giu;
/** Meet's codes. Compounds of English words have the same shape. */
const MEETING_CODE =
  /(?<![\p{L}\p{N}-])(?!(?:one|two|six|ten|all|off|out|get|set|mid|end|not|and|the|for|per|day|low|old|new|top|big)-|[a-z]{3}-(?:year|week|hour|time|page|part|door|foot|inch|mile|line|term|life|size|step|star|side|site|game|acre|date|head|hand|than|with|from|into|over|down|next|last|late|long|high|half|well|made|more|less)-)[a-z]{3}-[a-z]{4}-[a-z]{3}(?![\p{L}\p{N}-])/gu;

/** With the sign of a currency before it or after it: engines write another currency, or divide its thousands otherwise. */
const MONEY =
  /(?<![\p{L}\p{N}.,])(?:[A-Z]{0,3}[$€£¥₹₩₽₺₴₪฿] ?\d+(?:[.,]\d+)*(?:bn|[kKmM])?|\d+(?:[.,]\d+)*(?:bn|[kKmM])? ?[$€£¥₹₩₽₺₴₪฿])(?![\p{L}\p{N}])/gu;
/** Of the order of its parts nothing is known. */
const SLASHED_DATE = /(?<![\p{L}\p{N}/.,])\d{1,4}\/\d{1,2}\/\d{1,4}(?![\p{L}\p{N}/])/gu;
/** What is dialled for a service: `*100#`. */
const DIALLED = /(?<![\p{L}\p{N}*#])[*#]{1,2}\d{1,6}(?:\*\d{1,20}){0,4}#?(?![\p{L}\p{N}*#])/gu;
/** `802.11n`, `3.2a`: not where the letter may be a unit, or stand for thousands, millions or times. */
const NUMBERED = /(?<![\p{L}\p{N}.,$€£¥])(?:802\.\d{1,2}[A-Za-z]{1,2}|\d{1,4}\.\d{1,3}[aceijnopqruvyz])(?![\p{L}\p{N}])/gu;

/** A date, or an instant, as ISO 8601 has it. */
const ISO_INSTANT =
  /(?<![\p{L}\p{N}.-])\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?(?![\p{L}\p{N}:]|-\d)/giu;
const CLOCK_TIME = /(?<![\p{L}\p{N}:.])\d{1,2}:\d{2}(?::\d{2})?(?:[hz]| ?(?:[ap]\.m\.|[ap]m(?!\p{L})))?(?![\p{L}\p{N}:])/giu;
/** `14h30` and `14 h 30`, as French, Portuguese and others have it. */
const HOUR_AND_MINUTES = /(?<![\p{L}\p{N}:.,])\d{1,2}(?:h(?:\d{2}(?:min)?)?| h \d{2})(?![\p{L}\p{N}])/giu;
const HOUR = /(?<![\p{L}\p{N}:.])\d{1,2}(?:\.\d{2})? ?(?:[ap]\.m\.|[ap]m(?![\p{L}\p{N}]))/giu;

const UNIT = String.raw`(?:[kmµ]?g|lbs?|oz|[kcmµn]?m[²³]?|ft|mph|km\/h|m\/s|k?cal|[kMGTP]i?B|[kMGT]bps|[kMG]?Hz|[kMGm]?W|kWh|kV|V|mA|mAh|k?Pa|bar|°[CF]|[cm]?l|mL|L|ha|dB|px|fps|rpm|ms|min|h|ppm)(?![\p{L}\p{N}/])`;
/** The unit alone: with its figure before it the sentence keeps its grammar. */
const SPACED_UNIT = new RegExp(String.raw`(?<=(?<![\p{L}\p{N}.,])\d+(?:[.,]\d+)* )${UNIT}`, 'gu');
const MEASURE = new RegExp(String.raw`(?<![\p{L}\p{N}.,])\d+(?:[.,]\d+)*${UNIT}`, 'gu');
/** `in` is a unit only where it can't be a preposition. */
const INCHES = /(?<=(?<![\p{L}\p{N}.,])\d+(?:[.,]\d+)* )in(?=[.,;)]|$| (?:wide|long|tall|high|deep|thick|x)\b)/gu;

/** What is looked for, and what a text must have to have any of it: that is found out sooner than that there is none. */
interface Sought {
  readonly pattern: RegExp;
  readonly needs: RegExp;
}

const FIGURE = /\d/;
const SLASH = /\//;
const DOT_IN_A_WORD = /[\p{L}\p{N}_-]\.[a-z\d]/iu;
const sought = (pattern: RegExp, needs: RegExp): Sought => ({ pattern, needs });

/** For engines that keep times, too: a half of this one would be given as a code. */
const INSTANT = sought(ISO_INSTANT, FIGURE);

/** `scripts` and `emoji` are none of these: they depend on what the engine reads. */
const SOUGHT: Readonly<Record<Exclude<FenceKind, 'names' | 'scripts' | 'emoji'>, readonly Sought[]>> = {
  addresses: [
    sought(E_MAIL, /@/),
    sought(URL_WITH_SCHEME, /:\/\/|www\./i),
    sought(BARE_URL, DOT_IN_A_WORD),
    sought(IP4, FIGURE),
    sought(IP6, /:/),
    sought(WINDOWS_PATH, /\\/),
    sought(DRIVE_PATH, SLASH),
    sought(PATH, SLASH),
    sought(FILE, DOT_IN_A_WORD),
    sought(PHONE, FIGURE),
    sought(HANDLE, /[@#]/),
    sought(STREET, /Street|Road|Avenue|Lane|Boulevard|Terrace|Crescent|Rd|Ave|Blvd/),
  ],
  times: [INSTANT, sought(CLOCK_TIME, FIGURE), sought(HOUR_AND_MINUTES, FIGURE), sought(HOUR, FIGURE)],
  measures: [sought(MEASURE, FIGURE), sought(SPACED_UNIT, FIGURE), sought(INCHES, FIGURE)],
  codes: [
    sought(MEETING_CODE, /-/),
    sought(MONEY, FIGURE),
    sought(SLASHED_DATE, SLASH),
    sought(DIALLED, /[*#]/),
    INSTANT,
    sought(HEXADECIMAL, /-|0x/i),
    sought(VERSION, FIGURE),
    sought(NUMBERED, FIGURE),
    sought(IDENTIFIER, /_|[a-z][A-Z]/),
    sought(CAPITAL_CODE, FIGURE),
    sought(SMALL_CODE, FIGURE),
  ],
};

/** The order in which they are looked for: what is part of an address is no code. */
const ORDER = ['addresses', 'times', 'measures', 'codes', 'names'] as const satisfies readonly FenceKind[];

/** Addresses of mail, pages, machines, files and streets. In no particular order; spans may overlap. */
export function addressSpans(text: string): readonly Span[] {
  return SOUGHT.addresses.flatMap((one) => spansOf(text, one));
}

function spansOf(text: string, { pattern, needs }: Sought): readonly Span[] {
  if (!needs.test(text)) return [];
  return Array.from(text.matchAll(pattern), (match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** In the order of the text; none overlap. `names`: of people who may be spoken of, as they write them. */
export function keptSpans(text: string, kinds: readonly FenceKind[], names: readonly string[]): readonly Span[] {
  const found = ORDER.filter((name) => kinds.includes(name)).flatMap((kind) =>
    kind === 'names' ? nameSpans(text, names) : SOUGHT[kind].flatMap((one) => spansOf(text, one)),
  );
  return withoutOverlaps(found).toSorted((a, b) => a.start - b.start);
}
