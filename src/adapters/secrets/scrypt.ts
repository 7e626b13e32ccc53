import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';
import { CertBankError } from '../../base/errors.ts';
import type { PasswordHasher } from '../../authority/ports/secrets.ts';

/** log2 N, r, p: the 32 MiB variant of OWASP's Password Storage Cheat Sheet (2023), about 0.1 seconds. */
const COST = { ln: 15, r: 8, p: 3 } as const;

/** A stored hash may ask for no more than this, so that a tampered row cannot stall the process. */
const MAX_COST = { ln: 18, r: 16, p: 8 } as const;

const MAX_PASSWORD_CHARACTERS = 1024;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** PHC string format: `$scrypt$ln=15,r=8,p=3$salt$hash`, base64 without padding. */
const STORED = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{8,86})\$([A-Za-z0-9+/]{43})$/;

/**
 * Passwords under scrypt with a salt each. One is worked on at a time, so that many sign-ins at
 * once take time and not memory.
 *
 * @source RFC 7914; OWASP Password Storage Cheat Sheet
 */
export function scryptHasher(): PasswordHasher {
  let last: Promise<unknown> = Promise.resolve();

  function derive(password: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
    const options: ScryptOptions = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
    const turn = last.then(
      () =>
        new Promise<Buffer>((resolve, reject) => {
          scrypt(password.normalize('NFC'), salt, HASH_BYTES, options, (error, hash) => {
            if (error) reject(error);
            else resolve(hash);
          });
        }),
    );
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    async hash(password) {
      if (password.length === 0) throw invalid('is empty');
      if (password.length > MAX_PASSWORD_CHARACTERS) throw invalid('is too long');
      const salt = randomBytes(SALT_BYTES);
      const hash = await derive(password, salt, COST);
      return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${unpadded(salt)}$${unpadded(hash)}`;
    },
    async verify(password, hash) {
      const stored = parseStored(hash);
      if (stored === undefined || password.length > MAX_PASSWORD_CHARACTERS) return false;
      return timingSafeEqual(await derive(password, stored.salt, stored.cost), stored.hash);
    },
  };
}

interface Cost {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

function parseStored(text: string): { cost: Cost; salt: Buffer; hash: Buffer } | undefined {
  const match = STORED.exec(text);
  if (match === null) return undefined;
  const [ln, r, p] = match.slice(1, 4).map(Number) as [number, number, number];
  const isAffordable = ln >= 1 && ln <= MAX_COST.ln && r >= 1 && r <= MAX_COST.r && p >= 1 && p <= MAX_COST.p;
  if (!isAffordable) return undefined;
  return {
    cost: { ln, r, p },
    salt: Buffer.from(match[4]!, 'base64'),
    hash: Buffer.from(match[5]!, 'base64'),
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

function invalid(why: string): CertBankError<'account.invalid'> {
  return new CertBankError('account.invalid', { field: 'password', why }, `the password ${why}`);
}
