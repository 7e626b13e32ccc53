import type { SecurityStore } from '../../formats/pdf/security-store.ts';
import type { TimestampFacts } from '../ades/facts.ts';
import type { PlacedSignature } from './placed.ts';
import type { ReadSignature } from './signature.ts';

/**
 * A document time-stamp with all that stands before it in the file.
 *
 * @source ISO 32000-2 section 12.8.5, EN 319 142-1 section 5.4.3
 */
export function documentTimestamp(
  id: string,
  token: Uint8Array,
  { coverage, findings }: PlacedSignature,
  covered: {
    readonly signatures: readonly ReadSignature[];
    readonly timestamps: readonly TimestampFacts[];
    readonly store: SecurityStore | undefined;
  },
): TimestampFacts {
  const evidence = {
    certificates: [...(covered.store?.certificates ?? [])],
    crls: [...(covered.store?.crls ?? [])],
    ocspResponses: [...(covered.store?.ocspResponses ?? [])],
  };
  for (const { inside } of covered.signatures) {
    evidence.certificates.push(...inside.certificates);
    evidence.crls.push(...inside.crls);
    evidence.ocspResponses.push(...inside.ocspResponses);
  }
  return {
    id,
    type: 'document',
    token,
    imprintInput: () => (coverage === undefined ? [] : [coverage.pieces]),
    protects: {
      signatures: covered.signatures.map((signature) => signature.id),
      timestamps: [
        ...covered.signatures.flatMap(({ timestamps }) => timestamps.map((timestamp) => timestamp.id)),
        ...covered.timestamps.map((timestamp) => timestamp.id),
      ],
      evidence,
    },
    findings,
  };
}
