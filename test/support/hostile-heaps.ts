import { draftCertificate } from '../../src/formats/x509/certificate-draft.ts';
import { Certificate } from '../../src/formats/x509/certificate.ts';
import * as encode from '../../src/formats/x509/extension-encoders.ts';
import { encodeName } from '../../src/formats/x509/name.ts';
import { rdnsOf, testPki, type Entity, type TestPki } from './pki.ts';
import { testKey } from './test-keys.ts';

/** A certificate that nobody signed: for shapes whose links are never to be believed, or never looked at. */
function unsignedAuthority(
  issuer: string,
  subject: string,
  publicKey: Uint8Array,
  serial: string,
): Certificate {
  const draft = draftCertificate({
    serialNumber: new Uint8Array(Buffer.from(serial, 'hex')),
    issuer: encodeName(rdnsOf(`CN=${issuer}`)),
    subject: encodeName(rdnsOf(`CN=${subject}`)),
    notBefore: new Date('2025-01-01T00:00:00Z'),
    notAfter: new Date('2035-01-01T00:00:00Z'),
    publicKey,
    extensions: [encode.encodeBasicConstraints({ ca: true })],
    scheme: { kind: 'ecdsa', hash: 'SHA-256' },
  });
  // A well-formed signature value, different for each certificate.
  return new Certificate(
    draft.complete(
      Buffer.from(`3024021000${serial.padStart(30, '1')}021000${serial.padStart(30, '2')}`, 'hex'),
    ),
  );
}

const serialOf = (...numbers: number[]): string =>
  `40${numbers.map((n) => n.toString(16).padStart(4, '0')).join('')}`;

/** What stands around the mesh: `Mesh0` is its one true link to `Root`, `Forged` looks like another. */
export const MESH = {
  authorities: 200,
  pki: testPki({
    Root: { ca: true },
    Stranger: { ca: true },
    Mesh0: { ca: true, issuer: 'Root' },
    Leaf: { issuer: 'Mesh0' },
    Forged: { ca: true, issuer: 'Stranger', issuerName: 'CN=Root', subject: 'CN=Mesh199' },
  }),
};

/** 200 authorities, each of which certifies each other one; 39,800 certificates without an end. */
export function makeMesh(): Certificate[] {
  const keys = Array.from({ length: MESH.authorities }, (_, n) => {
    const key = testKey('p256', 'Mesh0').publicKey.slice();
    // Keys that are only ever compared.
    if (n > 0) key.set([n >> 8, n & 0xff], key.length - 2);
    return key;
  });
  const mesh: Certificate[] = [];
  for (let subject = 0; subject < MESH.authorities; subject++) {
    for (let issuer = 0; issuer < MESH.authorities; issuer++) {
      if (issuer === subject) continue;
      const serial = serialOf(subject, issuer);
      mesh.push(unsignedAuthority(`Mesh${issuer}`, `Mesh${subject}`, keys[subject]!, serial));
    }
  }
  return mesh;
}

export interface DoubledLevels {
  readonly pki: TestPki<string>;
  /** Every certificate between leaf and root but those named. */
  readonly heapWithout: (...left: string[]) => Certificate[];
}

/** Two keys on each level, each certified by both keys of the level above: 2^`levels` paths. */
export function doubledLevels(levels: number): DoubledLevels {
  const table: Record<string, Entity> = { Root: { ca: true } };
  for (const side of ['a', 'b']) {
    for (let level = 1; level <= levels; level++) {
      for (const above of level === levels ? ['a'] : ['a', 'b']) {
        table[`L${level}${side}${above}`] = {
          issuer: level === levels ? 'Root' : `L${level + 1}${above}a`,
          subject: `CN=Level${level}`,
          ca: true,
          ...(above === 'b' && { keyOf: `L${level}${side}a` }),
        };
      }
    }
  }
  table['Leaf'] = { issuer: 'L1aa' };
  const pki = testPki(table);
  return {
    pki,
    heapWithout: (...left) =>
      Object.keys(table)
        .filter((name) => name.startsWith('L') && name !== 'Leaf' && !left.includes(name))
        .map((name) => pki.certificate(name)),
  };
}

/** An authority `Mid` with 10,000 name constraints; `Few` has 100 names below it, `Lots` has 1,000. */
export function manyNameConstraints(): TestPki<'Root' | 'Mid' | 'Few' | 'Lots'> {
  const named = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, n) => ({ kind: 'dns' as const, value: `${prefix}${n}.example` }));
  const many = encode.encodeNameConstraints({
    permitted: named('host', 5000),
    excluded: named('evil', 5000),
  });
  const names = (count: number) => [encode.encodeSubjectAlternativeName(named('host', count))];
  return testPki({
    Root: { ca: true },
    Mid: { issuer: 'Root', ca: true, extensions: [many] },
    Few: { issuer: 'Mid', extensions: names(100) },
    Lots: { issuer: 'Mid', extensions: names(1000) },
  });
}
