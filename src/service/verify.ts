import type { AuthorityDeps } from '../authority/deps.ts';
import { verifyDocument } from '../signatures/verify-document.ts';
import type { ValidationReport } from '../signatures/report/report.ts';
import { createGate } from './gate.ts';
import { installationTrust } from './installation-trust.ts';

/** Verifications that run at once, and that wait; each may hold a document in memory. */
const WIDTH = 2;
const QUEUE = 64;

interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type Verify = (
  document: NamedBytes,
  contents: readonly NamedBytes[],
  at?: Date,
) => Promise<ValidationReport>;

/**
 * Verifies documents by what this bank trusts: its own roots, its own certificates, and what its ledger
 * knows of them. Nothing is fetched.
 */
export function createVerify(authority: AuthorityDeps): Verify {
  const gate = createGate(WIDTH, QUEUE);
  return (document, contents, at) =>
    gate.run(() =>
      verifyDocument(document.bytes, {
        engine: authority.engine,
        at: at ?? authority.clock.now(),
        ...(document.name === '' ? {} : { name: document.name }),
        contents,
        ...installationTrust(authority),
      }),
    );
}
