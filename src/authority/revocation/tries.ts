/** Wrong revocation codes until a certificate's code is locked and only an officer can revoke. */
export const REVOCATION_TRIES = 10;
