import type { CarriedEvidence } from './facts.ts';

export const NO_EVIDENCE: CarriedEvidence = { certificates: [], crls: [], ocspResponses: [] };

/** All of them together, in their order. */
export function joinEvidence(...parts: readonly CarriedEvidence[]): CarriedEvidence {
  return {
    certificates: parts.flatMap(({ certificates }) => certificates),
    crls: parts.flatMap(({ crls }) => crls),
    ocspResponses: parts.flatMap(({ ocspResponses }) => ocspResponses),
  };
}
