import { nodeEngine } from './adapters/keys/node-engine.ts';
import { nodeRecipientKey } from './adapters/keys/node-recipient-key.ts';
import { systemClock } from './base/clock.ts';
import { systemRandom } from './base/random.ts';
import type { RecipientKey } from './crypto/recipient-key.ts';
import { parseCertificate } from './formats/x509/certificate.ts';
import { createLibrary } from './signatures/library.ts';

/** The library's face in Node: the names of `index.ts`, with Node's engine as default. */
const library = createLibrary({
  engine: nodeEngine,
  clock: systemClock,
  encryption: () => ({ subtle: globalThis.crypto.subtle, random: systemRandom }),
});

export const verifyDocument = library.verifyDocument;
export const validateDocument = library.validateDocument;
export const signDocument = library.signDocument;
export const prepareSignature = library.prepareSignature;
export const extendDocument = library.extendDocument;
export const verifyPath = library.verifyPath;
export const encryptMessage = library.encryptMessage;
export const decryptMessage = library.decryptMessage;

/** The private key of `certificate`, both DER, as `decryptMessage` takes it; RSAES-PKCS1-v1_5 is read too. */
export const recipientKey = (privateKeyPkcs8: Uint8Array, certificate: Uint8Array): RecipientKey =>
  nodeRecipientKey(privateKeyPkcs8, parseCertificate(certificate).publicKey);

// The names above stand before those of the same name in `index.ts`.
export * from './index.ts';
