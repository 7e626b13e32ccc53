import { X509Certificate } from 'node:crypto';
import { Certificate as PkijsCertificate } from 'pkijs';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import { rateOf, type Benchmark } from './measure.ts';
import { sampleCertificate } from './sample-certificate.ts';

/** Everything that path validation asks of a certificate, so that laziness hides nothing. */
function readAll(der: Uint8Array): number {
  const certificate = parseCertificate(der);
  let seen = certificate.version + certificate.signature.length + certificate.toBeSigned.length;
  seen += certificate.serialNumber.length + certificate.notBefore.getTime() + certificate.notAfter.getTime();
  seen += certificate.issuer.der.length + certificate.subject.der.length + certificate.publicKey.bits;
  seen += certificate.signatureAlgorithm.oid.length + certificate.innerSignatureAlgorithm.der.length;
  seen += certificate.extensions.length + (certificate.keyUsage ?? 0);
  seen += certificate.basicConstraints?.pathLength ?? 0;
  seen += certificate.extendedKeyUsage?.length ?? 0;
  seen += certificate.subjectKeyIdentifier?.length ?? 0;
  seen += certificate.authorityKeyIdentifier?.keyIdentifier?.length ?? 0;
  seen += certificate.subjectAlternativeName?.length ?? 0;
  seen += certificate.nameConstraints?.permitted.length ?? 0;
  seen += certificate.certificatePolicies?.length ?? 0;
  seen += certificate.policyMappings?.length ?? 0;
  seen += certificate.policyConstraints?.requireExplicit ?? 0;
  seen += certificate.inhibitAnyPolicy ?? 0;
  seen += certificate.crlDistributionPoints?.length ?? 0;
  seen += certificate.authorityInfoAccess?.length ?? 0;
  return seen;
}

/** A certificate read, against node:crypto's constructor and pkijs. */
export const benchmark: Benchmark = async () => {
  const der = await sampleCertificate();
  const ours = rateOf(() => readAll(der));
  const platform = rateOf(() => new X509Certificate(der));
  const pkijs = rateOf(() => PkijsCertificate.fromBER(der as Uint8Array<ArrayBuffer>));
  return [
    {
      name: `certificate of ${der.length} bytes read, every field of path validation`,
      unit: 'certificates/s',
      ours,
      against: [
        { name: "node:crypto's X509Certificate constructor", rate: platform, bar: 4 },
        { name: 'pkijs', rate: pkijs, bar: 20 },
      ],
    },
  ];
};
