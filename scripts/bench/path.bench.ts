import { createPublicKey, verify } from 'node:crypto';
import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { parseCrl } from '../../src/formats/crl/crl.ts';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import { verifyPath } from '../../src/trust/path/verify-path.ts';
import { AT, testPki } from '../../test/support/pki.ts';
import { rateOf, rateOfAsync, type BenchResult } from './measure.ts';

/** At most 1.5 times the time of the bare signature checks. */
const BAR = 1 / 1.5;

/** A P-256 path of three certificates with the CRLs of both authorities, from bytes to verdict. */
export async function benchmark(): Promise<BenchResult[]> {
  const pki = testPki({ Root: { ca: true }, Mid: { issuer: 'Root', ca: true }, Leaf: { issuer: 'Mid' } });
  const [root, mid, leaf] = [pki.der('Root'), pki.der('Mid'), pki.der('Leaf')];
  const [rootCrl, midCrl] = [pki.crl('Root'), pki.crl('Mid')];
  const engine = nodeEngine();
  const path = async (): Promise<void> => {
    const result = await verifyPath(engine, {
      leaf,
      intermediates: [mid],
      anchors: [root],
      at: AT,
      crls: [rootCrl, midCrl],
    });
    if (!result.valid) throw new Error('the path is good');
  };

  const keyOf = (certificate: Uint8Array) =>
    createPublicKey({
      key: Buffer.from(parseCertificate(certificate).publicKey.der),
      format: 'der',
      type: 'spki',
    });
  const [rootKey, midKey] = [keyOf(root), keyOf(mid)];
  const signed = [
    { ...pick(parseCertificate(mid)), key: rootKey },
    { ...pick(parseCertificate(leaf)), key: midKey },
    { ...pick(parseCrl(rootCrl)), key: rootKey },
    { ...pick(parseCrl(midCrl)), key: midKey },
  ];
  const bare = (): void => {
    for (const { toBeSigned, signature, key } of signed) verify('sha256', toBeSigned, key, signature);
  };

  return [
    {
      name: 'path of three certificates with CRLs, P-256',
      ours: await rateOfAsync(path, 1),
      unit: 'paths/s',
      against: [{ name: 'its four signature checks by node:crypto', rate: rateOf(bare), bar: BAR }],
    },
  ];
}

const pick = ({ toBeSigned, signature }: { toBeSigned: Uint8Array; signature: Uint8Array }) => ({
  toBeSigned,
  signature,
});
