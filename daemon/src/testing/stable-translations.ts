// What a session's readers were told of translations, event by event -> where the beginning that was said to be stable changed.
import type { SessionEvent } from '@subcam/shared';

interface Told {
  readonly text: string;
  readonly stableLength: number;
}

/** Every breach, in words; none: what was stable stayed, letter by letter, in translations and in cues, and finals begin with it. */
export function stableTranslationBreaches(events: readonly SessionEvent[]): readonly string[] {
  const breaches: string[] = [];
  const told = new Map<string, Told>();
  const tell = (name: string, next: Told): void => {
    const before = told.get(name);
    told.set(name, next);
    if (before === undefined) return;
    const stable = before.text.slice(0, before.stableLength);
    if (!next.text.startsWith(stable)) breaches.push(`${name}: "${stable}" was stable, and became "${next.text}"`);
    if (next.stableLength < before.stableLength) breaches.push(`${name}: less of "${next.text}" is stable than was of "${before.text}"`);
  };
  for (const event of events) {
    if (event.type === 'translation') {
      const { captureId, firstSample, targetLanguage, text, stableLength, status } = event.translation;
      tell(`translation ${captureId}:${firstSample} ${targetLanguage}`, { text, stableLength });
      if (status === 'final' && stableLength !== text.length)
        breaches.push(`Of the final "${text}" only ${stableLength} characters are stable`);
    }
    if (event.type === 'cue' && event.update.type === 'upsert') {
      const { cueId, translations } = event.update.cue;
      for (const [language, text] of Object.entries(translations)) tell(`cue ${cueId} ${language}`, text);
    }
  }
  return breaches;
}

/** The stable prefix of the last partial of each segment that has a final in the same language, and that final. */
export function lastStableAndFinal(events: readonly SessionEvent[]): readonly { readonly stable: string; readonly final: string }[] {
  const translations = events.flatMap((event) => (event.type === 'translation' ? [event.translation] : []));
  return translations
    .filter(({ status }) => status === 'final')
    .map(({ captureId, firstSample, targetLanguage, text }) => {
      const isSame = (other: (typeof translations)[number]): boolean =>
        other.captureId === captureId && other.firstSample === firstSample && other.targetLanguage === targetLanguage;
      const last = translations.findLast((other) => other.status === 'partial' && isSame(other));
      return { stable: last?.text.slice(0, last.stableLength) ?? '', final: text };
    });
}
