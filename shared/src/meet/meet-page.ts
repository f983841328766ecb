// Meet's page -> a snapshot of it as plain data, read inside the page by a source text that needs nothing from outside.
import * as z from 'zod/mini';
import { SubcamError } from '../errors/subcam-error.ts';
import { MEET_SELECTORS, type MeetSelectors } from './meet-selectors.ts';
import { readParticipants } from './meet-participants.ts';

/** The page is not trusted: what comes out of it has bounds. The reader cuts at the same ones. */
const PAGE_BOUNDS = { lines: 500, lineLength: 300, controls: 300, participants: 500, dialogs: 10, icons: 10 } as const;

/** Pixels. The invisible reCAPTCHA's badge is 256×60, its checkbox 304×78, its puzzle 400×580. */
const CHALLENGE_SIZE = { width: 300, height: 70 } as const;

const line = z.string().check(z.maxLength(PAGE_BOUNDS.lineLength));
const lines = z.array(line).check(z.maxLength(PAGE_BOUNDS.lines));

const pageControl = z.object({
  /** aria-label, or empty. */
  label: line,
  /** Lines of its text; icons count as text. */
  lines,
  /** Has a box on the page. Meet's toolbar hides itself, so its controls are found by presence. */
  rendered: z.boolean(),
  enabled: z.boolean(),
  /** `data-is-muted`; null where there is none. */
  muted: z.nullable(z.boolean()),
  /** Inside a modal dialog. */
  inDialog: z.boolean(),
  /** Words of its icons, read also while it is out of sight; icons that are drawings have none. */
  icons: z.array(line).check(z.maxLength(PAGE_BOUNDS.icons)),
  /** Inside a participant's tile or list row. */
  ofParticipant: z.boolean(),
  /** Opens a menu. */
  opensMenu: z.boolean(),
});
export type PageControl = z.infer<typeof pageControl>;

const pageSnapshot = z.object({
  url: z.string().check(z.maxLength(4000)),
  /** `lang` of the document. */
  language: line,
  /** The page's visible text, without what participants wrote or said. */
  lines,
  controls: z.array(pageControl).check(z.maxLength(PAGE_BOUNDS.controls)),
  nameBox: z.nullable(z.object({ value: line })),
  /** The People control; `count` where it tells how many are in the call. */
  people: z.nullable(z.object({ rendered: z.boolean(), count: z.nullable(z.number().check(z.int(), z.gte(0))) })),
  participants: z
    .array(z.object({ participantId: line, displayName: line, isSelf: z.boolean(), speaking: z.boolean() }))
    .check(z.maxLength(PAGE_BOUNDS.participants)),
  /** Modal dialogs on show; `acceptable`: has the button that accepts it. */
  dialogs: z.array(z.object({ lines, acceptable: z.boolean() })).check(z.maxLength(PAGE_BOUNDS.dialogs)),
  /** A visible challenge ("are you a robot"). */
  challenge: z.boolean(),
});
export type PageSnapshot = z.infer<typeof pageSnapshot>;

/** What `pageSnapshotSource` gave -> PageSnapshot. Throws `meeting-page` on anything else. */
export function parsePageSnapshot(value: unknown): PageSnapshot {
  const parsed = pageSnapshot.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SubcamError('meeting-page', `Meet's page could not be read: ${z.prettifyError(parsed.error)}`, {
    retryable: true,
    cause: parsed.error,
  });
}

interface PageData {
  readonly selectors: MeetSelectors;
  readonly bounds: typeof PAGE_BOUNDS;
  readonly challengeSize: typeof CHALLENGE_SIZE;
}

interface ReadPageTools extends PageData {
  readonly readParticipants: typeof readParticipants;
  readonly readLines: typeof readLines;
  readonly readControl: typeof readControl;
}

/** Runs inside the page: visible lines of an element's text; SVG elements have none. */
function readLines(element: { readonly innerText?: string }, bounds: typeof PAGE_BOUNDS): string[] {
  return (element.innerText ?? '')
    .split('\n')
    .map((text) => text.replaceAll(/\s+/g, ' ').trim().slice(0, bounds.lineLength))
    .filter((text) => text !== '')
    .slice(0, bounds.lines);
}

/** Runs inside the page: one control as data. */
function readControl(element: HTMLElement, data: PageData, lines: string[]): PageControl {
  const muted = element.getAttribute(data.selectors.mutedAttribute);
  return {
    label: (element.getAttribute('aria-label') ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, data.bounds.lineLength),
    lines,
    rendered: element.checkVisibility({ visibilityProperty: true }),
    enabled: !element.matches(':disabled') && element.getAttribute('aria-disabled') !== 'true',
    muted: muted === null ? null : muted === 'true',
    inDialog: element.closest(data.selectors.dialog) !== null,
    icons: [...element.querySelectorAll(data.selectors.icon)]
      .map((icon) => (icon.textContent ?? '').trim().slice(0, data.bounds.lineLength))
      .filter((word) => word !== '')
      .slice(0, data.bounds.icons),
    ofParticipant: element.closest(data.selectors.participant) !== null,
    opensMenu: element.hasAttribute('aria-haspopup') && element.getAttribute('aria-haspopup') !== 'false',
  };
}

/** Runs inside the page, from its source text: refers to nothing outside itself but its arguments and the DOM. */
function readPage(page: Document, tools: ReadPageTools): PageSnapshot {
  const { selectors, bounds, challengeSize } = tools;
  const cut = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, bounds.lineLength);
  const textLines = (element: HTMLElement): string[] => tools.readLines(element, bounds);
  const all = (root: ParentNode, selector: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(selector)];
  const rendered = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true });

  const peoplesLines = new Set(all(page, selectors.peoplesWords).flatMap(textLines));
  const ownLines = page.body === null ? [] : textLines(page.body).filter((text) => !peoplesLines.has(text));

  const controls = all(page, selectors.control)
    .slice(0, bounds.controls)
    .map((element) => tools.readControl(element, tools, textLines(element)));

  const nameBox = page.querySelector<HTMLInputElement>(selectors.nameBox);
  const people = page.querySelector<HTMLElement>(selectors.peopleControl);
  const avatars = page.querySelector<HTMLElement>(`[${selectors.avatarCountAttribute}]`);
  const countText = avatars?.getAttribute(selectors.avatarCountAttribute) ?? /\d+/.exec(people?.getAttribute('aria-label') ?? '')?.[0];
  const count = countText === undefined || !/^\d{1,6}$/.test(countText) ? null : Number(countText);

  const challenge = all(page, selectors.challengeFrame).some((frame) => {
    const box = frame.getBoundingClientRect();
    const onScreen = box.bottom > 0 && box.right > 0;
    const shown = frame.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    return shown && onScreen && box.width >= challengeSize.width && box.height >= challengeSize.height;
  });

  return {
    url: page.location.href.slice(0, 4000),
    language: cut(page.documentElement.lang),
    lines: ownLines,
    controls,
    nameBox: nameBox === null || !rendered(nameBox) ? null : { value: nameBox.value.slice(0, bounds.lineLength) },
    people: people === null ? null : { rendered: rendered(people), count },
    participants: tools
      .readParticipants(page, selectors)
      .slice(0, bounds.participants)
      .map((one) => ({ ...one, participantId: cut(one.participantId), displayName: cut(one.displayName) })),
    dialogs: all(page, selectors.dialog)
      .filter(rendered)
      .slice(0, bounds.dialogs)
      .map((dialog) => ({ lines: textLines(dialog), acceptable: dialog.querySelector(selectors.dialogAccept) !== null })),
    challenge,
  };
}

const PAGE_DATA: PageData = { selectors: MEET_SELECTORS, bounds: PAGE_BOUNDS, challengeSize: CHALLENGE_SIZE };

/** A JavaScript expression: evaluated inside the page, it gives what `parsePageSnapshot` takes. It changes nothing on the page. */
export function pageSnapshotSource(): string {
  const tools = `readParticipants: ${readParticipants.toString()}, readLines: ${readLines.toString()}, readControl: ${readControl.toString()}`;
  return `(${readPage.toString()})(document, { ...${JSON.stringify(PAGE_DATA)}, ${tools} })`;
}

/** The snapshot of the page that this code runs in, for a script of the extension. */
export function readPageSnapshot(page: Document): PageSnapshot {
  return readPage(page, { ...PAGE_DATA, readParticipants, readLines, readControl });
}

/** Controls that may be toggles of a device, by label and icons alone: text, whose reading lays the page out, is left aside. */
export function readToggles(root: Pick<ParentNode, 'querySelectorAll'>): PageControl[] {
  const mayBeToggle = (element: HTMLElement): boolean =>
    element.hasAttribute(MEET_SELECTORS.mutedAttribute) || element.hasAttribute('aria-label');
  return [...root.querySelectorAll<HTMLElement>(MEET_SELECTORS.control)]
    .filter(mayBeToggle)
    .slice(0, PAGE_BOUNDS.controls)
    .map((element) => readControl(element, PAGE_DATA, []));
}

interface FindControlTools extends PageData {
  readonly wanted: Pick<PageControl, 'label' | 'lines'>;
  readonly readLines: typeof readLines;
}

/** Runs inside the page: the element of a control that a snapshot showed. */
function findElement(page: Document, tools: FindControlTools): HTMLElement | null {
  const { selectors, bounds, wanted } = tools;
  const same = [...page.querySelectorAll<HTMLElement>(selectors.control)].filter((element) => {
    const label = (element.getAttribute('aria-label') ?? '').replaceAll(/\s+/g, ' ').trim().slice(0, bounds.lineLength);
    return label === wanted.label && tools.readLines(element, bounds).join('\n') === wanted.lines.join('\n');
  });
  return same.find((element) => element.checkVisibility({ visibilityProperty: true })) ?? same[0] ?? null;
}

/** A JavaScript expression: inside the page, the element of a control that a snapshot showed, or null when it is gone since. */
export function controlElementSource(control: Pick<PageControl, 'label' | 'lines'>): string {
  const data = JSON.stringify({ ...PAGE_DATA, wanted: { label: control.label, lines: control.lines } });
  return `(${findElement.toString()})(document, { ...${data}, readLines: ${readLines.toString()} })`;
}

/** A JavaScript expression: inside the page, the element that accepts the consent dialog on show, or null. */
export function dialogAcceptSource(): string {
  return `[...document.querySelectorAll(${JSON.stringify(`${MEET_SELECTORS.dialog} ${MEET_SELECTORS.dialogAccept}`)})].find((e) => e.checkVisibility({ visibilityProperty: true })) ?? null`;
}

/** A JavaScript expression: inside the page, the box for one's name, or null. */
export function nameBoxSource(): string {
  return `document.querySelector(${JSON.stringify(MEET_SELECTORS.nameBox)})`;
}
