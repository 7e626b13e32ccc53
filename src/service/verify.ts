import type { AuthorityDeps } from '../authority/deps.ts';
import type { RouteDeps } from '../protocols/http/route-deps.ts';
import { validateDocument } from '../signatures/verify-document.ts';
import type { Gate } from './gate.ts';
import { installationTrust } from './installation-trust.ts';

/**
 * Verifies documents by what this bank trusts: its own roots, its own certificates, and what its ledger
 * knows of them. Nothing is fetched.
 */
export function createVerify(authority: AuthorityDeps, gate: Gate): RouteDeps['verify'] {
  return (document, contents, at) =>
    gate.run(() =>
      validateDocument(document.bytes, {
        engine: authority.engine,
        at: at ?? authority.clock.now(),
        ...(document.name === '' ? {} : { name: document.name }),
        contents,
        ...installationTrust(authority),
      }),
    );
}
