// Port hub of the offscreen document: every meeting page's port, and what each page should show.
import { DEFAULT_TILE_SETTINGS } from '@subcam/shared';
import { areSameMarks, FIRST_FONTS, INITIAL_MARKS, STOPPED_CUE_MS, TILE_FONTS } from '@subcam/shared/paint';
import { fromMeeting } from './meeting-port.ts';
import type { Cue, CueUpdate, MeetingEvent, TileReport, TileSettings } from '@subcam/shared';
import type { MeetingReading, MicrophoneInMeeting } from './extension-status.ts';
import type { MessagePortLike, ToMeeting } from './meeting-port.ts';
import type { TileMarks, ToCamera } from './page-messages.ts';

export type FontMessage = Extract<ToCamera, { readonly type: 'font' }>;

export interface PortHubOptions {
  /** The font files of some scripts. Asked for once for each page and script, or again by the page if it threw. */
  readonly fonts: (scripts: readonly string[]) => AsyncIterable<FontMessage>;
  /** From the selected tab only. */
  readonly onMeeting: (event: MeetingEvent) => void;
  readonly onTile: (report: TileReport) => void;
  /** Whenever it changes; `unknown` at first, and again when the page that said is gone. */
  readonly onMicrophone: (state: MicrophoneInMeeting) => void;
  /** Whenever the captured tab's page says it; null when another tab was selected, or the page that said is gone. */
  readonly onReading: (reading: MeetingReading | null) => void;
  /** Something to report that nobody waits for, e.g. a font file that is missing. */
  readonly onError: (error: unknown) => void;
}

export interface PortHub {
  /** A page's port; `tabId` is who Chrome says it is. */
  connect(port: MessagePortLike, tabId: number): void;
  /** The captured tab: its pages see the cues and are observed. null: none; what was shown goes from all pages. */
  select(tabId: number | null): void;
  settings(settings: TileSettings): void;
  marks(marks: TileMarks): void;
  /** Replaces everything that is shown of one capture; cues of several captures stand in the order in which they were first shown. */
  cues(captureId: string, cues: readonly Cue[]): void;
  cue(update: CueUpdate): void;
  /** Nothing more comes of a capture for now: half sentences of it go, and what is final as soon as it has been read. */
  pause(captureId: string, nowMs: number): void;
  /** Says to every page that its feeder is there. Call each `FEEDER_BEAT_MS`: a page that hears nothing says that captions stopped. */
  beat(): void;
  /** Messages that did not parse, the pages' own count of such included. */
  readonly malformed: number;
}

interface Page {
  readonly tabId: number;
  readonly send: (message: ToMeeting) => void;
  malformedAtPage: number;
  microphone: MicrophoneInMeeting;
  reading: MeetingReading | null;
  /** Scripts whose fonts its camera is being given, or has. */
  readonly fontScripts: Set<string>;
}

/** What a camera is given before it knows its first words. */
const FIRST_SCRIPTS: readonly string[] = [...new Set(FIRST_FONTS.map(({ script }) => script))];

interface FontSending extends Pick<PortHubOptions, 'fonts' | 'onError'> {
  readonly isThere: (page: Page) => boolean;
}

/** Sends a page the fonts of scripts that it does not have yet. */
async function sendFonts(page: Page, scripts: readonly string[], { fonts, onError, isThere }: FontSending): Promise<void> {
  const known = new Set<string>(TILE_FONTS.map(({ script }) => script));
  const due = [...new Set(scripts)].filter((script) => known.has(script) && !page.fontScripts.has(script));
  for (const script of due) page.fontScripts.add(script);
  for (const script of due) {
    try {
      for await (const font of fonts([script])) {
        if (!isThere(page)) return;
        page.send(font);
      }
    } catch (error) {
      // The page may ask again; the other scripts' files may well be there.
      page.fontScripts.delete(script);
      onError(error);
    }
  }
}

/** Opens a hub without pages. */
export function createPortHub(options: PortHubOptions): PortHub {
  const pages = new Set<Page>();
  const shown = new Map<string, Cue>();
  const sending: FontSending = { ...options, isThere: (page) => pages.has(page) };
  let selectedTabId: number | null = null;
  let settings: TileSettings = DEFAULT_TILE_SETTINGS;
  let marks: TileMarks = INITIAL_MARKS;
  let microphone: MicrophoneInMeeting = 'unknown';
  let malformedHere = 0;
  let malformedAtGonePages = 0;

  function isSelected(page: Page): boolean {
    return page.tabId === selectedTabId;
  }

  function hearMicrophone(): void {
    const said = [...pages].filter(isSelected).map((page) => page.microphone);
    // Two pages of one tab: the one that is muted is believed.
    const next = said.find((state) => state === 'off') ?? said.find((state) => state === 'on') ?? 'unknown';
    if (next === microphone) return;
    microphone = next;
    options.onMicrophone(next);
  }

  function hearReading(): void {
    options.onReading([...pages].findLast((page) => isSelected(page) && page.reading !== null)?.reading ?? null);
  }

  function toSelected(message: ToMeeting): void {
    for (const page of pages) if (isSelected(page)) page.send(message);
  }

  function showState(page: Page): void {
    page.send({ type: 'settings', settings });
    page.send({ type: 'marks', marks: isSelected(page) ? marks : INITIAL_MARKS });
    page.send({ type: 'cues', cues: isSelected(page) ? [...shown.values()] : [] });
  }

  function receive(page: Page, given: unknown): void {
    const message = fromMeeting.safeParse(given);
    if (!message.success) {
      malformedHere += 1;
      return;
    }
    switch (message.data.type) {
      case 'ready':
        showState(page);
        sendFonts(page, FIRST_SCRIPTS, sending).catch(options.onError);
        break;
      case 'fonts-wanted':
        sendFonts(page, message.data.scripts, sending).catch(options.onError);
        break;
      case 'meeting':
        if (isSelected(page)) options.onMeeting(message.data.event);
        break;
      case 'microphone':
        page.microphone = message.data.state;
        hearMicrophone();
        break;
      case 'reading':
        page.reading = message.data.reading;
        if (isSelected(page)) hearReading();
        break;
      case 'tile':
        if (isSelected(page)) options.onTile(message.data.report);
        break;
      case 'malformed':
        page.malformedAtPage = message.data.count;
        break;
      case 'cameras':
      case 'backdrop':
        // The popup asks the page's own script for them, since they matter before anything is captured.
        break;
    }
  }

  function tell(update: CueUpdate): void {
    if (update.type === 'upsert') shown.set(update.cue.cueId, update.cue);
    else shown.delete(update.cueId);
    toSelected({ type: 'cue', update });
  }

  return {
    connect(port, tabId) {
      const page: Page = {
        tabId,
        send: (message) => port.postMessage(message),
        malformedAtPage: 0,
        microphone: 'unknown',
        reading: null,
        fontScripts: new Set(),
      };
      pages.add(page);
      port.onMessage.addListener((given) => receive(page, given));
      port.onDisconnect.addListener(() => {
        pages.delete(page);
        hearMicrophone();
        if (isSelected(page)) hearReading();
        malformedAtGonePages += page.malformedAtPage;
      });
      if (isSelected(page)) page.send({ type: 'observe' });
    },
    select(tabId) {
      selectedTabId = tabId;
      shown.clear();
      marks = INITIAL_MARKS;
      hearMicrophone();
      hearReading();
      for (const page of pages) showState(page);
      toSelected({ type: 'observe' });
    },
    settings(next) {
      settings = next;
      for (const page of pages) page.send({ type: 'settings', settings });
    },
    marks(next) {
      if (areSameMarks(next, marks)) return;
      marks = next;
      toSelected({ type: 'marks', marks });
    },
    cues(captureId, cues) {
      const others = [...shown.values()].filter(({ cueId }) => !cueId.startsWith(`${captureId}:`));
      shown.clear();
      for (const cue of [...others, ...cues].toSorted((a, b) => a.shownAtMs - b.shownAtMs)) shown.set(cue.cueId, cue);
      toSelected({ type: 'cues', cues: [...shown.values()] });
    },
    cue: tell,
    pause(captureId, nowMs) {
      for (const cue of [...shown.values()].filter(({ cueId }) => cueId.startsWith(`${captureId}:`))) {
        const { cueId, status, expiresAtMs } = cue;
        if (status === 'final' && expiresAtMs !== null) continue;
        if (status === 'partial') tell({ type: 'remove', emittedAtMs: nowMs, cueId });
        else tell({ type: 'upsert', emittedAtMs: nowMs, cue: { ...cue, expiresAtMs: nowMs + STOPPED_CUE_MS } });
      }
    },
    beat() {
      for (const page of pages) page.send({ type: 'alive' });
    },
    get malformed() {
      return [...pages].reduce((sum, page) => sum + page.malformedAtPage, malformedHere + malformedAtGonePages);
    },
  };
}
