/** Keeps passwords so that they can be checked and not read. */
export interface PasswordHasher {
  /** A salted hash with its cost parameters, as text for the store. */
  hash(password: string): Promise<string>;
  /** Whether `password` is the one that gave `hash`; a malformed `hash` is `false`. */
  verify(password: string, hash: string): Promise<boolean>;
}
