// Google Meet's page -> CSS selectors, all in one place. Attributes and aria labels, never class names that rotate.

/**
 * Where things are on Meet's page. Those with a label find it in English alone; what is read in every language is in `meet-signs.ts`. Labels and attributes as public meeting bots met them in 2025 and 2026.
 * A selector that finds nothing where something must be is a `meeting-page` error that names it: see `meetMiss`.
 */
export const MEET_SELECTORS = {
  /** Present only before joining without an account. */
  nameBox: 'input[type="text"][aria-label="Your name"]',
  /** Anything that can be pressed. Toggles are a div or a button; the join control is a button with an inner span. */
  control: 'button, [role="button"], [data-is-muted]',
  /** `true` on a toggle whose device is off. */
  mutedAttribute: 'data-is-muted',
  /** Icons are words in a font of ligatures. */
  icon: 'i, [class*="google-symbols"], [class*="material-icons"]',
  /** Shown in the lobby too: proves nothing. */
  callControls: 'div[role="region"][aria-label="Call controls"]',
  /** Shown in the lobby too: proves nothing. */
  leaveControl: 'button[aria-label="Leave call"]',
  /** The People control, in either interface. Not in the lobby. */
  peopleControl: 'button[aria-label^="People"], [data-avatar-count]',
  avatarCountAttribute: 'data-avatar-count',
  chatBox: 'textarea[aria-label="Send a message"]',
  dialog: '[aria-modal="true"][role="dialog"]',
  /** The only button of a consent dialog that keeps one in the call. */
  dialogAccept: 'button[data-mdc-dialog-action="ok"]',
  /** A participant's tile or list row; the attribute is the page's id of that participant's device. */
  participant: '[data-participant-id]',
  participantIdAttribute: 'data-participant-id',
  requestedParticipantIdAttribute: 'data-requested-participant-id',
  selfName: '[data-self-name]',
  selfNameAttribute: 'data-self-name',
  participantName: 'span.notranslate',
  audioLevel: '[data-audio-level]',
  audioLevelAttribute: 'data-audio-level',
  /** A tile part that is lit because its participant is heard. */
  speaking: '[data-audio-level]:not([data-audio-level="0"])',
  participantList: 'div[aria-label="Participants"][role="list"]',
  participantListItem: '[role="listitem"][aria-label]',
  /** Replaced as a whole when captions are toggled. */
  captions: '[aria-label="Captions"], div[role="region"][tabindex="0"]',
  /** Text that participants write or say: never read as Meet's own words. */
  peoplesWords:
    '[aria-label="Captions"], div[role="region"][tabindex="0"], [aria-label="Side panel"], [data-message-id], [data-participant-id] span.notranslate',
  /** Loaded invisibly on normal joins; only a visible one of the size of a challenge is one. */
  challengeFrame: 'iframe[src*="recaptcha"], iframe[title*="recaptcha" i]',
} as const;

export type MeetSelectors = typeof MEET_SELECTORS;
