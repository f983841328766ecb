// What a request to a service failed of before there was an answer -> our error, which says what to do about it.
import { SubcamError } from '@subcam/shared';

/** OpenSSL's and Node's codes of certificates that can't be trusted, or that are of another host. */
const CERTIFICATE = /CERT|^UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)|^HOSTNAME_MISMATCH$/u;

/** Codes of what answers something else than TLS where https was asked for. */
const NO_TLS = /^(?:ERR_SSL_|EPROTO$)/u;

/** What to do, for codes of the system. */
const MENDS: Readonly<Record<string, string>> = {
  ENOTFOUND: "can't be found: check its address",
  EAI_AGAIN: "can't be found now: check its address, and the network",
  ENETUNREACH: "can't be reached: check the network",
  EHOSTUNREACH: "can't be reached: check the network",
};

function codeOf(thrown: unknown): string {
  for (let cause = thrown; cause instanceof Error; { cause } = cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
  }
  return '';
}

/** `engine-unavailable`, retryable; for a certificate that does not fit and for an address without TLS `engine-failed`, since no second try mends that. */
export function unreachableService(thrown: unknown, { title, origin }: { readonly title: string; readonly origin: string }): SubcamError {
  const code = codeOf(thrown);
  if (CERTIFICATE.test(code)) {
    const how = 'use the name that it is for; if its authority is your own, name the file of that in NODE_EXTRA_CA_CERTS';
    return new SubcamError('engine-failed', `The certificate of the ${title} at ${origin} does not fit (${code}): ${how}.`, {
      cause: thrown,
    });
  }
  if (NO_TLS.test(code) && origin.startsWith('https:')) {
    return new SubcamError('engine-failed', `The ${title} at ${origin} does not speak https (${code}): is its address one with http?`, {
      cause: thrown,
    });
  }
  const why = MENDS[code] ?? "can't be reached: is it running?";
  return new SubcamError('engine-unavailable', `The ${title} at ${origin} ${why}${/[?]$/u.test(why) ? '' : '.'}`, {
    retryable: true,
    cause: thrown,
  });
}
