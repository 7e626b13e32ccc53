import { expect } from 'chai';
import * as encode from '../../../src/formats/x509/extension-encoders.ts';
import type { Extension } from '../../../src/formats/x509/extension.ts';
import type { GeneralName } from '../../../src/formats/x509/general-name.ts';
import { encodeName, parseName } from '../../../src/formats/x509/name.ts';
import { BudgetExhausted, Meter } from '../../../src/trust/path/budget.ts';
import {
  checkNameConstraints,
  nameConstraintsOf,
  namesOf,
} from '../../../src/trust/path/name-constraints.ts';
import { rdnsOf, testPki } from '../../support/pki.ts';
import { answer } from '../ask.ts';

const dns = (value: string): GeneralName => ({ kind: 'dns', value });
const email = (value: string): GeneralName => ({ kind: 'email', value });
const uri = (value: string): GeneralName => ({ kind: 'uri', value });
const ip = (...octets: number[]): GeneralName => ({ kind: 'ip', bytes: Uint8Array.from(octets) });
const directory = (text: string): GeneralName => ({
  kind: 'directory',
  name: parseName(encodeName(rdnsOf(text))),
});

interface Case {
  permitted?: GeneralName[];
  excluded?: GeneralName[];
  names?: GeneralName[];
  subject?: string;
}

/** What one authority's constraints say about one certificate: `fine`, or the code of the fault. */
function judge({ permitted = [], excluded = [], names = [], subject }: Case, meter = new Meter()): string {
  const alternative = names.length === 0 ? [] : [encode.encodeSubjectAlternativeName(names)];
  const pki = testPki({
    Authority: { ca: true, extensions: [encode.encodeNameConstraints({ permitted, excluded })] },
    Leaf: { issuer: 'Authority', ...(subject !== undefined && { subject }), extensions: alternative },
  });
  const constraints = nameConstraintsOf(pki.certificate('Authority'))!;
  return checkNameConstraints(namesOf(pki.certificate('Leaf')), constraints, meter)?.code ?? 'fine';
}

const VIOLATED = 'name-constraints.violated';
const MALFORMED = 'name-constraints.malformed';

describe('Name constraints', () => {
  it('refuse a DNS name outside the permitted domain and inside the excluded one', () => {
    const permitted = [dns('example.dk')];
    expect(judge({ permitted, names: [dns('example.com')] })).to.equal(VIOLATED);
    expect(judge({ permitted, names: [dns('badexample.dk')] })).to.equal(VIOLATED);
    expect(judge({ permitted, names: [dns('a.example.dk'), dns('evil.com')] })).to.equal(VIOLATED);
    expect(judge({ excluded: permitted, names: [dns('a.EXAMPLE.dk')] })).to.equal(VIOLATED);
    expect(judge({ excluded: [dns('')], names: [dns('a')] })).to.equal(VIOLATED);
    expect(judge({ permitted, names: [dns('example.dk'), dns('A.b.Example.DK')] })).to.equal('fine');
  });

  it('refuse a wildcard that may stand for an excluded name', () => {
    expect(judge({ excluded: [dns('host.example.dk')], names: [dns('*.example.dk')] })).to.equal(VIOLATED);
    expect(judge({ permitted: [dns('host.example.dk')], names: [dns('*.example.dk')] })).to.equal(VIOLATED);
    expect(judge({ excluded: [dns('a.b.example.dk')], names: [dns('*.example.dk')] })).to.equal('fine');
    expect(judge({ permitted: [dns('example.dk')], names: [dns('*.example.dk')] })).to.equal('fine');
  });

  it('refuse names and constraints that cannot be read', () => {
    expect(judge({ permitted: [dns('.example.dk')], names: [dns('a.example.dk')] })).to.equal(MALFORMED);
    expect(judge({ permitted: [dns('*.example.dk')], names: [dns('a.example.dk')] })).to.equal(MALFORMED);
    expect(judge({ permitted: [dns('example.dk')], names: [dns('evil.com\u0000.example.dk')] })).to.equal(
      MALFORMED,
    );
    expect(judge({ excluded: [dns('evil.dk')], names: [dns('evil.dk.')] })).to.equal(MALFORMED);
    expect(judge({ excluded: [email('evil.dk')], names: [email('no-mailbox')] })).to.equal(MALFORMED);
    expect(judge({ permitted: [email('a.dk')], names: [email('x@evil.com\u0000@a.dk')] })).to.equal(
      MALFORMED,
    );
    expect(judge({ excluded: [uri('evil.dk')], names: [uri('urn:no:host')] })).to.equal(MALFORMED);
    expect(judge({ excluded: [uri('evil.dk')], names: [uri('https://10.0.0.1/')] })).to.equal(MALFORMED);
  });

  it('hold mailboxes to one mailbox, one host, or the hosts of a domain', () => {
    expect(judge({ permitted: [email('a@x.dk')], names: [email('b@x.dk')] })).to.equal(VIOLATED);
    expect(judge({ permitted: [email('a@x.dk')], names: [email('A@x.dk')] })).to.equal(VIOLATED);
    expect(judge({ permitted: [email('a@x.dk')], names: [email('a@X.dk')] })).to.equal('fine');
    expect(judge({ permitted: [email('x.dk')], names: [email('a@y.x.dk')] })).to.equal(VIOLATED);
    expect(judge({ permitted: [email('.x.dk')], names: [email('a@x.dk')] })).to.equal(VIOLATED);
    expect(judge({ permitted: [email('.x.dk')], names: [email('a@y.x.dk')] })).to.equal('fine');
    expect(judge({ excluded: [email('x.dk')], names: [email('"a@b"@x.dk')] })).to.equal(VIOLATED);
  });

  it('hold an address in the subject to them too', () => {
    const subject = 'CN=A,emailAddress=a@x.dk';
    expect(judge({ excluded: [email('x.dk')], subject })).to.equal(VIOLATED);
    expect(judge({ excluded: [email('x.dk')], subject, names: [dns('x.dk')] })).to.equal(VIOLATED);
    expect(judge({ permitted: [email('x.dk')], subject })).to.equal('fine');
  });

  it('hold URIs to a host exactly, or to the hosts of a domain', () => {
    expect(judge({ permitted: [uri('x.dk')], names: [uri('https://y.x.dk/')] })).to.equal(VIOLATED);
    expect(judge({ permitted: [uri('x.dk')], names: [uri('https://x.dk@evil.com/')] })).to.equal(VIOLATED);
    expect(judge({ permitted: [uri('x.dk')], names: [uri('https://u:p@X.dk:8443/a?b')] })).to.equal('fine');
    expect(judge({ permitted: [uri('.x.dk')], names: [uri('ldap://y.x.dk/c')] })).to.equal('fine');
  });

  it('hold addresses to a network, each family by itself', () => {
    const net = ip(10, 1, 0, 0, 255, 255, 0, 0);
    expect(judge({ permitted: [net], names: [ip(10, 2, 0, 1)] })).to.equal(VIOLATED);
    expect(judge({ permitted: [net], names: [ip(...new Uint8Array(16))] })).to.equal(VIOLATED);
    expect(judge({ excluded: [net], names: [ip(10, 1, 2, 3)] })).to.equal(VIOLATED);
    expect(judge({ excluded: [net], names: [ip(...new Uint8Array(16))] })).to.equal('fine');
    expect(judge({ permitted: [net], names: [ip(10, 1, 2, 3)] })).to.equal('fine');
  });

  it('hold the subject and directory names to a subtree', () => {
    const permitted = [directory('C=DK,O=Good')];
    expect(judge({ permitted, subject: 'C=DK,O=Evil,CN=a' })).to.equal(VIOLATED);
    expect(judge({ permitted, subject: 'O=Good,C=DK,CN=a' })).to.equal(VIOLATED);
    expect(judge({ permitted, subject: 'C=DK,O=good,CN=a', names: [directory('C=DK')] })).to.equal(VIOLATED);
    expect(judge({ excluded: permitted, subject: 'C=DK,O=GOOD,CN=a' })).to.equal(VIOLATED);
    expect(judge({ permitted, subject: 'C=DK,O=Good' })).to.equal('fine');
  });

  it('refuse names of a constrained form that has no rule', () => {
    const other: GeneralName = { kind: 'other', oid: '1.2.3', value: Uint8Array.of(5, 0) };
    expect(judge({ permitted: [other], names: [other] })).to.equal(MALFORMED);
    expect(
      judge({
        excluded: [{ kind: 'registeredId', oid: '1.2.3' }],
        names: [{ kind: 'registeredId', oid: '1.2.4' }],
      }),
    ).to.equal(MALFORMED);
    expect(judge({ excluded: [dns('x.dk')], names: [other] })).to.equal('fine');
  });

  it('leave forms alone that they do not name', () => {
    expect(judge({ permitted: [dns('x.dk')], subject: 'CN=anything', names: [email('a@y.dk')] })).to.equal(
      'fine',
    );
  });

  it('pay for every comparison before it is made', () => {
    const permitted = Array.from({ length: 100 }, (_, n) => dns(`h${n}.dk`));
    const names = Array.from({ length: 100 }, (_, n) => dns(`h${n}.dk`));
    expect(() => judge({ permitted, names }, new Meter({ maxNameChecks: 9_999 }))).to.throw(BudgetExhausted);
    const meter = new Meter({ maxNameChecks: 10_000 });
    expect(judge({ permitted, names }, meter)).to.equal('fine');
    expect(meter.spent.nameChecks).to.equal(10_000);
  });
});

describe('Name constraints along a path', () => {
  const constraints = (value: string): Extension[] => [
    encode.encodeNameConstraints({ permitted: [dns(value)], excluded: [] }),
  ];
  const named = (value: string): Extension[] => [encode.encodeSubjectAlternativeName([dns(value)])];

  it('cannot be widened by an authority further down', async () => {
    const pki = testPki({
      Root: { ca: true },
      Good: { issuer: 'Root', ca: true, extensions: constraints('good.example') },
      Evil: { issuer: 'Good', ca: true, extensions: constraints('evil.example') },
      Leaf: { issuer: 'Evil', extensions: named('www.evil.example') },
      Other: { issuer: 'Evil', extensions: named('www.good.example') },
    });
    expect(await answer(pki, { intermediates: ['Good', 'Evil'] })).to.equal(VIOLATED);
    // What both permit together is nothing.
    expect(await answer(pki, { leaf: 'Other', intermediates: ['Good', 'Evil'] })).to.equal(VIOLATED);
  });

  it('hold for names of intermediates, but not for those of self-issued ones', async () => {
    const only = [encode.encodeNameConstraints({ permitted: [directory('O=Leafs')], excluded: [] })];
    const pki = testPki({
      Root: { ca: true },
      A: { issuer: 'Root', ca: true, extensions: only },
      ARenewed: { issuer: 'A', subject: 'CN=A', ca: true },
      B: { issuer: 'A', ca: true },
      Leaf: { issuer: 'ARenewed', subject: 'O=Leafs,CN=a' },
      Below: { issuer: 'B', subject: 'O=Leafs,CN=b' },
    });
    expect(await answer(pki, { intermediates: ['A', 'ARenewed'] })).to.equal('valid');
    expect(await answer(pki, { leaf: 'Below', intermediates: ['A', 'B'] })).to.equal(VIOLATED);
  });

  it('hold for a self-issued certificate at the end of the path', async () => {
    const only = [encode.encodeNameConstraints({ permitted: [directory('O=Leafs')], excluded: [] })];
    const pki = testPki({
      Root: { ca: true },
      A: { issuer: 'Root', ca: true, extensions: only },
      Leaf: { issuer: 'A', subject: 'CN=A' },
    });
    expect(await answer(pki, { intermediates: ['A'] })).to.equal(VIOLATED);
  });

  it('of an anchor count unless told otherwise', async () => {
    const pki = testPki({
      Root: { ca: true, extensions: constraints('a.example') },
      Leaf: { issuer: 'Root', extensions: named('b.example') },
    });
    expect(await answer(pki, { anchorConstraints: 'none' })).to.equal('valid');
    expect(await answer(pki)).to.equal(VIOLATED);
  });
});
