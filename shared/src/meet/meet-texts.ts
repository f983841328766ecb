// Google Meet's English texts -> what they mean, all in one place.

/** Texts that tell a state of the page. `…` stands for any words. Compared by `saysText`: case, kind of apostrophe and spacing don't matter. */
export const MEET_TEXTS = {
  lobby: [
    'Asking to be let in',
    "You'll join the call when someone lets you in",
    'Please wait until a meeting host brings you into the call',
    'Please wait until a meeting host admits you to the call',
    'Waiting for the host to join',
  ],
  denied: ['Someone in the call denied your request to join'],
  noResponse: ['No one responded to your request to join the call'],
  cannotJoin: ["You can't join this video call", 'There is a problem connecting to this video call'],
  badCode: ['Check your meeting code', 'Invalid video call name', 'Your meeting code has expired'],
  signIn: ['Sign in … your Google Account'],
  removed: ["You've been removed from the meeting"],
  ended: ['Your host ended the meeting for everyone', 'The call ended'],
  left: ['You left the meeting'],
  /** Consent dialogs: accepted with `dialogAccept`. Dismissing one, or hiding the recording banner, throws the bot out. */
  consent: [
    'This video call is being recorded',
    'This video call is being transcribed',
    'Gemini is taking notes',
    'Others may see your video differently',
  ],
} as const;

/** Names of controls: an aria-label, or the whole of one line of the control's text. */
export const MEET_CONTROLS = {
  join: ['Ask to join', 'Ask to join anyway', 'Join now', 'Join the call now', 'Join anyway', 'Join here too', 'Switch here'],
  /** Looks like joining and is not. */
  notJoin: ['Other ways to join'],
  /** Prompts that stand before the join control. */
  beforeJoining: ['Got it', 'Dismiss', 'Use without an account', 'Continue without microphone and camera'],
  microphoneOn: ['Turn off microphone'],
  microphoneOff: ['Turn on microphone'],
  cameraOn: ['Turn off camera'],
  cameraOff: ['Turn on camera'],
  leave: ['Leave call'],
  captionsOff: ['Turn on captions'],
  captionsOn: ['Turn off captions'],
  chat: ['Chat with everyone'],
  people: ['People'],
  /** Only in the lobby and after a call. */
  home: ['Return to home screen'],
} as const;

/** One form of a text of the page: lower case, straight apostrophes, single spaces. */
export function plainText(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\u2018\u2019\u02BC\u2032\uFF07\u00B4`]/g, "'")
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** Whether a line contains the text, its parts around `…` in order. */
export function saysText(line: string, text: string): boolean {
  const plain = plainText(line);
  let from = 0;
  for (const part of text.split('…')) {
    const wanted = plainText(part);
    const at = plain.indexOf(wanted, from);
    if (at < 0) return false;
    from = at + wanted.length;
  }
  return true;
}

/** Whether any line contains any of the texts. */
export function saysAny(lines: readonly string[], texts: readonly string[]): boolean {
  return lines.some((line) => texts.some((text) => saysText(line, text)));
}
