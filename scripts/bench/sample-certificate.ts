import { generateKeyPairSync } from 'node:crypto';
import { nodeSigner } from '../../src/adapters/keys/node-signer.ts';
import { draftCertificate } from '../../src/formats/x509/certificate-draft.ts';
import {
  encodeAuthorityInfoAccess,
  encodeAuthorityKeyIdentifier,
  encodeBasicConstraints,
  encodeCertificatePolicies,
  encodeCrlDistributionPoints,
  encodeKeyUsage,
  encodeSubjectAlternativeName,
  encodeSubjectKeyIdentifier,
} from '../../src/formats/x509/extension-encoders.ts';
import { ACCESS_METHOD, KEY_USAGE } from '../../src/formats/x509/extension-values.ts';
import { ATTRIBUTE } from '../../src/formats/x509/attribute-types.ts';
import { encodeName } from '../../src/formats/x509/name.ts';

/** A certificate of the size and shape that OCES3 has: RSA-3072, nine extensions. */
export async function sampleCertificate(): Promise<Uint8Array> {
  const pair = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const scheme = { kind: 'rsa-pss', hash: 'SHA-256', mgfHash: 'SHA-256', saltLength: 32 } as const;
  const name = (commonName: string): Uint8Array =>
    encodeName([
      [{ oid: ATTRIBUTE.CN, value: commonName, as: 'utf8' }],
      [
        {
          oid: ATTRIBUTE.serialNumber,
          value: 'UI:DK-O:G:0b2b8a26-3e29-4b5e-8fd4-2c6b3b0d9a11',
          as: 'printable',
        },
      ],
      [{ oid: ATTRIBUTE.O, value: 'Eksempel A/S', as: 'utf8' }],
      [{ oid: ATTRIBUTE.C, value: 'DK', as: 'printable' }],
    ]);
  const identifier = new Uint8Array(20).fill(7);
  const draft = draftCertificate({
    serialNumber: new Uint8Array(20).fill(0x42),
    issuer: name('Eksempel udstedende-CA 1'),
    subject: name('Eksempel organisation'),
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2028-12-30T23:59:59Z'),
    publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }),
    extensions: [
      encodeBasicConstraints({ ca: false }),
      encodeAuthorityKeyIdentifier(identifier),
      encodeAuthorityInfoAccess([
        {
          method: ACCESS_METHOD.caIssuers,
          location: { kind: 'uri', value: 'http://ca.example/issuing.cer' },
        },
        { method: ACCESS_METHOD.ocsp, location: { kind: 'uri', value: 'http://ca.example/ocsp' } },
      ]),
      encodeSubjectAlternativeName([{ kind: 'email', value: 'info@eksempel.example' }]),
      encodeCertificatePolicies(['0.4.0.2042.1.1', '1.2.208.169.1.1.1.3.7']),
      encodeCrlDistributionPoints(['http://ca.example/issuing.crl']),
      encodeSubjectKeyIdentifier(identifier),
      encodeKeyUsage(KEY_USAGE.digitalSignature | KEY_USAGE.nonRepudiation | KEY_USAGE.keyEncipherment),
    ],
    scheme,
  });
  return draft.complete(await nodeSigner(pair.privateKey, scheme).sign(draft.toBeSigned));
}
