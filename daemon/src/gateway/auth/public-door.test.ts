// The door for other machines: what is refused at the start, and what each refusal says to do.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FOREIGN_CERTIFICATE } from '../../lib/testing/foreign-certificate.ts';
import { readPublicDoor, type ServerOptions } from './public-door.ts';

const ALONE: ServerOptions = { address: null, port: 3443, urls: [], tls: { cert: null, key: null }, trustedProxies: [] };

let folder: string;
let tls: { readonly cert: string; readonly key: string };

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'subcam-door-'));
  tls = { cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
  await writeFile(tls.cert, FOREIGN_CERTIFICATE.cert);
  await writeFile(tls.key, FOREIGN_CERTIFICATE.key);
});

afterAll(() => rm(folder, { recursive: true }));

describe('a door for other machines', () => {
  it.each<[string, () => Partial<ServerOptions>, string]>([
    ['without TLS', () => ({ address: '0.0.0.0' }), 'set server.tls.cert and server.tls.key'],
    ['without TLS, by name', () => ({ address: '192.168.1.5', urls: ['https://subcam.example'] }), 'or server.trustedProxies'],
    ['with a certificate alone', () => ({ address: '192.168.1.5', tls: { ...tls, key: null } }), 'set both'],
    ['with a key alone', () => ({ address: '192.168.1.5', tls: { ...tls, cert: null } }), 'set both'],
    ['with a certificate that is not there', () => ({ address: '::', tls: { ...tls, cert: '/nowhere/cert.pem' } }), '/nowhere/cert.pem'],
    ['with files that are no pair', () => ({ address: '192.168.1.5', tls: { cert: tls.key, key: tls.cert } }), 'files of one pair'],
    ['at every address, without a name', () => ({ address: '0.0.0.0', tls }), 'set server.urls'],
    ['behind a proxy, without a name', () => ({ trustedProxies: ['127.0.0.1'] }), 'set server.urls'],
    ['with a certificate and no address', () => ({ tls }), 'set server.address'],
  ])('%s is refused', async (_what, over, said) => {
    await expect(readPublicDoor({ ...ALONE, ...over() })).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(said) as string,
    });
  });

  it('is none where nothing is set', async () => {
    expect(await readPublicDoor(ALONE)).toMatchObject({ address: null, tls: null, urls: [] });
  });

  it('with a certificate is known by its address, or by the names that are set', async () => {
    expect((await readPublicDoor({ ...ALONE, address: '192.168.1.5', tls })).urls).toEqual(['https://192.168.1.5:3443']);
    expect((await readPublicDoor({ ...ALONE, address: 'fd00::5', port: 443, tls })).urls).toEqual(['https://[fd00::5]']);
    const urls = ['https://Subcam.example/', 'https://subcam.example:443'];
    expect((await readPublicDoor({ ...ALONE, address: '0.0.0.0', tls, urls })).urls).toEqual([
      'https://subcam.example',
      'https://subcam.example',
    ]);
  });

  it('trusts exactly the proxies and networks that are named', async () => {
    const trustedProxies = ['10.1.0.0/16', '192.168.1.9', 'fd00::/8'];
    const { isTrusted } = await readPublicDoor({ ...ALONE, urls: ['https://subcam.example'], trustedProxies });
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '192.168.1.9', 'fd12::1'])
      expect([address, isTrusted(address)]).toEqual([address, true]);
    for (const address of ['10.2.0.1', '192.168.1.8', '127.0.0.1', 'fe80::1', '', undefined]) expect(isTrusted(address)).toBe(false);
  });
});
