import { expect } from 'chai';
import * as encode from '../../../src/formats/x509/extension-encoders.ts';
import type { Extension } from '../../../src/formats/x509/extension.ts';
import { PolicyGraph, type PolicySettings } from '../../../src/trust/path/policy-graph.ts';
import { testPki, type Entity } from '../../support/pki.ts';

const ANY = '2.5.29.32.0';
const [A, B, C] = ['1.2.3.1', '1.2.3.2', '1.2.3.3'];

const policies = (...oids: string[]): Extension => encode.encodeCertificatePolicies(oids);
const map = (...pairs: [string, string][]): Extension =>
  encode.encodePolicyMappings(
    pairs.map(([issuerDomain, subjectDomain]) => ({ issuerDomain, subjectDomain })),
  );

/** The outcome of a path whose certificates, from the top down, have these extensions; `self` is self-issued. */
function outcome(path: (Extension[] | { self: Extension[] })[], settings: PolicySettings = {}): unknown {
  const graph = new PolicyGraph(path.length, settings);
  path.forEach((step, index) => {
    const entity: Entity = Array.isArray(step)
      ? { extensions: step, issuerName: 'CN=Other' }
      : { extensions: step.self };
    graph.add(testPki({ Some: { ca: true, ...entity } }).certificate('Some'), index === path.length - 1);
  });
  return graph.outcome();
}

const REQUIRED = { fault: 'policy.required' };

describe('The policy graph', () => {
  it('refuses a path without a common policy when one is required', () => {
    expect(outcome([[policies(A)], [policies(B)]], { requireExplicit: true })).to.deep.equal(REQUIRED);
    expect(outcome([[policies(A)], []], { requireExplicit: true })).to.deep.equal(REQUIRED);
    expect(outcome([[], [policies(A)]], { requireExplicit: true })).to.deep.equal(REQUIRED);
  });

  it('refuses policies other than those asked for when one is required', () => {
    expect(outcome([[policies(A)], [policies(A)]], { requireExplicit: true, initial: [B] })).to.deep.equal(
      REQUIRED,
    );
  });

  it('tells without a requirement that no policy holds', () => {
    expect(outcome([[policies(A)], [policies(B)]])).to.deep.equal({ authority: [], user: [] });
  });

  it('lets an authority require a policy some certificates further down', () => {
    const require = (requireExplicit: number): Extension =>
      encode.encodePolicyConstraints({ requireExplicit });
    expect(outcome([[require(0)], [policies(A)]])).to.deep.equal(REQUIRED);
    expect(outcome([[require(1)], [policies(A)], [policies(A)]])).to.deep.equal(REQUIRED);
    expect(outcome([[require(3)], [], []])).to.deep.equal({ authority: [], user: [] });
    expect(outcome([[policies(A), require(0)], [policies(A)]])).to.deep.equal({ authority: [A], user: [A] });
  });

  it('reads anyPolicy as every policy, until it is inhibited', () => {
    expect(outcome([[policies(ANY)], [policies(A)]], { requireExplicit: true })).to.deep.equal({
      authority: [A],
      user: [A],
    });
    expect(outcome([[policies(A)], [policies(ANY)]])).to.deep.equal({ authority: [A], user: [A] });
    expect(outcome([[policies(ANY)], [policies(ANY)]], { initial: [B] })).to.deep.equal({
      authority: [ANY],
      user: [B],
    });
    expect(
      outcome([[policies(ANY)], [policies(A)]], { requireExplicit: true, inhibitAny: true }),
    ).to.deep.equal(REQUIRED);
    const inhibited = [policies(A), encode.encodeInhibitAnyPolicy(0)];
    expect(outcome([inhibited, [policies(ANY)]], { requireExplicit: true })).to.deep.equal(REQUIRED);
    expect(outcome([inhibited, { self: [policies(ANY)] }, [policies(A)]])).to.deep.equal({
      authority: [A],
      user: [A],
    });
  });

  it('maps policies, and tells the names that the anchor’s domain has for them', () => {
    expect(outcome([[policies(A), map([A, B])], [policies(B)]], { initial: [A] })).to.deep.equal({
      authority: [A],
      user: [A],
    });
    expect(outcome([[policies(A), map([A, B])], [policies(A)]], { requireExplicit: true })).to.deep.equal(
      REQUIRED,
    );
    expect(outcome([[policies(A), map([A, B], [A, C])], [policies(C)]])).to.deep.equal({
      authority: [A],
      user: [A],
    });
    expect(outcome([[policies(ANY), map([A, B])], [policies(B)]])).to.deep.equal({
      authority: [A],
      user: [A],
    });
  });

  it('maps nothing where mapping is inhibited', () => {
    const path = [[policies(A, C), map([A, B])], [policies(B)]];
    expect(outcome(path, { requireExplicit: true, inhibitMapping: true })).to.deep.equal(REQUIRED);
    const inhibit = encode.encodePolicyConstraints({ inhibitMapping: 0 });
    expect(outcome([[policies(A), inhibit], ...path], { requireExplicit: true })).to.deep.equal(REQUIRED);
  });

  it('refuses to map to or from anyPolicy', () => {
    expect(outcome([[policies(A), map([ANY, A])], [policies(A)]])).to.deep.equal({
      fault: 'policy.mapping-any',
    });
    expect(outcome([[policies(A), map([A, ANY])], [policies(A)]])).to.deep.equal({
      fault: 'policy.mapping-any',
    });
  });

  it('stays as small as what is written where a tree would explode', () => {
    // Each level maps every policy to every other: 12 policies over 30 levels would be 12^30 leaves of a tree.
    const oids = Array.from({ length: 12 }, (_, n) => `1.2.9.${n}`);
    const all = map(...oids.flatMap((from) => oids.map((to): [string, string] => [from, to])));
    const level = [policies(...oids), all];
    const path = [...Array.from({ length: 30 }, () => level), [policies(...oids)]];
    expect(outcome(path, { requireExplicit: true })).to.deep.equal({ authority: oids, user: oids });
  });
});
