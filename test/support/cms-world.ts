import { ATTRIBUTE, CONTENT_TYPE } from '../../src/formats/cms/oids.ts';
import { encodeOcspChoice } from '../../src/formats/cms/signed-data.ts';
import { encodeAttribute } from '../../src/formats/cms/attribute-set.ts';
import { oid } from '../../src/formats/asn1/der-writer.ts';
import { encodeHashAlgorithm, type HashName, type SignatureScheme } from '../../src/formats/algorithms.ts';
import { KEY_PURPOSE, KEY_USAGE } from '../../src/formats/x509/extension-values.ts';
import { crlSource, type TestSigner } from './signers.ts';
import { message, sha, signerInfo, type SignerParts } from './cms-parts.ts';
import { testPki, type TestCrl } from './pki.ts';
import { testSigner } from './test-keys.ts';
import { testToken, timestampAuthority, type TestTokenOptions } from './timestamps.ts';

/** A PKI in which everything is that a signature can be wrong by. */
export const cmsPki = testPki({
  root: { ca: true },
  authority: { issuer: 'root', ca: true },
  anna: { issuer: 'authority' },
  bo: { issuer: 'authority' },
  /** Certified after it signed. */
  young: { issuer: 'authority', from: '2026-05-15T00:00:00Z' },
  expired: { issuer: 'authority', until: '2026-05-15T00:00:00Z' },
  /** May only decrypt. */
  reader: { issuer: 'authority', keyUsage: KEY_USAGE.keyEncipherment },
  responder: {
    issuer: 'authority',
    extendedKeyUsage: [KEY_PURPOSE.ocspSigning],
    until: '2026-05-15T00:00:00Z',
  },
  tsa: timestampAuthority('root'),
  otherRoot: { ca: true },
  otherTsa: timestampAuthority('otherRoot'),
});

type CmsEntity = Parameters<typeof cmsPki.der>[0];

export const CMS_CONTENT = new TextEncoder().encode('Agreed: 100 kroner.');

/** An entity as one who signs by parts; by another scheme than its key usually does, where one is given. */
export function cmsSigner(name: CmsEntity, scheme?: SignatureScheme): TestSigner {
  const key = cmsPki.key(name);
  return {
    privateKey: key.privateKey,
    signer: testSigner(key, scheme),
    certificate: cmsPki.der(name),
    serial: cmsPki.serialOf(name),
  };
}

export interface CmsParts {
  /** Default: Anna. */
  readonly by?: CmsEntity;
  readonly signer?: Partial<SignerParts>;
  readonly scheme?: SignatureScheme;
  /** When each time-stamp was made, ISO 8601. */
  readonly contentStamp?: string;
  readonly signatureStamp?: string;
  readonly certificates?: readonly Uint8Array[];
  readonly crls?: readonly Uint8Array[];
  readonly ocspResponses?: readonly Uint8Array[];
  /** What stands in the message, where it is not what was signed. */
  readonly content?: Uint8Array;
  readonly isDetached?: true;
  readonly contentType?: string;
}

const DIGESTS = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'] as const;

/** An attribute with a time-stamp over `data`. */
export function stampAttribute(
  type: string,
  data: Uint8Array,
  at: string,
  more: { readonly by?: CmsEntity; readonly hash?: HashName } & Omit<TestTokenOptions, 'at'> = {},
): Uint8Array {
  const { by = 'tsa', hash = 'SHA-256', ...options } = more;
  return encodeAttribute(oid(type), testToken(cmsPki, by, hash, sha(hash, data), { at, ...options }));
}

/** A signer in DER, with time-stamps where they are asked for. */
export async function cmsSignerInfo({ by = 'anna', ...parts }: CmsParts): Promise<Uint8Array> {
  const base: SignerParts = {
    signer: cmsSigner(by, parts.scheme),
    content: CMS_CONTENT,
    ...parts.signer,
    moreAttributes: [
      ...(parts.signer?.moreAttributes ?? []),
      ...(parts.contentStamp === undefined
        ? []
        : [stampAttribute(ATTRIBUTE.contentTimestamp, CMS_CONTENT, parts.contentStamp)]),
    ],
  };
  const { signatureStamp: at } = parts;
  if (at === undefined) return signerInfo(base);
  // The value is made once, so that the time-stamp is over the one that stands in the message.
  const fixed = await fixedSigner(base);
  const stamp = stampAttribute(ATTRIBUTE.signatureTimestamp, fixed.value, at);
  const unsignedAttributes = [...(base.unsignedAttributes ?? []), stamp];
  return signerInfo({ ...base, signer: fixed.signer, unsignedAttributes });
}

/** Gives the same value each time, which ECDSA by itself does not. */
export async function fixedSigner(
  parts: SignerParts,
): Promise<{ readonly signer: TestSigner; readonly value: Uint8Array }> {
  let made: Uint8Array | undefined;
  const { signer } = parts;
  const fixed = {
    ...signer,
    signer: {
      ...signer.signer,
      sign: async (data: Uint8Array) => (made ??= await signer.signer.sign(data)),
    },
  };
  await signerInfo({ ...parts, signer: fixed });
  return { signer: fixed, value: made! };
}

/** A message of one signer, honest but for what `parts` say. */
export async function cmsMessage(parts: CmsParts = {}): Promise<Uint8Array> {
  return cmsMessageOf([await cmsSignerInfo(parts)], parts);
}

/** A message of signers made before. */
export function cmsMessageOf(signers: readonly Uint8Array[], parts: CmsParts = {}): Uint8Array {
  const { by = 'anna', crls = [], ocspResponses = [], content = CMS_CONTENT, contentType } = parts;
  const revocation = [...ocspResponses.map((response) => encodeOcspChoice(response)), ...crls];
  return message({
    signers,
    ...(parts.isDetached !== true && { content }),
    ...(contentType !== undefined && { contentType }),
    certificates: parts.certificates ?? [cmsPki.der(by), cmsPki.der('authority')],
    digests: DIGESTS.map(encodeHashAlgorithm),
    ...(revocation.length > 0 && { revocation }),
    version:
      ocspResponses.length > 0 ? 5 : contentType === undefined || contentType === CONTENT_TYPE.data ? 1 : 3,
  });
}

/** Today's lists of every authority. */
export const cmsLists = (
  authority: Omit<TestCrl, 'issuer'> = {},
  root: Omit<TestCrl, 'issuer'> = {},
): ReturnType<typeof crlSource> =>
  crlSource(cmsPki.crl('root', root), cmsPki.crl('authority', authority), cmsPki.crl('otherRoot'));
