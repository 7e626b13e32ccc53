import type { CarriedEvidence, SignatureFacts } from '../ades/facts.ts';
import type { ValidationContext } from './context.ts';
import type { Existence } from './existence.ts';
import type { BlockIndication } from './verdict.ts';

export interface RecordVerdict {
  readonly id: string;
  readonly indication: BlockIndication;
}

export async function proveByRecords(
  context: ValidationContext,
  signatures: readonly SignatureFacts[],
  existence: Existence,
  carried: (timestamp: string) => CarriedEvidence | undefined,
): Promise<ReadonlyMap<string, RecordVerdict>> {
  [context, signatures, existence, carried];
  return new Map();
}
