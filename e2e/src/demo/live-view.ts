// Session events -> what a person watches in the terminal: partials that grow in place, finals with their translations, a progress bar.
import { languageName, type SessionEvent } from '@subcam/shared';

export interface LiveView {
  note(text: string): void;
  event(event: SessionEvent): void;
  progress(elapsedMs: number, totalMs: number, what: string): void;
  /** The same for things that are counted. */
  count(done: number, total: number, what: string): void;
  end(): void;
}

/** `json`: nothing at all (the report is the output). Otherwise lines to `out`; in place only on a terminal. */
export interface LiveViewOptions {
  readonly out: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  readonly silent: boolean;
  readonly nowMs: () => number;
  /** Whether each utterance has its language beside it. Left out: no. */
  readonly tellsLanguages?: boolean;
}

const BAR_CELLS = 28;
/** Without a terminal progress is a plain line this often. */
const PLAIN_PROGRESS_MS = 10_000;

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_CELLS);
  return `[${'█'.repeat(full)}${'·'.repeat(BAR_CELLS - full)}]`;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The last `limit` characters of a text, as a reader counts them. */
function tail(text: string, limit: number): string {
  const characters = Array.from(graphemes.segment(text), ({ segment }) => segment);
  return characters.length <= limit ? text : `…${characters.slice(-(limit - 1)).join('')}`;
}

export function openLiveView(options: LiveViewOptions): LiveView {
  const { out, silent } = options;
  const inPlace = out.isTTY === true && !silent;
  const columns = (): number => Math.max(40, out.columns ?? 100);
  let partial = '';
  let status = '';
  let drawn = 0;
  let lastPlainMs = Number.NEGATIVE_INFINITY;
  const finalMs = new Map<number, number>();

  const said = (by: string | null, { language, text }: { readonly language: string; readonly text: string }): string =>
    `${by ?? 'Somebody'}${options.tellsLanguages === true ? ` (${language})` : ''}: ${text}`;

  const erase = (): void => {
    if (drawn > 0) out.write(`\u001B[${drawn}F\u001B[0J`);
    drawn = 0;
  };
  const redraw = (): void => {
    if (!inPlace) return;
    const lines = [partial === '' ? '' : `\u001B[2m${tail(partial, columns() - 1)}\u001B[0m`, status].filter((line) => line !== '');
    for (const line of lines) out.write(`${line}\n`);
    drawn = lines.length;
  };
  /** A bar in place on a terminal; elsewhere a plain line at the beginning, every so often, and at the end. */
  const report = (share: number, text: string): void => {
    if (silent) return;
    if (inPlace) {
      erase();
      status = `${bar(share)} ${text}`;
      redraw();
      return;
    }
    const nowMs = options.nowMs();
    if (share > 0 && share < 1 && nowMs - lastPlainMs < PLAIN_PROGRESS_MS) return;
    lastPlainMs = nowMs;
    out.write(`${text}\n`);
  };
  const line = (text: string): void => {
    if (silent) return;
    if (inPlace) erase();
    out.write(`${text}\n`);
    redraw();
  };

  return {
    note: line,
    event: (event) => {
      switch (event.type) {
        case 'partial': {
          if (!inPlace) return;
          erase();
          partial = `  … ${said(event.attribution.displayName, event.transcript)}`;
          redraw();
          return;
        }
        case 'final': {
          partial = '';
          finalMs.set(event.transcript.firstSample, event.atMs);
          line(
            `${said(event.attribution.displayName, event.transcript)}  (${Math.round(event.atMs - event.speechEndAtMs)} ms after speech)`,
          );
          return;
        }
        case 'translation': {
          if (event.translation.status !== 'final') return;
          const committedMs = finalMs.get(event.translation.firstSample);
          const took = committedMs === undefined ? '' : `  (+${Math.round(event.atMs - committedMs)} ms)`;
          line(`    ${event.translation.targetLanguage}: ${event.translation.text}${took}`);
          return;
        }
        case 'translation-failed': {
          line(`    ${event.targetLanguage}: no translation: ${event.message}`);
          return;
        }
        case 'omission': {
          const { reason, language } = event.omission;
          if (reason === 'another-language')
            line(`    speech in another language${language === undefined ? '' : ` (${languageName(language)})`}`);
          return;
        }
        case 'gap': {
          line(`    sound missing: ${Math.round(event.gap.sampleCount / 16)} ms (${event.gap.reason})`);
          return;
        }
        case 'meeting': {
          if (event.event.type === 'participant-joined' && !event.event.isSelf) line(`· ${event.event.displayName} is in the meeting`);
          return;
        }
        case 'opened':
        case 'state':
        case 'cue':
        case 'tile':
        case 'tile-settings':
        case 'closed':
          return;
      }
    },
    progress: (elapsedMs, totalMs, what) => {
      report(elapsedMs / Math.max(1, totalMs), `${what}: ${Math.floor(elapsedMs / 1000)} of ${Math.round(totalMs / 1000)} s`);
    },
    count: (done, total, what) => {
      report(done / Math.max(1, total), `${what}: ${done} of ${total}`);
    },
    end: () => {
      if (!inPlace) return;
      erase();
      partial = '';
      status = '';
    },
  };
}
