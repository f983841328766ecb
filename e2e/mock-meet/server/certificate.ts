// Nothing -> a certificate for Meet's host that only a Chromium started with its fingerprint accepts, for as long as this process runs.
import { createHash, X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

export interface ThrowAwayCertificate {
  readonly key: string;
  readonly cert: string;
  /** Base64 of the SHA-256 of the DER public key, as `--ignore-certificate-errors-spki-list` takes it. */
  readonly spkiFingerprint: string;
}

export async function makeCertificate(host: string): Promise<ThrowAwayCertificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: host }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
  });
  const spki = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
  return { key, cert, spkiFingerprint: createHash('sha256').update(spki).digest('base64') };
}
