import { compare, equal } from '../../base/bytes.ts';
import { DerReader } from '../asn1/der-reader.ts';
import { element, integer, oid, sequence, setOf } from '../asn1/der-writer.ts';
import { contextConstructed, TAG } from '../asn1/tag.ts';
import { CONTENT_TYPE } from './oids.ts';
import { SignedData, signerFields, type SignerInfo } from './signed-data.ts';

/** What of a SignedData is to be another; what is left out stays, octet by octet. */
export interface SignedDataChanges {
  /** AlgorithmIdentifier, DER: digest algorithms beside those that are listed. */
  readonly moreDigestAlgorithms?: readonly Uint8Array[];
  /** CertificateChoices, DER. */
  readonly certificateChoices?: readonly Uint8Array[];
  /** RevocationInfoChoice, DER. */
  readonly revocationChoices?: readonly Uint8Array[];
  /** SignerInfo, DER, in the order of the signers. */
  readonly signers?: readonly Uint8Array[];
}

/**
 * A SignedData with other certificates, revocation information or signers. Signed parts keep their octets; the
 * signers keep their order.
 *
 * @source RFC 5652 section 5.1
 */
export function rewriteSignedData(signedData: SignedData, changes: SignedDataChanges): Uint8Array {
  const { certificateChoices, revocationChoices } = changes;
  const certificates =
    certificateChoices === undefined
      ? signedData.certificatesField
      : implicitSet(contextConstructed(0), certificateChoices);
  const revocation =
    revocationChoices === undefined
      ? signedData.revocationField
      : implicitSet(contextConstructed(1), revocationChoices);
  const signers = changes.signers ?? signedData.signers.map(({ der }) => der);
  const digestAlgorithms = withMore(digestAlgorithmsOf(signedData), changes.moreDigestAlgorithms ?? []);
  const write = (version: number): Uint8Array => {
    const content = sequence(
      integer(version),
      digestAlgorithms,
      signedData.encapsulated,
      ...[certificates, revocation].filter((field) => field !== undefined),
      element(TAG.set, ...signers),
    );
    return sequence(oid(CONTENT_TYPE.signedData), element(contextConstructed(0), content));
  };
  const draft = write(signedData.version);
  const { expectedVersion } = new SignedData(draft);
  return expectedVersion === signedData.version ? draft : write(expectedVersion);
}

/**
 * A signer with more unsigned attributes.
 *
 * @param attributes DER
 * @param order `sorted` as DER has it; `appended` where something covers the attributes in the order in which
 *   they stand
 */
export function addUnsignedAttributes(
  signer: SignerInfo,
  attributes: readonly Uint8Array[],
  order: 'sorted' | 'appended',
): Uint8Array {
  const before = signer.unsignedAttributes?.attributes.map(({ der }) => der) ?? [];
  const all = [...before, ...attributes];
  if (order === 'sorted') all.sort(compare);
  return sequence(...signerFields(signer), element(contextConstructed(1), ...all));
}

function implicitSet(tag: number, choices: readonly Uint8Array[]): Uint8Array {
  return element(tag, new DerReader(setOf(...choices)).next().content);
}

function withMore(set: Uint8Array, more: readonly Uint8Array[]): Uint8Array {
  const reader = new DerReader(set).enter(TAG.set);
  const listed: Uint8Array[] = [];
  while (!reader.isAtEnd) listed.push(reader.raw());
  const fresh = more.filter((algorithm) => !listed.some((known) => equal(known, algorithm)));
  return fresh.length === 0 ? set : setOf(...listed, ...fresh);
}

function digestAlgorithmsOf({ der }: SignedData): Uint8Array {
  const contentInfo = new DerReader(der).enter();
  contentInfo.oid();
  const reader = contentInfo.enter(contextConstructed(0)).enter();
  reader.smallInteger();
  return reader.raw(TAG.set);
}
