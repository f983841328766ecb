// Where others than this machine may reach the daemon, and what keeps that safe -> the settings under `server`.
import { isIP } from 'node:net';
import * as z from 'zod';
import { about, wholeNumber } from './setting.ts';

export interface ServerSettings {
  /** Beside 127.0.0.1; null: none. */
  readonly address: string | null;
  /** There. 0 takes a free one. */
  readonly port: number;
  /** Origins by which others reach the daemon: `https://subcam.example`. */
  readonly urls: readonly string[];
  /** Files in PEM. */
  readonly tls: { readonly cert: string | null; readonly key: string | null };
  /** Addresses, or networks as `10.0.0.0/8`, of proxies that have a certificate. */
  readonly trustedProxies: readonly string[];
}

/** Beside the daemon's own port, one that needs no rights. */
const DEFAULT_PUBLIC_PORT = 3443;

function isHttpsOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' && url.origin === text.replace(/\/$/, '').toLowerCase() && url.hostname !== '';
}

/** An address, or a network of a length that its kind has. */
export function isNetwork(text: string): boolean {
  const [address = '', length, ...more] = text.split('/');
  const kind = isIP(address);
  if (kind === 0 || more.length > 0) return false;
  return length === undefined || (/^\d{1,3}$/.test(length) && Number(length) <= (kind === 4 ? 32 : 128));
}

const file = (description: string) =>
  z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .meta(about({ description, valueHint: 'FILE' }));

export const serverShape = {
  address: z
    .string()
    .refine((text) => isIP(text) !== 0, { error: 'must be an address of this machine such as 192.168.1.5, or 0.0.0.0 for all of them' })
    .nullable()
    .default(null)
    .meta(about({ description: 'Address to listen on besides 127.0.0.1; needs server.tls, or server.trustedProxies' })),
  port: wholeNumber(0, 65_535)
    .default(DEFAULT_PUBLIC_PORT)
    .meta(about({ description: 'Port on server.address; 0 takes a free one' })),
  urls: z
    .array(z.string().refine(isHttpsOrigin, { error: 'must be an address such as https://subcam.example, with nothing behind the port' }))
    .default([])
    .meta(about({ description: 'Addresses by which others reach the daemon, exactly; what is asked for by another name is refused' })),
  tls: z
    .strictObject({ cert: file('Certificate of server.address with its chain, PEM'), key: file('Its private key, PEM') })
    .prefault({})
    .meta({ description: 'Certificate of the own' }),
  trustedProxies: z
    .array(z.string().refine(isNetwork, { error: 'must be an address such as 10.0.0.2, or a network such as 10.0.0.0/8' }))
    .default([])
    .meta(about({ description: 'Proxies with a certificate: nobody else may come to server.address without TLS; they say who asks' })),
};
