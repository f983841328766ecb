// Twenty sentences as they are said in meetings, of languages for which a synthesiser speaks. Written for this purpose; each has more than two seconds.
import { MEETING_SENTENCES } from '../translation/meeting-sentences.ts';

export const SPOKEN_GERMAN: readonly string[] = [
  'Guten Morgen zusammen, könnt ihr mich alle hören?',
  'Entschuldigung, mein Mikrofon war ausgeschaltet.',
  'Wir warten noch zwei Minuten, bis die anderen da sind.',
  'Wer schreibt heute mit und schickt uns die Notizen?',
  'Ich zeige euch jetzt meinen Bildschirm.',
  'Der Bericht ist fertig, ich schicke ihn heute Nachmittag.',
  'Wann fangen wir mit dem zweiten Teil des Projekts an?',
  'Wir brauchen noch etwa zwei Wochen für diese Arbeit.',
  'Die neue Seite ist viel schneller als die alte.',
  'Ich bin einverstanden, aber wir müssen den Kunden fragen.',
  'Der Preis ist für uns leider ein wenig zu hoch.',
  'Morgen früh habe ich Zeit für ein kurzes Gespräch.',
  'Kannst du das bitte noch einmal wiederholen?',
  'Das ist eine gute Frage, die ich gern beantworte.',
  'Am Freitag wird die neue Fassung veröffentlicht.',
  'Die Leitung bricht immer wieder ab, ich verstehe nichts.',
  'Hat noch jemand etwas zu diesem Thema zu sagen?',
  'Wir sollten die Entscheidung auf nächste Woche verschieben.',
  'Alle Unterlagen liegen in dem gemeinsamen Ordner.',
  'Vielen Dank an alle und ein schönes Wochenende.',
];

/** So many characters take a synthesiser more than two seconds. */
const LONG_CHARACTERS = 34;

const isLong = (text: string): boolean => text.length >= LONG_CHARACTERS && !/\d/u.test(text);

export const SPOKEN_PORTUGUESE: readonly string[] = MEETING_SENTENCES.map(({ pt }) => pt).filter(isLong);

export const SPOKEN_SPANISH: readonly string[] = MEETING_SENTENCES.map(({ es }) => es).filter(isLong);
