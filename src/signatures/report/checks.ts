import type { SignatureFacts } from '../ades/facts.ts';
import type { BasicValidation } from '../validation/basic.ts';
import type { TimestampVerdict } from '../validation/timestamp.ts';
import type { BlockName, Conclusion, Reason } from '../validation/verdict.ts';
import type { DetailedBlock, DetailedCheck } from './detail.ts';

/** A check that a block makes, and the objections by which it is told that it did not pass. */
interface Rule {
  readonly code: string;
  readonly clause: string;
  /** What holds when it passes. */
  readonly statement: string;
  /** Codes of reasons; none: every reason of the block. */
  readonly objections?: readonly string[];
  /** Where the facts tell more than the conclusion of the block. */
  readonly isPassed?: boolean;
}

const CLAUSES: Readonly<Record<BlockName, string>> = {
  'format checking': 'EN 319 102-1 5.2.2',
  'identification of the signing certificate': 'EN 319 102-1 5.2.3',
  'validation context initialization': 'EN 319 102-1 5.2.4',
  'X.509 certificate validation': 'EN 319 102-1 5.2.6',
  'cryptographic verification': 'EN 319 102-1 5.2.7',
  'signature acceptance validation': 'EN 319 102-1 5.2.8',
  'time-stamp validation': 'EN 319 102-1 5.4.4',
  'past signature validation': 'EN 319 102-1 5.6.2.4',
  'evidence record validation': 'EN 319 102-1 5.6.3.4',
  'signatures with time': 'EN 319 102-1 5.5.4',
};

export function blockOf(block: BlockName): Pick<DetailedBlock, 'block' | 'clause' | 'subIndication'> {
  return { block, clause: CLAUSES[block], subIndication: null };
}

/**
 * The blocks of the basic process with their checks.
 *
 * @param lasting conclusions on format, identification, context and, where it was reached, the cryptography
 * @param dated   conclusions on acceptance and certificate; none where those were not reached
 */
export function basicBlocks(
  facts: SignatureFacts,
  basic: BasicValidation,
  lasting: readonly Conclusion[],
  dated: readonly Conclusion[],
): DetailedBlock[] {
  const [format, identification, context, cryptography] = lasting;
  const [acceptance, certificate] = dated;
  return [
    judge('format checking', format, [
      rule('format.structure', CLAUSES['format checking'], 'the structure is what its standard demands'),
    ]),
    judge('identification of the signing certificate', identification, [
      rule('signing-certificate.present', 'EN 319 102-1 5.2.3.4', 'the signing certificate was found', [
        'signing-certificate.missing',
      ]),
      rule(
        'signing-certificate.binding',
        'EN 319 102-1 5.2.3.4',
        facts.signer.bindings.length === 0
          ? 'no binding of the signing certificate contradicts it'
          : `the signing certificate is the one that the signature binds by ${facts.signer.bindings.map(({ algorithm }) => algorithm).join(', ')}`,
        ['signing-certificate.mismatch', 'algorithm.unsupported'],
      ),
    ]),
    judge('validation context initialization', context, [
      rule('signature-policy', 'EN 319 102-1 5.2.4.4', policyStatement(facts)),
    ]),
    judge('cryptographic verification', cryptography, cryptographyRules(facts, basic)),
    judge('signature acceptance validation', acceptance, [
      rule(
        'signing-certificate.bound',
        'EN 319 102-1 5.2.8.4.2.1',
        'the signature names its signing certificate as the policy demands',
        ['signing-certificate.not-bound'],
      ),
      rule('algorithm.acceptable', 'EN 319 102-1 5.2.8.4.1', 'every algorithm may be relied upon', [
        'algorithm.not-acceptable',
      ]),
    ]),
    judge('X.509 certificate validation', certificate, certificateRules(basic)),
  ];
}

/** Form, imprint and time of a time-stamp. */
export function timestampBlock({ reasons, basic, isIntact }: TimestampVerdict): DetailedBlock {
  const own = reasons.filter(({ block }) => block === 'time-stamp validation');
  const clause = CLAUSES['time-stamp validation'];
  const isUnread = basic === undefined;
  const checks = [
    rule('timestamp.imprint', clause, 'the imprint is of what the time-stamp stands at', [
      'timestamp.imprint',
      'document.content-missing',
      'algorithm.unsupported',
    ]),
    rule('timestamp.time', clause, 'the authority had a valid certificate at the time that it gives', [
      'timestamp.time',
    ]),
    rule('algorithm.acceptable', clause, 'every hash function may be relied upon', [
      'algorithm.not-acceptable',
    ]),
  ];
  const unmatched = own.filter((reason) => !checks.some((one) => one.objections?.includes(reason.code)));
  const outcome = unmatched.length > 0 || !isIntact ? 'failed' : 'undetermined';
  const indication = own.length === 0 ? 'PASSED' : outcome === 'failed' ? 'FAILED' : 'INDETERMINATE';
  return {
    ...blockOf('time-stamp validation'),
    indication,
    checks: [
      ...checks.map((one) => outcomeOf(one, own, outcome, isUnread ? 'not-concluded' : 'passed')),
      ...reasonChecks(unmatched, outcome),
    ],
  };
}

/** Objections told as checks of their own. */
export function reasonChecks(
  reasons: readonly Reason[],
  outcome: 'failed' | 'undetermined',
): DetailedCheck[] {
  return reasons.map(({ code, clause, message }) => ({ code, clause, outcome, message }));
}

function rule(code: string, clause: string, statement: string, objections?: readonly string[]): Rule {
  return { code, clause, statement, ...(objections && { objections }) };
}

function policyStatement({ signaturePolicy }: SignatureFacts): string {
  return signaturePolicy === undefined
    ? 'the signature stands under no signature policy'
    : `the signature policy ${signaturePolicy} is accepted`;
}

function cryptographyRules({ references, value }: SignatureFacts, { integrity }: BasicValidation): Rule[] {
  const clause = 'EN 319 102-1 5.2.7.4';
  const covered = references.map(({ digest, candidates }) => {
    const name = candidates[0]?.scope.name ?? 'what is covered';
    return digest === undefined ? name : `${name} (${digest.algorithm})`;
  });
  return [
    {
      code: 'references.intact',
      clause,
      statement: `what is covered is present and unchanged: ${covered.join(', ')}`,
      objections: ['document.content-missing', 'digest.mismatch'],
      isPassed: integrity.references,
    },
    {
      code: 'signature.value',
      clause,
      statement: `the signature value (${value.algorithm}) verifies under the key of the signing certificate`,
      objections: ['signature.invalid', 'key.malformed'],
      isPassed: integrity.signature,
    },
  ];
}

function certificateRules({ path }: BasicValidation): Rule[] {
  if (path === undefined) return [];
  const clause = 'EN 319 102-1 5.2.6.4';
  const anchor = path.anchor;
  const rules: Rule[] = [
    {
      code: 'path.anchor',
      clause,
      statement: `a path of ${path.chain.length} certificates leads to an anchor`,
      objections: ['path.no-anchor', 'path.budget-exhausted', 'path.too-long'],
      isPassed: anchor !== undefined,
    },
  ];
  for (const { certificate, status } of path.revocation) {
    // The failures of the path tell of those that are not good.
    if (status.status !== 'good') continue;
    rules.push({
      code: 'certificate.not-revoked',
      clause: 'EN 319 102-1 5.2.5, 5.2.6.4',
      statement: `the certificate ${certificate.serial} is not revoked by the ${status.source.toUpperCase()} of ${status.thisUpdate.toISOString()}`,
      objections: [],
      isPassed: true,
    });
  }
  rules.push({
    code: 'certificate.path',
    clause,
    statement: 'every certificate of the path is valid, not revoked, and used for what it is for',
  });
  return rules;
}

function judge(block: BlockName, conclusion: Conclusion | undefined, rules: readonly Rule[]): DetailedBlock {
  if (conclusion === undefined) {
    return {
      ...blockOf(block),
      indication: 'NOT-JUDGED',
      checks: rules.map((one) => outcomeOf(one, [], 'undetermined', 'not-concluded')),
    };
  }
  const { indication } = conclusion;
  if (indication === 'PASSED') {
    const checks = rules.map((one) => outcomeOf({ ...one, isPassed: true }, [], 'undetermined', 'passed'));
    return { ...blockOf(block), indication, checks };
  }
  const outcome = indication === 'FAILED' ? 'failed' : 'undetermined';
  const { reasons, subIndication } = conclusion;
  const unmatched = reasons.filter(
    ({ code }) => !rules.some(({ objections }) => objections?.includes(code) === true),
  );
  return {
    ...blockOf(block),
    indication,
    subIndication,
    checks: [
      // A check that every objection counts against is told by the objections themselves.
      ...rules
        .filter(({ objections }) => objections !== undefined)
        .map((one) => outcomeOf(one, reasons, outcome, 'not-concluded')),
      ...reasonChecks(unmatched, outcome),
    ],
  };
}

function outcomeOf(
  { code, clause, statement, objections, isPassed }: Rule,
  reasons: readonly Reason[],
  outcome: 'failed' | 'undetermined',
  otherwise: 'passed' | 'not-concluded',
): DetailedCheck {
  const against = reasons.filter((reason) => objections?.includes(reason.code) === true);
  if (against.length > 0) {
    return {
      code,
      clause: against[0]!.clause,
      outcome,
      message: against.map(({ message }) => message).join('; '),
    };
  }
  return { code, clause, outcome: isPassed === true ? 'passed' : otherwise, message: statement };
}
