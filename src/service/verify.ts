import type { AuthorityDeps } from '../authority/deps.ts';
import { verifyDocument } from '../signatures/verify-document.ts';
import type { RouteDeps } from '../protocols/http/route-deps.ts';
import { createGate } from './gate.ts';
import { installationTrust } from './installation-trust.ts';

/** Verifications that run at once, and that wait; each may hold a document in memory. */
const WIDTH = 2;
const QUEUE = 64;

/**
 * Verifies documents by what this bank trusts: its own roots, its own certificates, and what its ledger
 * knows of them. Nothing is fetched.
 */
export function createVerify(authority: AuthorityDeps): RouteDeps['verify'] {
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
