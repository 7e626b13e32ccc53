import { Command, Option } from 'commander';
import { httpFetch } from '../../adapters/evidence/http-fetch.ts';
import { nodeEngine } from '../../adapters/keys/node-engine.ts';
import { systemClock } from '../../base/clock.ts';
import { CertBankError } from '../../base/errors.ts';
import { systemRandom } from '../../base/random.ts';
import { parseCrl } from '../../formats/crl/crl.ts';
import { parseOcspResponse } from '../../formats/ocsp/response.ts';
import { derFrom } from '../../formats/pem.ts';
import { parseCertificate } from '../../formats/x509/certificate.ts';
import { KEY_PURPOSE } from '../../formats/x509/extension-values.ts';
import { installationTrust, type InstallationTrust } from '../../service/installation-trust.ts';
import { anchorFromCertificate } from '../../trust/anchor.ts';
import { httpEvidence } from '../../trust/evidence/http.ts';
import { inOrder } from '../../trust/evidence/in-order.ts';
import type { Purpose } from '../../trust/path/purpose.ts';
import {
  verifyCertificate,
  type CertificateVerdict,
  type RevocationMode,
} from '../../trust/verify-certificate.ts';
import { EXIT } from '../exit-status.ts';
import { collectOption, parseInstant, readBounded } from '../inputs.ts';
import {
  configOf,
  isInstalled,
  withInstallation,
  withInstalled,
  type InstallationOptions,
} from '../installation.ts';
import { createOutput } from '../output.ts';
import { pathReport, pathText } from '../path-text.ts';

interface PathOptions extends InstallationOptions {
  readonly anchor: string[];
  readonly intermediate: string[];
  readonly crl: string[];
  readonly ocsp: string[];
  readonly at?: string;
  readonly revocation: RevocationMode;
  readonly policy: string[];
  readonly dns?: string;
  readonly email?: string;
  readonly ip?: string;
  readonly eku?: string;
  readonly offline?: true;
  readonly json?: true;
}

/** `path`: from a certificate to what is trusted. */
export function pathCommand(): Command {
  return new Command('path').description('certification paths').addCommand(verifyPathCommand());
}

function verifyPathCommand(): Command {
  const command = new Command('verify')
    .description('tell whether a certificate is to be believed, and why not')
    .argument('<leaf>', 'certificate, PEM or DER; further certificates in the file help to build the path')
    .option(
      '--anchor <file>',
      'certificate to trust (repeatable); else what the installation trusts',
      collectOption,
      [],
    )
    .option(
      '--intermediate <file>',
      'certificates that may help, in any order (repeatable)',
      collectOption,
      [],
    )
    .option('--crl <file>', 'CRL (repeatable)', collectOption, [])
    .option('--ocsp <file>', 'OCSP response (repeatable)', collectOption, [])
    .option('--at <instant>', 'as of this instant (RFC 3339); else now')
    .addOption(
      new Option('--revocation <mode>', 'whether the status of every certificate must be known')
        .choices(['required', 'if-available', 'off'])
        .default('required'),
    )
    .option('--policy <oid>', 'certificate policy that must hold (repeatable)', collectOption, [])
    .option('--dns <host>', 'host that the certificate must name')
    .option('--email <address>', 'e-mail address that the certificate must name')
    .option('--ip <address>', 'IP address that the certificate must name')
    .option('--eku <purpose>', `what it is for: an OID, or ${Object.keys(KEY_PURPOSE).slice(1).join(', ')}`)
    .option('--offline', 'ask nobody: only what is given and the data directory')
    .option('--json', 'answer in JSON')
    .addHelpText(
      'after',
      `
Exit status: 0 valid, 1 not valid, 65 malformed input.

Example:
  certbank path verify server.pem --anchor root.pem --intermediate issuing.pem --crl root.crl --crl issuing.crl`,
    );
  return withInstallation(command).action(async (leaf: string, options: PathOptions) => {
    const output = createOutput(options.json === true);
    const at = options.at === undefined ? systemClock.now() : parseInstant('--at', options.at);
    const question = await readQuestion(leaf, options);
    const verify = (trust?: InstallationTrust): Promise<CertificateVerdict> =>
      verifyCertificate(nodeEngine(), {
        ...question,
        at,
        anchors: (question.anchors.length > 0 ? question.anchors : (trust?.anchors ?? [])).map((der) =>
          anchorFromCertificate(der),
        ),
        intermediates: [...question.intermediates, ...(trust?.intermediates ?? [])].map(parseCertificate),
        evidence: inOrder(
          ...(trust === undefined ? [] : [trust.evidence]),
          ...(options.offline === true
            ? []
            : [httpEvidence({ fetch: httpFetch, engine: nodeEngine(), random: systemRandom })]),
        ),
      });
    const verdict = await output.during(
      'verifying',
      (await isInstalled(configOf(options)))
        ? withInstalled(options, (bank) => verify(installationTrust(bank.authority)))
        : verify(),
    );
    const report = await pathReport(nodeEngine(), verdict, question.leaf, at);
    output.answer(report, pathText(report));
    process.exitCode = verdict.valid ? EXIT.done : EXIT.failed;
  });
}

/** What the files say; what cannot be read is an error here, because a person named it. */
async function readQuestion(leafFile: string, options: PathOptions) {
  const read = async (files: readonly string[], label: string): Promise<Uint8Array[]> =>
    (await Promise.all(files.map(readBounded))).flatMap((bytes) => derFrom(bytes, label));
  const [leaf, ...beside] = await read([leafFile], 'CERTIFICATE');
  return {
    leaf: parseCertificate(leaf!),
    intermediates: [...beside, ...(await read(options.intermediate, 'CERTIFICATE'))],
    anchors: await read(options.anchor, 'CERTIFICATE'),
    crls: (await read(options.crl, 'X509 CRL')).map(parseCrl),
    ocspResponses: (await read(options.ocsp, 'OCSP RESPONSE')).map(parseOcspResponse),
    revocation: options.revocation,
    ...(options.policy.length > 0 && {
      policies: { initial: options.policy.map((oid) => checkOid('--policy', oid)), requireExplicit: true },
    }),
    purpose: purposeOf(options),
  };
}

function purposeOf({ dns, email, ip, eku }: PathOptions): Purpose {
  return {
    ...(dns !== undefined && { dnsName: dns }),
    ...(email !== undefined && { emailAddress: email }),
    ...(ip !== undefined && { ipAddress: ip }),
    ...(eku !== undefined && {
      extendedKeyUsage: (KEY_PURPOSE as Readonly<Record<string, string>>)[eku] ?? checkOid('--eku', eku),
    }),
  };
}

function checkOid(option: string, text: string): string {
  if (/^[0-2](\.(0|[1-9]\d*))+$/.test(text)) return text;
  const issues = [{ path: option, message: 'not an object identifier' }];
  throw new CertBankError(
    'input.invalid',
    { issues },
    `${option} wants an object identifier such as 1.2.3.4`,
  );
}
