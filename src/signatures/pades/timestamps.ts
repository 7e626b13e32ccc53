import type { SignerInfo } from '../../formats/cms/signed-data.ts';
import type { CarriedEvidence, Datum, TimestampFacts } from '../ades/facts.ts';
import { contentTimestamps, signatureTimestamps } from './cms.ts';

const NO_EVIDENCE: CarriedEvidence = { certificates: [], crls: [], ocspResponses: [] };

/**
 * The time-stamps inside a signature: over its content and over its value.
 *
 * @source EN 319 122-1 sections 5.2.8 and 5.3, EN 319 142-1 section 6.3
 */
export function attributeTimestamps(
  signer: SignerInfo,
  id: string,
  content: readonly Datum[],
): TimestampFacts[] {
  return [
    ...contentTimestamps(signer).map((token, index): TimestampFacts => ({
      id: `${id}-C-${index + 1}`,
      type: 'content',
      token,
      imprintInput: () => content.map(({ pieces }) => pieces),
      protects: { signatures: [], timestamps: [], evidence: NO_EVIDENCE },
      findings: [],
    })),
    ...signatureTimestamps(signer).map((token, index): TimestampFacts => ({
      id: `${id}-T-${index + 1}`,
      type: 'signature',
      token,
      imprintInput: () => [[signer.signature]],
      protects: { signatures: [id], timestamps: [], evidence: NO_EVIDENCE },
      findings: [],
    })),
  ];
}
