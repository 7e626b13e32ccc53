import { expect } from 'chai';
import { ocesIdentity, parseOcesPolicy } from '../../../src/formats/oces/kind.ts';
import { encodeCertificatePolicies } from '../../../src/formats/x509/extension-encoders.ts';
import { testPki } from '../../support/pki.ts';

const certificate = (serialNumber: string | undefined, ...policies: string[]) =>
  testPki({
    leaf: {
      subject: serialNumber === undefined ? 'CN=a' : `CN=a,serialNumber=${serialNumber}`,
      extensions: policies.length === 0 ? [] : [encodeCertificatePolicies(policies)],
    },
  }).certificate('leaf');

const ORGANISATION = 'UI:DK-O:G:6ba7b810-9dad-41d1-80b4-00c04fd430c8';
const NCP = '0.4.0.2042.1.1';

describe('OCES policies', () => {
  it('of other arcs are none', () => {
    for (const oid of [
      NCP,
      '1.2.208.169.1.1.1',
      '1.2.208.169.1.1.1.3',
      '1.2.208.169.1.1.1.5.1',
      '1.2.208.169.1.1.10.3.7',
      '2.5.29.32.0',
    ]) {
      expect(parseOcesPolicy(oid), oid).to.equal(undefined);
    }
  });

  it('are told by their arcs: kind, version, generation, and whether they are for tests', () => {
    const cases: [string, object][] = [
      ['1.2.208.169.1.1.1.1.4', { kind: 'POCES', version: 4, generation: 'OCES2', isTest: false }],
      ['1.2.208.169.1.1.1.1.1', { kind: 'POCES', version: 1, generation: 'OCES1', isTest: false }],
      ['1.2.208.169.1.1.1.3.7', { kind: 'VOCES', version: 7, generation: 'OCES3', isTest: false }],
      ['1.2.208.169.1.1.1.2.7.1', { kind: 'MOCES', version: 7, generation: 'OCES3', isTest: false }],
      ['1.3.6.1.4.1.31313.2.4.6.4.2', { kind: 'FOCES', version: 2, generation: 'OCES2', isTest: true }],
    ];
    for (const [oid, policy] of cases) expect(parseOcesPolicy(oid), oid).to.deep.equal(policy);
  });
});

describe('OCES certificates', () => {
  it('are not recognised by the policy or the identifier alone, or where both disagree', () => {
    expect(ocesIdentity(certificate(undefined, '1.2.208.169.1.1.1.3.7'))).to.equal(undefined);
    expect(ocesIdentity(certificate(ORGANISATION))).to.equal(undefined);
    expect(ocesIdentity(certificate(ORGANISATION, NCP))).to.equal(undefined);
    expect(ocesIdentity(certificate(ORGANISATION, '1.2.208.169.1.1.1.1.7'))).to.equal(undefined);
    expect(ocesIdentity(certificate('12345', '1.2.208.169.1.1.1.3.7'))).to.equal(undefined);
  });

  it('are recognised by both', () => {
    expect(ocesIdentity(certificate(ORGANISATION, NCP, '1.2.208.169.1.1.1.3.7'))).to.deep.equal({
      kind: 'VOCES',
      version: 7,
      generation: 'OCES3',
      isTest: false,
      id: { kind: 'organisation', uuid: '6ba7b810-9dad-41d1-80b4-00c04fd430c8' },
      serialNumber: ORGANISATION,
    });
    expect(ocesIdentity(certificate('CVR:34051178-RID:1', '1.3.6.1.4.1.31313.2.4.6.2.5'))).to.include({
      kind: 'MOCES',
      isTest: true,
    });
  });
});
