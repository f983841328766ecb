// A pairing code -> a token of its own: the one request that the popup makes by itself.
import { SubcamError } from '@subcam/shared';
import {
  addressOfUrl,
  callRoute,
  openSealedToken,
  pairSealedRoute,
  pairingProof,
  randomNonce,
  readPairingCode,
  type CallOptions,
} from '@subcam/shared/http';
import { isDaemonUrl } from '../bus/extension-config.ts';

/** A code as people type or paste it in the form that `subcam pair` shows. Throws `pairing-code`. */
export function normalizePairingCode(typed: string): string {
  const code = readPairingCode(typed);
  if (code === null) throw new SubcamError('pairing-code', 'A pairing code has 16 letters and digits, such as K7QP-3MXA-9TRD-W2HB.');
  return code;
}

/** A daemon's address as people type it, without anything behind the port. Throws `configuration`. */
export function normalizeDaemonUrl(typed: string): string {
  const trimmed = typed.trim();
  const address = trimmed.includes('://') ? trimmed : `http://${trimmed}`;
  if (!isDaemonUrl(address)) {
    throw new SubcamError(
      'configuration',
      'The daemon runs on this machine: its address is http://127.0.0.1 and a port, such as http://127.0.0.1:3000.',
    );
  }
  return new URL(address).origin;
}

export interface PairRequest {
  readonly daemonUrl: string;
  readonly code: string;
  /** How the daemon's list of tokens names this extension. */
  readonly name: string;
}

/**
 * Exchanges the code for the token; whoever answers learns nothing of either who does not know the code. Rejects with `pairing-code` when
 * it is wrong or old or what answers is not the daemon that showed it, `rate-limited`, `network` when nobody answers or another program.
 */
export async function pairWithDaemon(
  { daemonUrl, code, name }: PairRequest,
  options: Pick<CallOptions, 'request' | 'clock'> = {},
): Promise<string> {
  const exchange = { code, nonce: randomNonce(), address: addressOfUrl(daemonUrl) };
  const body = { nonce: exchange.nonce, proof: await pairingProof(exchange), name };
  const { sealedToken } = await callRoute({ url: daemonUrl, ...options }, pairSealedRoute, { body }).catch((error: unknown) => {
    if (!(error instanceof SubcamError) || error.code !== 'pairing-code') throw error;
    throw new SubcamError('pairing-code', 'The daemon does not know this code: run `subcam pair` again and type the new one.', {
      cause: error,
    });
  });
  return await openSealedToken(exchange, sealedToken);
}
