import { KEY_USAGE } from '../../src/formats/x509/extension-values.ts';
import { recipientKey } from '../../src/node.ts';
import type { RecipientKey } from '../../src/crypto/recipient-key.ts';
import { TestAuthority, type IssueOptions, type SchemeName, type TestSigner } from './signers.ts';

const issuing = new TestAuthority('Issuing authority');

/** Somebody to whom messages can be encrypted. */
export const recipientOf = (scheme: SchemeName, options: IssueOptions = {}): TestSigner =>
  issuing.issue(scheme, {
    keyUsage: KEY_USAGE.digitalSignature | KEY_USAGE.keyEncipherment | KEY_USAGE.keyAgreement,
    ...options,
  });

export const keyOf = ({ privateKey, certificate }: TestSigner): RecipientKey =>
  recipientKey(Uint8Array.from(privateKey.export({ type: 'pkcs8', format: 'der' })), certificate);
