import { concat } from '../../base/bytes.ts';
import { isCertBankError } from '../../base/errors.ts';
import { dsaHash } from '../../crypto/dsa.ts';
import type { SignatureScheme } from '../../formats/algorithms.ts';
import type { SignerInfo } from '../../formats/cms/signed-data.ts';
import { digestHash, isDigestOfScheme, signerScheme } from '../../formats/cms/signer-scheme.ts';
import type { Datum, Finding, SignatureValue } from '../ades/facts.ts';
import { heldOctets } from '../ades/pieces.ts';

/**
 * The signature value of a signer with its scheme and what it signs: the signed attributes, or the content where
 * there are none. Adds a finding where both algorithm fields contradict each other.
 *
 * @source RFC 5652 section 5.4
 */
export function readValue(
  signer: SignerInfo,
  candidates: readonly Datum[],
  findings: Finding[],
): SignatureValue {
  const hash = digestHash(signer.digestAlgorithm);
  const dsa = dsaHash(signer.signatureAlgorithm);
  let scheme: SignatureScheme | undefined;
  try {
    scheme = signerScheme(signer);
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    findings.push({
      code: 'cms.algorithm-malformed',
      clause: 'RFC 5652 section 5.3',
      message: `the signature algorithm is malformed: ${error.message}`,
    });
  }
  const isContradicted =
    (scheme !== undefined && !isDigestOfScheme(hash, scheme)) || (dsa !== undefined && dsa !== hash);
  if (isContradicted) {
    findings.push({
      code: 'cms.algorithm-mismatch',
      clause: 'RFC 5652 section 5.3, RFC 8419 section 3.1',
      message: 'the digest algorithm is not the one that the signature algorithm demands',
    });
  }
  return {
    octets: signer.signature,
    scheme,
    ...(dsa && { dsaHash: dsa }),
    algorithm: signer.signatureAlgorithm.oid,
    readings: signer.signedAttributes ? [signer.signedAttributes.toBeSigned] : candidates.flatMap(joined),
  };
}

function joined({ pieces }: Datum): Uint8Array[] {
  const held = heldOctets(pieces);
  if (held === undefined) return [];
  return [held.length === 1 ? held[0]! : concat(...held)];
}
