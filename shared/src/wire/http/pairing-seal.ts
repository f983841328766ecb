// Pairing code, nonce and address -> the proof that a client knows the code, and the token encrypted for that client.
import { SubcamError } from '../../errors/subcam-error.ts';
import { bytesOf, fromHex, hmac, toHex, type Bytes } from './keyed-hash.ts';

/** What client and daemon both know of one exchange; a false daemon in between lacks the code, and has another address. */
export interface PairingExchange {
  /** As it is shown: `K7QP-3MXA-9TRD-W2HB`. */
  readonly code: string;
  /** The client's, fresh for each exchange. */
  readonly nonce: string;
  /** `127.0.0.1:3000`: to which the client connects, on which the daemon listens. */
  readonly address: string;
}

/** Each key encrypts one token once, so that the IV may be the same for all. */
const IV: Bytes = new Uint8Array(12);

function macOf({ code, nonce, address }: PairingExchange, label: string): Promise<Bytes> {
  return hmac(bytesOf(code), [label, nonce, address]);
}

/** 64 hexadecimal digits, from which nobody learns the code: it has 79 bits. */
export async function pairingProof(exchange: PairingExchange): Promise<string> {
  return toHex(await macOf(exchange, 'subcam pairing request 1'));
}

async function sealingKey(exchange: PairingExchange): Promise<CryptoKey> {
  const key = await macOf(exchange, 'subcam pairing answer 1');
  return await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Hexadecimal digits. */
export async function sealToken(exchange: PairingExchange, token: string): Promise<string> {
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: IV }, await sealingKey(exchange), bytesOf(token));
  return toHex(new Uint8Array(sealed));
}

/** Rejects with `pairing-code` for what was not sealed by a daemon that knows the code and listens at the address. */
export async function openSealedToken(exchange: PairingExchange, sealedToken: string): Promise<string> {
  try {
    const token = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: IV }, await sealingKey(exchange), fromHex(sealedToken));
    return new TextDecoder().decode(token);
  } catch (error) {
    throw new SubcamError(
      'pairing-code',
      `What answers at ${exchange.address} is not the daemon that showed this code: check the address that \`subcam pair\` shows with it.`,
      { cause: error },
    );
  }
}
