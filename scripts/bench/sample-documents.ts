import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { signDocument } from '../../src/signatures/sign-document.ts';
import type { TestAuthority } from '../../test/support/signers.ts';
import { AT, type SchemeName } from '../../test/support/signers.ts';

/** A document of 1 KiB, say. */
export const contentOf = (index: number, bytes: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, at) => 0x20 + ((at * 31 + index) % 90));

export const engine = nodeEngine();

/** CAdES-B by `signers` different signers of one authority, one document each. */
export function signedDocuments(
  authority: TestAuthority,
  scheme: SchemeName,
  count: number,
  bytes = 1024,
  signers = count,
): Promise<Uint8Array[]> {
  const issued = Array.from({ length: signers }, () => authority.issue(scheme));
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      const { signer, certificate } = issued[index % signers]!;
      return signDocument(contentOf(index, bytes), {
        engine,
        format: 'cades',
        level: 'B',
        signer,
        certificates: [certificate],
        at: AT,
      });
    }),
  );
}
