import { certificatePage } from '../../src/portal/pages/certificate.tsx';
import { collectPage } from '../../src/portal/pages/collect.tsx';
import { inspectPage } from '../../src/portal/pages/inspect.tsx';
import { orderPage } from '../../src/portal/pages/order.tsx';
import { problemPage } from '../../src/portal/pages/problem.tsx';
import { confirmRevocationPage, revokePage, revokedPage } from '../../src/portal/pages/revoke.tsx';
import { searchPage } from '../../src/portal/pages/search.tsx';
import { startPage } from '../../src/portal/pages/start.tsx';
import { verifiedPage } from '../../src/portal/pages/verified.tsx';
import { signPage } from '../../src/portal/pages/sign.tsx';
import { verifyPage } from '../../src/portal/pages/verify.tsx';
import { ADMIN_SAMPLES } from './admin-samples.ts';
import {
  COUNTS,
  NOW,
  ORGANISATION,
  sampleFacts,
  sampleRecord,
  sampleReport,
  sampleSignature,
  type Sample,
} from './sample-values.ts';

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
  { name: 'inspect', path: '/inspect', render: inspectPage },
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
  { name: 'sign', path: '/sign', render: (view) => signPage(view) },
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
  ...ADMIN_SAMPLES,
];
