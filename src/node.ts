import { nodeEngine } from './adapters/keys/node-engine.ts';
import { nodeRecipientKey } from './adapters/keys/node-recipient-key.ts';
import { systemClock } from './base/clock.ts';
import { systemRandom } from './base/random.ts';
import type { RecipientKey } from './crypto/recipient-key.ts';
import { parseCertificate } from './formats/x509/certificate.ts';
import * as library from './signatures/library.ts';

/** The library's face in Node: the names of `index.ts`, with Node's engine as default. */
const platform = /* @__PURE__ */ library.createPlatform({
  engine: nodeEngine,
  clock: systemClock,
  encryption: () => ({ subtle: globalThis.crypto.subtle, random: systemRandom }),
});

export const verifyDocument = /* @__PURE__ */ library.verifyDocumentOn(platform);
export const validateDocument = /* @__PURE__ */ library.validateDocumentOn(platform);
export const signDocument = /* @__PURE__ */ library.signDocumentOn(platform);
export const prepareSignature = /* @__PURE__ */ library.prepareSignatureOn(platform);
export const extendDocument = /* @__PURE__ */ library.extendDocumentOn(platform);
export const verifyPath = /* @__PURE__ */ library.verifyPathOn(platform);
export const encryptMessage = /* @__PURE__ */ library.encryptMessageOn(platform);
export const decryptMessage = /* @__PURE__ */ library.decryptMessageOn(platform);

/** The private key of `certificate`, both DER, as `decryptMessage` takes it; RSAES-PKCS1-v1_5 is read too. */
export const recipientKey = (privateKeyPkcs8: Uint8Array, certificate: Uint8Array): RecipientKey =>
  nodeRecipientKey(privateKeyPkcs8, parseCertificate(certificate).publicKey);

// The names above stand before those of the same name in `index.ts`.
export * from './index.ts';
