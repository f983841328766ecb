// Hashes, keyed hashes and nonces, as Node and browsers both have them (Web Cryptography API).

const UTF8 = new TextEncoder();

export type Bytes = Uint8Array<ArrayBuffer>;

export function toHex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Of hexadecimal digits, two a byte. */
export function fromHex(digits: string): Bytes {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Bytes of the text in UTF-8. */
export function bytesOf(text: string): Bytes {
  return UTF8.encode(text);
}

export async function sha256(text: string): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytesOf(text)));
}

/** HMAC-SHA-256 of some lines, none of which holds a line feed; 32 bytes. */
export async function hmac(key: Bytes, lines: readonly string[]): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, bytesOf(lines.join('\n'))));
}

export async function hmacHex(key: Bytes, lines: readonly string[]): Promise<string> {
  return toHex(await hmac(key, lines));
}

/** 32 random bytes, in hexadecimal digits. */
export function randomNonce(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(32)));
}
