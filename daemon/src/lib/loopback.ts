// Address -> the host that it names, and whether what is sent to it stays on this machine.

/** `localhost` and names below it (RFC 6761), 127.0.0.0/8, ::1. A text that is no URL is taken for an address elsewhere. */
export function isLoopbackUrl(text: string): boolean {
  const host = URL.parse(text)?.hostname;
  if (host === undefined) return false;
  return /^(?:(?:.+\.)?localhost\.?|127(?:\.\d+){3}|\[::1\])$/.test(host);
}

/** The host of an address, with its port where that is not the usual one; of a text that is no URL, the text. */
export function hostOf(text: string): string {
  return URL.parse(text)?.host ?? text;
}
