import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { isCertBankError } from '../../src/base/errors.ts';
import { STRICT_POLICY } from '../../src/signatures/validation/policy.ts';
import { validateDocument, type DocumentValidation } from '../../src/signatures/verify-document.ts';
import { verifyPath } from '../../src/trust/path/verify-path.ts';
import { compare, readBytes, readTable, type CorpusResult, type Outcome } from './corpus.ts';
import { pathSettings, type PkitsTest } from './pkits.ts';

/**
 * The signed messages of NIST PKITS: the signature of each is good, so that a message is to be accepted where the
 * path of its signer is. The path is judged with the settings of the test, from the certificates in the message.
 */
export async function smimePkits(folder: string): Promise<CorpusResult> {
  const outcomes: Outcome[] = [];
  const messages = new Set<string>();
  for (const test of (readTable(folder, 'pkits.json') as { tests: readonly PkitsTest[] }).tests) {
    const { smime } = test;
    if (smime === undefined) continue;
    messages.add(smime);
    outcomes.push(...(await judge(folder, test, smime)));
  }
  return { outcomes, note: `${messages.size} signed messages` };
}

async function judge(folder: string, test: PkitsTest, file: string): Promise<Outcome[]> {
  const name = `${test.id} ${test.name} (message)`;
  const isGood = (answer: string): boolean => answer === 'success';
  let validation: DocumentValidation;
  try {
    validation = await read(folder, test, file);
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    return [{ name, miss: `cannot be read: ${error.message}` }];
  }
  const [signature] = validation.signatures;
  const { integrity, signingCertificate } = signature!.verdict;
  if (
    !integrity.signature ||
    !integrity.references ||
    !integrity.structure ||
    signingCertificate === undefined
  ) {
    return [{ name, miss: `not whole: ${signature!.verdict.reasons[0]?.message}` }];
  }
  const settings = pathSettings(folder, test);
  const { certificates, crls } = signature!.facts.evidence;
  const path = await verifyPath(engine, {
    ...settings,
    leaf: signingCertificate.der,
    intermediates: [...certificates, ...test.extra_certs.map((other) => readBytes(folder, other))],
    // One message (4.14.18) is signed by the end entity of another test.
    crls: [...settings.crls, ...crls],
  });
  const why = path.failures[0]?.message ?? '';
  const outcomes = [compare(name, test.expected, path.valid ? 'success' : 'failure', isGood, why)];
  // With the settings that everybody has, the whole verdict is to agree.
  if (isUsual(test)) {
    const { indication, reasons } = signature!.verdict;
    const verdict = indication === 'TOTAL-PASSED' ? 'success' : 'failure';
    outcomes.push(compare(`${name} verdict`, test.expected, verdict, isGood, reasons[0]?.message));
  }
  return outcomes;
}

const engine = nodeEngine();

function read(folder: string, test: PkitsTest, file: string): Promise<DocumentValidation> {
  const { crls, anchors, at } = pathSettings(folder, test);
  return validateDocument(readBytes(folder, file), {
    engine,
    at,
    anchors,
    intermediates: test.extra_certs.map((certificate) => readBytes(folder, certificate)),
    evidence: { issuers: async () => [], crls: async () => crls, ocsp: async () => [] },
    // The messages are older than the attribute that binds a certificate was usual.
    policy: { ...STRICT_POLICY, signingCertificateBinding: 'optional' },
  });
}

const ANY_POLICY = '2.5.29.32.0';

function isUsual({ settings }: PkitsTest): boolean {
  return (
    settings.initial_policy_set.every((policy) => policy === ANY_POLICY) &&
    !settings.initial_explicit_policy &&
    !settings.initial_policy_mapping_inhibit &&
    !settings.initial_inhibit_any_policy
  );
}
