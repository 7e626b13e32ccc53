import { accountsPage } from '../../src/portal/pages/admin/accounts.tsx';
import { auditPage } from '../../src/portal/pages/admin/audit.tsx';
import { officeCertificatePage } from '../../src/portal/pages/admin/certificate.tsx';
import { officeSearchPage } from '../../src/portal/pages/admin/certificates.tsx';
import { dashboardPage } from '../../src/portal/pages/admin/dashboard.tsx';
import { issuersPage } from '../../src/portal/pages/admin/issuers.tsx';
import { passwordPage } from '../../src/portal/pages/admin/password.tsx';
import { chooseKindPage, EMPTY_FIELDS, registerPage } from '../../src/portal/pages/admin/register.tsx';
import { registeredPage } from '../../src/portal/pages/admin/registered.tsx';
import { registrationsPage } from '../../src/portal/pages/admin/registrations.tsx';
import { signInPage } from '../../src/portal/pages/admin/sign-in.tsx';
import type { BankCounts } from '../../src/authority/bank/count.ts';
import type { OrderView } from '../../src/authority/enrollment/order.ts';
import type { AuditRecord } from '../../src/authority/ports/records.ts';
import type { Account } from '../../src/portal/view.ts';
import { COUNTS, ORGANISATION, sampleFacts, sampleRecord, type Sample } from './sample-values.ts';

function sampleOrder(changes: Partial<OrderView> = {}): OrderView {
  return {
    id: 'o-1',
    reference: 'K7Q2-9XMD',
    profileId: 'poces-oces3',
    registration: { kind: 'POCES', commonName: 'Anna Sørensen', organisation: null, cvr: null, email: null },
    ocesId: 'UI:DK-P:G:2b0f6b5e-52a1-4d7c-9f3e-0a1b2c3d4e5f',
    isListed: true,
    state: 'registered',
    triesLeft: 5,
    expiresAt: new Date('2026-11-03T12:00:00Z'),
    createdBy: 'officer:olga',
    createdAt: new Date('2026-10-04T08:00:00Z'),
    collectedAt: null,
    certificateSha256: null,
    ...changes,
  };
}

function adminSamples(): Sample[] {
  const account: Account = { username: 'olga', role: 'administrator' };
  const orders = [
    sampleOrder(),
    sampleOrder({ id: 'o-2', reference: 'AAAA-BBBB', state: 'collected', certificateSha256: 'a'.repeat(64) }),
    sampleOrder({ id: 'o-3', reference: 'CCCC-DDDD', state: 'cancelled' }),
    sampleOrder({ id: 'o-4', reference: 'EEEE-FFFF', expiresAt: new Date('2026-09-01T00:00:00Z') }),
    sampleOrder({ id: 'o-5', reference: 'GGGG-HHHH', triesLeft: 0 }),
  ];
  const crl = {
    number: 1_791_000_000,
    thisUpdate: new Date('2026-10-04T06:00:00Z'),
    nextUpdate: new Date('2026-10-05T06:00:00Z'),
  };
  const counts: BankCounts = {
    certificates: COUNTS,
    orders: { registered: 12, collected: 4600, cancelled: 31 },
    authorities: [
      { id: 'issuing', notAfter: new Date('2036-01-01T00:00:00Z'), crl, responderNotAfter: null },
      {
        id: 'root',
        notAfter: new Date('2051-01-01T00:00:00Z'),
        crl: { ...crl, nextUpdate: new Date('2026-10-01T00:00:00Z') },
        responderNotAfter: null,
      },
      { id: 'old', notAfter: new Date('2026-12-01T00:00:00Z'), crl: null, responderNotAfter: null },
    ],
  };
  const record = (sequence: number): AuditRecord => ({
    sequence,
    at: new Date('2026-10-04T08:00:00Z'),
    actor: 'officer:olga',
    action: 'certificate.revoked',
    object: sequence === 2 ? 'olga' : 'a'.repeat(64),
    details: '{"reason":"keyCompromise"}',
    previousHash: '0'.repeat(64),
    hash: '1'.repeat(64),
  });
  const sample = (name: string, path: string, render: Sample['render']): Sample => ({
    name,
    path,
    account,
    render,
  });
  const facts = sampleFacts(sampleRecord());
  const reasons = ['unspecified', 'keyCompromise'] as const;
  return [
    {
      name: 'sign-in',
      path: '/admin/sign-in',
      render: (view) => signInPage(view, { username: '', next: '/admin', errors: [], done: 'signed-out' }),
    },
    {
      name: 'sign-in-error',
      path: '/admin/sign-in',
      render: (view) =>
        signInPage(view, {
          username: 'olga',
          next: '/admin',
          errors: [{ field: 'username', message: view.t('error.access.bad-credentials') }],
          done: undefined,
        }),
    },
    sample('dashboard', '/admin', (view) =>
      dashboardPage(view, { counts, orders, mayRegister: true, done: 'password' }),
    ),
    sample('dashboard-new', '/admin', (view) =>
      dashboardPage(view, { counts, orders: [], mayRegister: false, done: undefined }),
    ),
    sample('registrations', '/admin/registrations', (view) =>
      registrationsPage(view, {
        orders,
        isFirst: true,
        nextCursor: 'x',
        mayRegister: true,
        done: 'cancelled',
        errors: [],
      }),
    ),
    sample('registrations-none', '/admin/registrations', (view) =>
      registrationsPage(view, {
        orders: [],
        isFirst: true,
        nextCursor: null,
        mayRegister: true,
        done: undefined,
        errors: [{ field: '', message: view.t('order.state.collected') }],
      }),
    ),
    sample('register-kind', '/admin/registrations/new', (view) => chooseKindPage(view)),
    sample('register-person', '/admin/registrations/new?kind=POCES', (view) =>
      registerPage(view, { ...EMPTY_FIELDS, kind: 'POCES' }, []),
    ),
    sample('register-organisation', '/admin/registrations/new?kind=VOCES', (view) =>
      registerPage(view, { ...EMPTY_FIELDS, kind: 'VOCES', cvr: '1234' }, [
        { field: 'cvr', message: view.t('register.invalid.cvr') },
      ]),
    ),
    sample('registered', '/admin/registrations/new', (view) =>
      registeredPage(view, {
        name: 'Anna Sørensen',
        reference: 'K7Q2-9XMD',
        activationCode: '7K2M-Q9XD-01TF-VW3H',
        expiresAt: new Date('2026-11-03T12:00:00Z'),
        collectUrl: 'https://bank.example/collect',
      }),
    ),
    sample('office-certificates', '/admin/certificates', (view) =>
      officeSearchPage(view, {
        q: '',
        status: 'revoked',
        errors: [],
        rows: [ORGANISATION, sampleRecord({ isListed: false })],
        isFirst: true,
        nextCursor: null,
      }),
    ),
    sample('office-certificates-none', '/admin/certificates?q=x', (view) =>
      officeSearchPage(view, {
        q: 'x',
        status: undefined,
        errors: [{ field: 'q', message: view.t('search.error.too-short') }],
        rows: [],
        isFirst: true,
        nextCursor: null,
      }),
    ),
    sample('office-certificate', `/admin/certificates/${facts.record.sha256}`, (view) =>
      officeCertificatePage(view, { facts, mayAct: true, reasons, errors: [], done: 'released' }),
    ),
    sample('office-certificate-held', `/admin/certificates/${facts.record.sha256}`, (view) =>
      officeCertificatePage(view, {
        facts: sampleFacts(
          sampleRecord({
            status: 'on-hold',
            reason: 'certificateHold',
            revokedAt: new Date('2026-10-01T00:00:00Z'),
          }),
        ),
        mayAct: true,
        reasons,
        errors: [{ field: 'sure', message: view.t('office.sure.missing') }],
        done: undefined,
      }),
    ),
    sample('office-certificate-revoked', `/admin/certificates/${ORGANISATION.sha256}`, (view) =>
      officeCertificatePage(view, {
        facts: sampleFacts(ORGANISATION),
        mayAct: true,
        reasons,
        errors: [],
        done: 'revoked',
      }),
    ),
    sample('audit', '/admin/audit', (view) =>
      auditPage(view, {
        records: [record(3), record(2)],
        isFirst: true,
        nextCursor: '1',
        check: { records: 3 },
      }),
    ),
    sample('audit-broken', '/admin/audit/verify', (view) =>
      auditPage(view, { records: [record(3)], isFirst: true, nextCursor: null, check: { brokenAt: 2 } }),
    ),
    sample('accounts', '/admin/accounts', (view) =>
      accountsPage(view, {
        accounts: [
          {
            username: 'olga',
            role: 'administrator',
            failedSignIns: 0,
            lockedUntil: null,
            createdAt: new Date('2026-01-01T00:00:00Z'),
          },
          {
            username: 'bo',
            role: 'officer',
            failedSignIns: 0,
            lockedUntil: new Date('2026-10-04T12:10:00Z'),
            createdAt: new Date('2026-02-01T00:00:00Z'),
          },
        ],
        mayChange: true,
        fields: { username: 'X', role: 'officer' },
        errors: [{ field: 'username', message: view.t('accounts.invalid.username') }],
        done: undefined,
      }),
    ),
    sample('password', '/admin/password', (view) =>
      passwordPage(view, [{ field: 'currentPassword', message: view.t('error.access.bad-credentials') }]),
    ),
    sample('issuers', '/admin/issuers', (view) =>
      issuersPage(view, {
        issuers: [
          {
            id: 'issuing',
            role: 'issuing',
            name: 'certbank demonstration issuing CA',
            sha256: 'b'.repeat(64),
            notAfter: new Date('2036-01-01T00:00:00Z'),
            crl,
          },
          {
            id: 'issuing-ocsp-1',
            role: 'responder',
            name: 'certbank OCSP',
            sha256: 'c'.repeat(64),
            notAfter: new Date('2026-10-20T00:00:00Z'),
            crl: undefined,
          },
        ],
        mayPublish: true,
        done: 'published',
      }),
    ),
  ];
}

/** The administration's pages. */
export const ADMIN_SAMPLES: readonly Sample[] = adminSamples();
