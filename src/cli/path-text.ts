import colors from 'picocolors';
import { toHex } from '../base/bytes.ts';
import type { Engine } from '../crypto/engine.ts';
import type { Certificate } from '../formats/x509/certificate.ts';
import { displayName } from '../formats/x509/name.ts';
import type { PathFailure } from '../trust/path/failure.ts';
import type { RevocationStatus } from '../trust/revocation/status.ts';
import type { CertificateVerdict } from '../trust/verify-certificate.ts';
import { printable } from './output.ts';
import { validityText } from './structure-text.ts';

/** One certificate of the chain. */
export interface PathLink {
  readonly name: string;
  readonly subject: string;
  readonly issuer: string;
  readonly serial: string;
  readonly sha256: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly isAnchor: boolean;
  /** Absent where it was not asked for. */
  readonly status?: RevocationStatus;
}

/** The answer of `path verify`: the contract's PathResult with the chain in words. */
export interface PathReport {
  readonly valid: boolean;
  readonly at: string;
  /** Leaf .. anchor; the leaf alone where no path was found. */
  readonly chain: readonly PathLink[];
  readonly policies: CertificateVerdict['policies'];
  /** Most telling first. */
  readonly failures: readonly PathFailure[];
}

export async function pathReport(
  engine: Engine,
  verdict: CertificateVerdict,
  leaf: Certificate,
  at: Date,
): Promise<PathReport> {
  const certificates = verdict.chain.length === 0 ? [leaf] : verdict.chain;
  const chain = await Promise.all(
    certificates.map(async (certificate): Promise<PathLink> => {
      const status = verdict.revocation.find((known) => known.certificate === certificate)?.status;
      return {
        name: displayName(certificate.subject),
        subject: certificate.subject.toString(),
        issuer: certificate.issuer.toString(),
        serial: certificate.serial,
        sha256: toHex(await engine.digest('SHA-256', certificate.der)),
        notBefore: certificate.notBefore.toISOString(),
        notAfter: certificate.notAfter.toISOString(),
        isAnchor: verdict.anchor?.certificate === certificate,
        ...(status !== undefined && { status }),
      };
    }),
  );
  const { valid, policies, failures } = verdict;
  return { valid, at: at.toISOString(), chain, policies, failures };
}

/** The verdict with what decided it, the chain as a tree from the anchor down, and what else was found. */
export function pathText({ valid, at, chain, failures, policies }: PathReport): string {
  const [decisive, ...others] = failures;
  const lines: string[] = [];
  if (valid) lines.push(colors.green(`✔ valid at ${at}`));
  else {
    lines.push(colors.red(`✘ not valid at ${at}`));
    if (decisive !== undefined) lines.push(`  ${failureText(decisive)}`);
  }
  lines.push('');
  [...chain].reverse().forEach((link, depth) => {
    lines.push(linkText(link, depth, failures, new Date(at)));
  });
  const elsewhere = others.filter(
    ({ certificateSha256 }) => !chain.some((link) => link.sha256 === certificateSha256),
  );
  if (elsewhere.length > 0)
    lines.push('', 'also:', ...elsewhere.map((failure) => `- ${failureText(failure)}`));
  if (policies.user.length > 0) lines.push('', `policies: ${policies.user.map(printable).join(', ')}`);
  return lines.join('\n');
}

const failureText = ({ message, code, clause }: PathFailure): string =>
  `${printable(message)} ${colors.dim(`[${code}; ${clause}]`)}`;

/** A link with what is wrong with it below. */
function linkText(link: PathLink, depth: number, failures: readonly PathFailure[], at: Date): string {
  const own = failures.filter(({ certificateSha256 }) => certificateSha256 === link.sha256);
  const indent = depth === 0 ? '' : `${'   '.repeat(depth - 1)}└─ `;
  const mark = own.length > 0 ? colors.red('✘') : colors.green('✔');
  const notes = [
    link.isAnchor ? 'anchor' : statusText(link.status),
    validityText(link.notBefore, link.notAfter, at),
  ];
  const below = '   '.repeat(depth);
  return [
    `${indent}${mark} ${colors.bold(printable(link.name))}  ${colors.dim(notes.filter((note) => note !== '').join(', '))}`,
    ...own
      .filter((failure) => failure !== failures[0])
      .map((failure) => `${below}    ${failureText(failure)}`),
  ].join('\n');
}

function statusText(status: RevocationStatus | undefined): string {
  switch (status?.status) {
    case undefined:
      return '';
    case 'good':
      return `not revoked (${status.source.toUpperCase()} of ${status.thisUpdate.toISOString()})`;
    case 'unknown':
      return `status unknown (${status.why})`;
    case 'on-hold':
    case 'revoked':
      return `${status.status} since ${status.since.toISOString()}${status.reason === undefined ? '' : ` (${status.reason})`}`;
  }
}
