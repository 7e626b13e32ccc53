import { expect } from 'chai';
import type { Actor } from '../../../src/authority/access/actor.ts';
import { allow, isAllowed, type Action } from '../../../src/authority/access/allow.ts';

const CHANGING: readonly Action[] = [
  'order.register',
  'order.cancel',
  'certificate.set-listed',
  'certificate.revoke',
  'certificate.suspend',
  'certificate.release',
  'authority.revoke',
  'crl.publish',
  'responder.renew',
  'account.create',
  'account.remove',
  'account.reset-password',
];

const as = (kind: Actor['kind']): Actor => ({ kind, id: 'x' });

describe('allow', () => {
  it('refuses the public and applicants everything', () => {
    for (const action of [...CHANGING, 'audit.read', 'order.list', 'bank.count'] satisfies Action[]) {
      expect(isAllowed(as('public'), action)).to.equal(false);
      expect(isAllowed(as('applicant'), action)).to.equal(false);
    }
  });

  it('refuses holders every certificate but their own', () => {
    const holder: Actor = { kind: 'holder', id: 'mine' };
    expect(() => allow(holder, 'certificate.revoke', 'theirs')).to.throw('may not');
    expect(() => allow(holder, 'certificate.revoke')).to.throw('may not');
    allow(holder, 'certificate.revoke', 'mine');
  });

  it('refuses auditors every change', () => {
    for (const action of CHANGING) expect(isAllowed(as('auditor'), action), action).to.equal(false);
  });

  it('refuses officers accounts, audit log, CRLs and the authority’s own certificates', () => {
    const actions: Action[] = [
      'account.create',
      'account.list',
      'audit.read',
      'crl.publish',
      'authority.revoke',
    ];
    for (const action of actions) expect(isAllowed(as('officer'), action), action).to.equal(false);
  });

  it('lets an administrator do all of it', () => {
    for (const action of CHANGING) expect(isAllowed(as('administrator'), action), action).to.equal(true);
  });
});
