import type { HashName, SignatureScheme } from '../algorithms.ts';
import { encodeContentType, encodeMessageDigest, encodeSigningCertificateV2 } from '../cms/attributes.ts';
import { CONTENT_TYPE } from '../cms/oids.ts';
import { draftSignedData } from '../cms/signed-data-draft.ts';
import type { Draft } from '../draft.ts';

export interface TimestampTokenDraft {
  /** DER, see `encodeTstInfo`. */
  readonly tstInfo: Uint8Array;
  /** Hash function of the two digests below; the one of `scheme`, or SHA-512 with EdDSA. */
  readonly hash: HashName;
  readonly tstInfoDigest: Uint8Array;
  /** Of the authority's certificate. */
  readonly certificateDigest: Uint8Array;
  /** The authority's certificate: issuer (Name, DER) and serial number (content octets). */
  readonly issuer: Uint8Array;
  readonly serialNumber: Uint8Array;
  /** Certificates sent along, DER; none where the requester asked for none. */
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme;
}

const CONTENT_TYPE_ATTRIBUTE = encodeContentType(CONTENT_TYPE.timestampInfo);

/**
 * A time-stamp token, lacking its signature. The signing certificate is bound by ESSCertIDv2.
 *
 * Does not check: that digests, certificate and TSTInfo belong together.
 *
 * @source RFC 3161 section 2.4.2, RFC 5816 section 2.2.1
 */
export function draftTimestampToken(draft: TimestampTokenDraft): Draft {
  const { tstInfo, hash, issuer, serialNumber, certificates, scheme } = draft;
  return draftSignedData({
    contentType: CONTENT_TYPE.timestampInfo,
    content: tstInfo,
    certificates,
    issuer,
    serialNumber,
    digest: hash,
    scheme,
    signedAttributes: [
      CONTENT_TYPE_ATTRIBUTE,
      encodeMessageDigest(draft.tstInfoDigest),
      encodeSigningCertificateV2(hash, draft.certificateDigest, issuer, serialNumber),
    ],
  });
}
