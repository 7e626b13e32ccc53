/** One attribute of a request; `values` are DER elements. */
export interface RequestAttribute {
  readonly oid: string;
  readonly values: readonly Uint8Array[];
}

/** @source RFC 2985 section 5.4 */
export const REQUEST_ATTRIBUTE = {
  challengePassword: '1.2.840.113549.1.9.7',
  extensionRequest: '1.2.840.113549.1.9.14',
} as const;
