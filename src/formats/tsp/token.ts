import { CertBankError } from '../../base/errors.ts';
import { CONTENT_TYPE } from '../cms/oids.ts';
import { parseSignedData, type SignedData, type SignerInfo } from '../cms/signed-data.ts';
import { parseTstInfo, type TstInfo } from './tst-info.ts';

/**
 * A time-stamp token: a SignedData with one signer over a TSTInfo.
 *
 * Does not check: the signature, the signer's certificate, nor anything else that trust asks for.
 *
 * @source RFC 3161 section 2.4.2
 */
export class TimestampToken {
  readonly signedData: SignedData;
  readonly tstInfo: TstInfo;
  /** The authority; nobody else signs a token. */
  readonly signer: SignerInfo;

  constructor(signedData: SignedData) {
    const { contentType, content, signers } = signedData;
    if (contentType !== CONTENT_TYPE.timestampInfo)
      throw malformed(`content type ${contentType} is not TSTInfo`);
    if (content === undefined) throw malformed('the token has no content');
    const [signer] = signers;
    if (signer === undefined || signers.length > 1) throw malformed('the token has not exactly one signer');
    this.signedData = signedData;
    this.tstInfo = parseTstInfo(content);
    this.signer = signer;
  }

  /** The ContentInfo; in DER, also where the token came in BER. */
  get der(): Uint8Array {
    return this.signedData.der;
  }
}

function malformed(what: string): CertBankError<'structure.malformed'> {
  return new CertBankError('structure.malformed', { structure: 'TimeStampToken', what }, what);
}

/**
 * Reads a token (its ContentInfo), in DER or, on the outside, in BER.
 *
 * @throws CertBankError `der.malformed` | `structure.malformed` | `limit.exceeded`
 */
export function parseTimestampToken(bytes: Uint8Array): TimestampToken {
  return new TimestampToken(parseSignedData(bytes));
}
