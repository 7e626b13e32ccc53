import type { VNode } from 'preact';
import type { BankCounts } from '../../src/authority/bank/count.ts';
import type { OrderView } from '../../src/authority/enrollment/order.ts';
import type { AuditRecord, CertificateRecord } from '../../src/authority/ports/records.ts';
import type { CertificateFacts } from '../../src/portal/certificate-facts.ts';
import type { Language } from '../../src/portal/language.ts';
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
import { certificatePage } from '../../src/portal/pages/certificate.tsx';
import { collectPage } from '../../src/portal/pages/collect.tsx';
import { orderPage } from '../../src/portal/pages/order.tsx';
import { problemPage } from '../../src/portal/pages/problem.tsx';
import { confirmRevocationPage, revokePage, revokedPage } from '../../src/portal/pages/revoke.tsx';
import { searchPage } from '../../src/portal/pages/search.tsx';
import { startPage } from '../../src/portal/pages/start.tsx';
import { verifiedPage } from '../../src/portal/pages/verified.tsx';
import { verifyPage } from '../../src/portal/pages/verify.tsx';
import { translator } from '../../src/portal/translate.ts';
import type { Account, View } from '../../src/portal/view.ts';
import type { SignatureReport, ValidationReport } from '../../src/signatures/report/report.ts';

export const NOW = new Date('2026-10-04T12:03:00Z');

export function sampleView(language: Language, path: string, account?: Account): View {
  return {
    language,
    t: translator(language),
    path,
    assets: { url: (name) => `/assets/${name}` },
    now: NOW,
    account,
    csrfToken: () => 'token-of-this-session',
  };
}

export function sampleRecord(changes: Partial<CertificateRecord> = {}): CertificateRecord {
  return {
    sha256: '3f1c'.repeat(16),
    issuerId: 'issuing',
    serial: '5b3f09a1c4d27e86aa10b2c3d4e5f60718293a4b',
    der: new Uint8Array(),
    kind: 'POCES',
    profileId: 'oces3-poces-1',
    subject: 'CN=Anna Sørensen,serialNumber=UI:DK-P:G:2b0f6b5e-52a1-4d7c-9f3e-0a1b2c3d4e5f,C=DK',
    commonName: 'Anna Sørensen',
    organisation: null,
    email: 'anna@example.dk',
    cvr: null,
    ocesId: 'UI:DK-P:G:2b0f6b5e-52a1-4d7c-9f3e-0a1b2c3d4e5f',
    publicKeySha256: '77'.repeat(32),
    notBefore: new Date('2026-03-02T09:15:00Z'),
    notAfter: new Date('2029-03-01T09:14:59Z'),
    issuedAt: new Date('2026-03-02T09:15:00Z'),
    orderId: 'o-1',
    isListed: true,
    partition: 0,
    revocationCodeHash: null,
    revocationTriesLeft: 5,
    status: 'good',
    reason: null,
    revokedAt: null,
    invalidityDate: null,
    ...changes,
  };
}

export const ORGANISATION = sampleRecord({
  sha256: 'a97e'.repeat(16),
  kind: 'VOCES',
  commonName: 'Havnens Bageri ApS - Digital post',
  organisation: 'Havnens Bageri ApS',
  email: 'post@havnensbageri.example',
  cvr: '10150817',
  ocesId: 'UI:DK-O:G:6f9619ff-8b86-4011-b42d-00c04fc964ff',
  status: 'revoked',
  reason: 'keyCompromise',
  revokedAt: new Date('2026-09-12T07:30:00Z'),
  invalidityDate: new Date('2026-09-10T00:00:00Z'),
});

export function sampleFacts(record: CertificateRecord): CertificateFacts {
  return {
    record,
    key: 'RSA 3072 bit',
    signature: 'RSASSA-PSS, SHA-256',
    uses: ['digitalSignature', 'nonRepudiation', 'keyEncipherment'],
    policies: ['0.4.0.2042.1.1', '1.2.208.169.1.1.1.3.7'],
    chain: [
      { name: record.commonName, notAfter: record.notAfter },
      { name: 'certbank demonstration issuing CA', notAfter: new Date('2036-01-01T00:00:00Z') },
      { name: 'certbank demonstration root CA', notAfter: new Date('2051-01-01T00:00:00Z') },
    ],
  };
}

export function sampleSignature(changes: Partial<SignatureReport> = {}): SignatureReport {
  return {
    id: 'S-1',
    format: 'CAdES',
    level: 'BASELINE-B',
    indication: 'TOTAL-PASSED',
    subIndication: null,
    integrity: { signature: true, references: true, structure: true },
    signedBy: 'Anna Sørensen',
    subject: 'CN=Anna Sørensen,C=DK',
    serial: '5b3f09a1',
    oces: { kind: 'POCES', id: 'UI:DK-P:G:2b0f6b5e-52a1-4d7c-9f3e-0a1b2c3d4e5f' },
    claimedSigningTime: '2026-10-01T08:00:00Z',
    bestSignatureTime: '2026-10-04T12:03:00Z',
    chain: [
      { subject: 'CN=Anna Sørensen,C=DK', issuer: 'CN=Issuing', sha256: 'a'.repeat(64), anchor: false },
      {
        subject: 'CN=certbank demonstration issuing CA',
        issuer: 'CN=Root',
        sha256: 'b'.repeat(64),
        anchor: false,
      },
      {
        subject: 'CN=certbank demonstration root CA',
        issuer: 'CN=Root',
        sha256: 'c'.repeat(64),
        anchor: true,
      },
    ],
    timestamps: [],
    scope: [{ name: 'aftale.txt', kind: 'FULL' }],
    laterChanges: null,
    counterSignatureOf: null,
    reasons: [],
    ...changes,
  };
}

export function sampleReport(signatures: SignatureReport[]): ValidationReport {
  return {
    document: { name: 'aftale.txt.p7m', format: 'cades', sizeBytes: 12_345, sha256: 'd'.repeat(64) },
    validationTime: NOW.toISOString(),
    signatureCount: signatures.length,
    passedCount: signatures.filter((signature) => signature.indication === 'TOTAL-PASSED').length,
    signatures,
    problems: [],
  };
}

const FAILED = sampleSignature({
  id: 'S-2',
  indication: 'TOTAL-FAILED',
  subIndication: 'HASH_FAILURE',
  integrity: { signature: true, references: false, structure: true },
  reasons: [
    {
      code: 'digest.mismatch',
      block: 'cryptographic verification',
      clause: 'EN 319 102-1 5.2.7',
      message: 'the content does not have the digest that was signed',
    },
  ],
});

const OPEN = sampleSignature({
  indication: 'INDETERMINATE',
  subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
  oces: null,
  signedBy: null,
  claimedSigningTime: null,
  chain: [],
});

const COUNTS = { good: 4218, 'on-hold': 37, revoked: 391 };

export interface Sample {
  readonly name: string;
  readonly path: string;
  readonly account?: Account;
  readonly render: (view: View) => VNode;
}

/** Every page in every shape that looks different. */
export const SAMPLES: readonly Sample[] = [
  { name: 'start', path: '/', render: (view) => startPage(view, COUNTS) },
  {
    name: 'start-empty',
    path: '/',
    render: (view) => startPage(view, { good: 0, 'on-hold': 0, revoked: 0 }),
  },
  { name: 'order', path: '/order', render: (view) => orderPage(view, { reference: '', errors: [] }) },
  {
    name: 'order-status',
    path: '/order?reference=K7Q2-9XMD',
    render: (view) =>
      orderPage(view, {
        reference: 'K7Q2-9XMD',
        errors: [],
        status: {
          reference: 'K7Q2-9XMD',
          kind: 'POCES',
          standing: 'registered',
          expiresAt: new Date('2026-11-03T12:00:00Z'),
        },
      }),
  },
  {
    name: 'order-error',
    path: '/order?reference=K7Q2-9XMX',
    render: (view) =>
      orderPage(view, {
        reference: 'K7Q2-9XMX',
        errors: [{ field: 'reference', message: view.t('error.order.not-found') }],
      }),
  },
  {
    name: 'collect',
    path: '/collect',
    render: (view) => collectPage(view, { reference: '', browserKeys: ['RSA-3072', 'P-256'] }),
  },
  { name: 'search', path: '/search', render: (view) => searchPage(view, { q: '', errors: [] }) },
  {
    name: 'search-found',
    path: '/search?q=s%C3%B8rensen',
    render: (view) =>
      searchPage(view, {
        q: 'sørensen',
        errors: [],
        found: {
          rows: [
            sampleRecord(),
            ORGANISATION,
            sampleRecord({
              sha256: '11'.repeat(32),
              commonName: 'Bo Sørensen',
              email: null,
              status: 'on-hold',
            }),
            sampleRecord({
              sha256: '22'.repeat(32),
              commonName: 'Carl Sørensen',
              notAfter: new Date('2026-01-01T00:00:00Z'),
            }),
          ],
          isFirst: false,
          nextCursor: 'abc',
        },
      }),
  },
  {
    name: 'search-none',
    path: '/search?q=zzz',
    render: (view) =>
      searchPage(view, { q: 'zzz', errors: [], found: { rows: [], isFirst: true, nextCursor: null } }),
  },
  {
    name: 'certificate',
    path: `/certificates/${sampleRecord().sha256}`,
    render: (view) => certificatePage(view, sampleFacts(sampleRecord())),
  },
  {
    name: 'certificate-revoked',
    path: `/certificates/${ORGANISATION.sha256}`,
    render: (view) => certificatePage(view, sampleFacts(ORGANISATION)),
  },
  {
    name: 'revoke',
    path: '/revoke',
    render: (view) => revokePage(view, { certificate: '', code: '', reason: '' }, []),
  },
  {
    name: 'revoke-errors',
    path: '/revoke',
    render: (view) =>
      revokePage(view, { certificate: 'abc', code: '', reason: '' }, [
        { field: 'certificate', message: view.t('revoke.certificate.unknown') },
        { field: 'code', message: view.t('form.required', { field: view.t('revoke.code') }) },
        { field: 'reason', message: view.t('revoke.reason.missing') },
      ]),
  },
  {
    name: 'revoke-confirm',
    path: '/revoke',
    render: (view) =>
      confirmRevocationPage(
        view,
        { certificate: sampleRecord().sha256, code: '7K2M-Q9XD-01TF-VW3H', reason: 'keyCompromise' },
        sampleFacts(sampleRecord()),
      ),
  },
  {
    name: 'revoked',
    path: '/revoke/confirm',
    render: (view) => revokedPage(view, sampleRecord().sha256, NOW),
  },
  { name: 'verify', path: '/verify', render: (view) => verifyPage(view, []) },
  {
    name: 'verify-error',
    path: '/verify',
    render: (view) => verifyPage(view, [{ field: 'document', message: view.t('verify.missing') }]),
  },
  {
    name: 'verified-passed',
    path: '/verify',
    render: (view) => verifiedPage(view, sampleReport([sampleSignature()])),
  },
  { name: 'verified-failed', path: '/verify', render: (view) => verifiedPage(view, sampleReport([FAILED])) },
  { name: 'verified-open', path: '/verify', render: (view) => verifiedPage(view, sampleReport([OPEN])) },
  {
    name: 'verified-mixed',
    path: '/verify',
    render: (view) => verifiedPage(view, sampleReport([sampleSignature(), FAILED])),
  },
  { name: 'verified-none', path: '/verify', render: (view) => verifiedPage(view, sampleReport([])) },
  {
    name: 'not-found',
    path: '/nowhere',
    render: (view) => problemPage(view, { status: 404, code: 'not-found' }),
  },
  {
    name: 'internal',
    path: '/search?q=a',
    render: (view) => problemPage(view, { status: 500, code: 'internal', requestId: 'req-7' }),
  },
  ...adminSamples(),
];

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
