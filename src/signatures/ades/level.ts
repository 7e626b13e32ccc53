/** The signature formats by the names that reports use. */
export type SignatureFormat = 'CAdES' | 'XAdES' | 'PAdES' | 'JAdES';

/** `NOT-ADES`: a signature of the format's base standard without what B-level needs. */
export type SignatureLevel = 'NOT-ADES' | 'BASELINE-B' | 'BASELINE-T' | 'BASELINE-LT' | 'BASELINE-LTA';
