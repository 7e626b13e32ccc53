import type { OpenLedger } from '../adapters/store/ledger.ts';
import { SYSTEM } from '../authority/access/actor.ts';
import { listDueResponders, renewResponder } from '../authority/ceremony/renew-responder.ts';
import { isUnitDue, renewUnit } from '../authority/ceremony/renew-unit.ts';
import type { AuthorityDeps } from '../authority/deps.ts';
import { listDueCrls, publishCrl } from '../authority/status/publish-crl.ts';
import { isCertBankError } from '../base/errors.ts';
import type { Job } from './jobs.ts';

/** An issuance takes milliseconds; an intent this old belongs to a process that is gone. */
const INTENT_SECONDS = 3600;

/** What the bank does by itself. */
export function bankJobs(authority: AuthorityDeps, store: Pick<OpenLedger, 'sessions'>): Job[] {
  return [
    {
      // Another process on the same database may have renewed a responder.
      name: 'issuers',
      everySeconds: 60,
      run: () => authority.issuers.reload(),
    },
    {
      name: 'responder-renewal',
      everySeconds: 600,
      async run() {
        for (const issuerId of await listDueResponders(authority)) {
          await unlessDone(renewResponder(authority, { actor: SYSTEM, issuerId }));
        }
      },
    },
    {
      name: 'unit-renewal',
      everySeconds: 3600,
      async run() {
        for (const role of ['timestamper', 'sealer'] as const) {
          if (await isUnitDue(authority, role)) {
            await unlessDone(renewUnit(authority, { actor: SYSTEM, role }));
          }
        }
      },
    },
    {
      name: 'crl-renewal',
      everySeconds: 60,
      async run() {
        for (const issuerId of await listDueCrls(authority)) {
          await unlessDone(publishCrl(authority, { actor: SYSTEM, issuerId }));
        }
      },
    },
    {
      name: 'intents',
      everySeconds: 600,
      async run(at) {
        await authority.ledger.atomically((stores) =>
          stores.certificates.abandonIntents(new Date(at.getTime() - INTENT_SECONDS * 1000)),
        );
      },
    },
    {
      name: 'sessions',
      everySeconds: 3600,
      async run(at) {
        await store.sessions.removeExpired(at);
      },
    },
  ];
}

/** Of several processes on one database the first does the work; the others have nothing to complain of. */
async function unlessDone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isCertBankError(error, 'store.conflict')) throw error;
  }
}
