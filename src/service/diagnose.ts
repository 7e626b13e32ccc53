import { stat } from 'node:fs/promises';
import { SYSTEM } from '../authority/access/actor.ts';
import { verifyAudit } from '../authority/audit/verify.ts';
import type { Bank } from './compose.ts';
import type { Config } from './config.ts';
import { checkReadiness } from './readiness.ts';

export interface Finding {
  readonly ok: boolean;
  readonly what: string;
  readonly finding: string;
}

const why = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * What is right and wrong with an installation, most basic first. Changes nothing.
 *
 * Does not check: that the service is running, or can be reached from outside.
 */
export async function diagnose(bank: Bank, config: Config): Promise<Finding[]> {
  const { authority, store } = bank;
  const findings: Finding[] = [];
  const check = async (what: string, look: () => Promise<string>): Promise<void> => {
    findings.push(
      await look().then(
        (finding) => ({ ok: true, what, finding }),
        (error: unknown) => ({ ok: false, what, finding: why(error) }),
      ),
    );
  };
  const mustBe = (holds: boolean, fault: string, finding: string): string => {
    if (!holds) throw new Error(fault);
    return finding;
  };

  await check('data directory', async () => {
    const { mode } = await stat(config.dataDirectory);
    return mustBe(
      (mode & 0o077) === 0,
      'others on this machine may look into it: chmod 700',
      config.dataDirectory,
    );
  });
  await check('database', async () =>
    mustBe(await store.isReady(), 'does not answer, or is to be migrated', config.database.client),
  );
  const ready = await checkReadiness(authority, store);
  await check('hierarchy', async () => {
    const { issuers } = authority;
    const at = authority.clock.now();
    const expired = issuers.authorities.filter(({ record }) => record.notAfter <= at).map(({ id }) => id);
    mustBe(issuers.all.length > 0, 'none: run "certbank init"', '');
    return mustBe(
      expired.length === 0,
      `expired: ${expired.join(', ')}`,
      issuers.authorities.map(({ id }) => id).join(', '),
    );
  });
  await check('keys', async () => {
    const { issuers } = authority;
    const responder = issuers.findResponder(issuers.issuing.id);
    for (const issuer of [...issuers.authorities, ...(responder === undefined ? [] : [responder])]) {
      await issuer.signer();
    }
    return 'all open with the passphrase';
  });
  await check('CRLs', async () =>
    mustBe(ready.crl, 'missing or out of date: is the service running?', 'current'),
  );
  await check('OCSP responder', async () => mustBe(ready.responder, 'missing or expired', 'valid'));
  for (const [name, role] of [
    ['time-stamp authority', 'timestamper'],
    ['seal', 'sealer'],
  ] as const) {
    await check(name, async () => {
      const unit = authority.issuers.findUnit(role);
      const isValid = unit !== undefined && unit.notAfter > authority.clock.now();
      mustBe(isValid, 'missing or expired: is the service running?', '');
      await unit?.signer();
      return 'valid';
    });
  }
  await check('accounts', async () => {
    const accounts = await authority.ledger.read.accounts.list();
    const administrators = accounts.filter(({ role }) => role === 'administrator').length;
    return mustBe(
      administrators > 0,
      'no administrator',
      `${accounts.length}, administrators: ${administrators}`,
    );
  });
  await check(
    'audit chain',
    async () => `${(await verifyAudit(authority, { actor: SYSTEM })).records} records, unbroken`,
  );
  return findings;
}
