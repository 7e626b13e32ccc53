/** Where relying parties find what belongs to an issuer's certificates. */
export interface Locations {
  /** The issuer's own certificate. */
  readonly certificateUri: string;
  readonly crlUri: string;
  readonly ocspUri: string;
  /** The bank's address without a slash at the end. */
  readonly baseUrl: string;
}

/** The public addresses of what `issuerId` issues, at the bank whose address is `baseUrl`. */
export function locationsOf(baseUrl: string, issuerId: string): Locations {
  const base = baseUrl.replace(/\/+$/, '');
  return {
    certificateUri: `${base}/ca/${issuerId}.cer`,
    crlUri: `${base}/crl/${issuerId}.crl`,
    ocspUri: `${base}/ocsp`,
    baseUrl: base,
  };
}
