import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { CertBankError, isCertBankError } from '../../src/base/errors.ts';
import { verifySigned } from '../../src/crypto/verify.ts';
import { parseAlgorithm } from '../../src/formats/algorithms.ts';
import { DerReader } from '../../src/formats/asn1/der-reader.ts';
import { bitString, sequence } from '../../src/formats/asn1/der-writer.ts';
import { parseCrl } from '../../src/formats/crl/crl.ts';
import { parseOcspResponse } from '../../src/formats/ocsp/response.ts';
import { parseCertificate } from '../../src/formats/x509/certificate.ts';
import { KEY_PURPOSE } from '../../src/formats/x509/extension-values.ts';
import { parsePublicKey } from '../../src/formats/x509/public-key.ts';
import { anchorFromCertificate } from '../../src/trust/anchor.ts';
import { refuseBroken, type AlgorithmRule } from '../../src/trust/path/algorithm-rule.ts';
import { tell, bytesOf, compare, readTable, type CorpusResult, type Outcome } from './corpus.ts';
import type { Purpose } from '../../src/trust/path/purpose.ts';
import type { RevocationStatus } from '../../src/trust/revocation/status.ts';
import { verifyCertificate } from '../../src/trust/verify-certificate.ts';

interface BsslEntry {
  readonly id: string;
  readonly kind: 'chain' | 'crl' | 'ocsp' | 'signed-data' | 'parse-certificate' | 'parse-tbs';
  readonly validation_time: string;
  readonly max_age_seconds: number;
  readonly chain_der_b64: readonly string[];
  readonly last_cert_trust: string;
  readonly key_purpose: string;
  readonly digest_policy?: 'STRONG';
  readonly crl_b64: string;
  readonly ocsp_response_b64: string;
  readonly issuer_b64: string;
  readonly issuer2_b64?: string;
  readonly cert_b64: string;
  readonly public_key_b64: string;
  readonly algorithm_b64: string;
  readonly data_b64: string;
  readonly signature_b64: string;
  readonly der_b64: string;
  readonly expected: {
    readonly verdict: 'valid' | 'invalid';
    readonly user_constrained_policy_set?: readonly string[];
    readonly revocation_status: 'GOOD' | 'REVOKED' | 'UNKNOWN';
    readonly parse: 'ok' | 'error';
  };
}

const engine = nodeEngine();

/** The certificate, CRL, OCSP and signature tables of BoringSSL's libpki. */
export async function bsslPki(folder: string): Promise<CorpusResult> {
  const outcomes: Outcome[] = [];
  for (const entry of (readTable(folder, 'bssl-pki.json') as { entries: BsslEntry[] }).entries) {
    outcomes.push(await RUNNERS[entry.kind](entry));
  }
  return { outcomes };
}

const RUNNERS: Readonly<Record<BsslEntry['kind'], (entry: BsslEntry) => Promise<Outcome>>> = {
  chain: runChain,
  crl: runStatus,
  ocsp: runStatus,
  'signed-data': runSignedData,
  'parse-certificate': (entry) => Promise.resolve(runParse(entry, bytesOf(entry.der_b64))),
  'parse-tbs': (entry) => Promise.resolve(runParse(entry, frame(bytesOf(entry.der_b64)))),
};

/** Key purposes as object identifiers; the last are of C2PA and of RCS end-to-end encryption. */
const PURPOSES: Readonly<Record<string, string>> = {
  SERVER_AUTH: KEY_PURPOSE.serverAuth,
  CLIENT_AUTH: KEY_PURPOSE.clientAuth,
  C2PA_TIMESTAMPING: KEY_PURPOSE.timeStamping,
  C2PA_MANIFEST: '1.3.6.1.5.5.7.3.36',
  MLS_CLIENT_AUTH: '2.23.146.2.1.3',
};

function purposeOf(name: string): Purpose {
  if (name === 'ANY_EKU') return {};
  // Upstream wants this purpose alone.
  if (name === 'MLS_CLIENT_AUTH')
    return { extendedKeyUsage: PURPOSES[name]!, anyExtendedKeyUsage: 'nowhere' };
  const extendedKeyUsage = PURPOSES[name.replace(/_STRICT(_LEAF)?$/, '')]!;
  if (name.endsWith('_STRICT_LEAF')) return { extendedKeyUsage, anyExtendedKeyUsage: 'above-leaf' };
  return name.endsWith('_STRICT')
    ? { extendedKeyUsage, anyExtendedKeyUsage: 'nowhere' }
    : { extendedKeyUsage };
}

/** What upstream calls a strong digest policy: no SHA-1. */
const withoutSha1: AlgorithmRule = (key, scheme) =>
  scheme !== undefined && 'hash' in scheme && scheme.hash === 'SHA-1' ? 'SHA-1' : refuseBroken(key, scheme);

async function runChain(entry: BsslEntry): Promise<Outcome> {
  const chain = entry.chain_der_b64.map((text) => parseCertificate(bytesOf(text)));
  const trust = entry.last_cert_trust;
  const root = chain.at(-1)!;
  const period = trust.includes('EXPIRATION')
    ? { since: root.notBefore, until: justAfter(root.notAfter) }
    : {};
  const verdict = await verifyCertificate(engine, {
    leaf: chain[0]!,
    intermediates: chain.slice(1, -1),
    anchors: [anchorFromCertificate(root, period)],
    at: new Date(entry.validation_time),
    revocation: 'off',
    purpose: purposeOf(entry.key_purpose),
    anchorConstraints: trust.includes('CONSTRAINTS') ? 'all' : 'limits',
    directTrust: trust.includes('LEAF') && !trust.includes('REQUIRE_SELF_SIGNED'),
    algorithms: entry.digest_policy === 'STRONG' ? withoutSha1 : refuseBroken,
  });
  const { user_constrained_policy_set: policies, verdict: wanted } = entry.expected;
  const got = verdict.valid ? 'valid' : 'invalid';
  const outcome = compare(entry.id, wanted, got, (answer) => answer === 'valid', tell(verdict.failures));
  if (outcome.miss !== undefined || policies === undefined) return outcome;
  const [asked, found] = [policies, verdict.policies.user].map((set) => [...set].sort().join(' '));
  return compare(entry.id, `policies [${asked}]`, `policies [${found}]`, () => false);
}

const justAfter = (at: Date): Date => new Date(at.getTime() + 1000);

async function runStatus(entry: BsslEntry): Promise<Outcome> {
  const isGood = (answer: string): boolean => answer === 'GOOD';
  const { revocation_status: wanted } = entry.expected;
  try {
    const leaf = parseCertificate(bytesOf(entry.cert_b64));
    const issuers = [entry.issuer_b64, entry.issuer2_b64].flatMap((text) =>
      text === undefined ? [] : [parseCertificate(bytesOf(text))],
    );
    const { revocation, failures } = await verifyCertificate(engine, {
      leaf,
      // A second issuer stands above the first: the same authority under its new key.
      intermediates: issuers.slice(0, -1),
      anchors: [anchorFromCertificate(issuers.at(-1)!)],
      at: new Date(entry.validation_time),
      maxEvidenceAgeSeconds: entry.max_age_seconds,
      crls: entry.kind === 'crl' ? [parseCrl(bytesOf(entry.crl_b64))] : [],
      ocspResponses: entry.kind === 'ocsp' ? [parseOcspResponse(bytesOf(entry.ocsp_response_b64))] : [],
    });
    const status = revocation.find(({ certificate }) => certificate === leaf)?.status;
    return compare(entry.id, wanted, statusName(status), isGood, tell(failures));
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    return compare(entry.id, wanted, 'UNKNOWN', isGood, error.message);
  }
}

function statusName(status: RevocationStatus | undefined): string {
  if (status === undefined) return 'NOT ASKED';
  return { good: 'GOOD', revoked: 'REVOKED', 'on-hold': 'REVOKED', unknown: 'UNKNOWN' }[status.status];
}

async function runSignedData(entry: BsslEntry): Promise<Outcome> {
  let got: string;
  try {
    const signature = new DerReader(bytesOf(entry.signature_b64)).bitStringOctets();
    const signed = {
      toBeSigned: bytesOf(entry.data_b64),
      signatureAlgorithm: parseAlgorithm(new DerReader(bytesOf(entry.algorithm_b64))),
      signature,
    };
    got = await verifySigned(engine, signed, parsePublicKey(bytesOf(entry.public_key_b64)));
  } catch (error) {
    if (!isCertBankError(error)) throw error;
    got = error.code;
  }
  const verdict = got === 'valid' ? 'valid' : 'invalid';
  return compare(entry.id, entry.expected.verdict, verdict, (answer) => answer === 'valid', got);
}

function runParse(entry: BsslEntry, der: Uint8Array): Outcome {
  let got = 'ok';
  let why = '';
  try {
    // Upstream looks at the outermost structure alone, whose parts are not even of their right kind in these cases.
    parseCertificate(der);
  } catch (error) {
    if (!(error instanceof CertBankError)) throw error;
    got = 'error';
    why = error.message;
  }
  return compare(entry.id, entry.expected.parse, got, (answer) => answer === 'ok', why);
}

/** A certificate around what is to be signed. */
function frame(toBeSigned: Uint8Array): Uint8Array {
  return sequence(toBeSigned, sequence(), bitString(new Uint8Array(1)));
}
