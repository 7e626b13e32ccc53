import { nodeEngine } from '../../src/adapters/keys/node-engine.ts';
import { derFrom } from '../../src/formats/pem.ts';
import { verifyPath } from '../../src/trust/path/verify-path.ts';
import { bytesOf, compare, readBytes, readTable, tell, type CorpusResult, type Outcome } from './corpus.ts';

interface OcspEntry {
  readonly id: string;
  readonly cert: string;
  readonly trust_anchor: string;
  readonly intermediates: readonly string[];
  readonly ocsp_responses: readonly string[];
  readonly validation_time: string;
  readonly expected: { readonly verdict: 'valid' | 'invalid' };
}

/** The OCSP cases of OpenSSL's own test suite. */
export async function opensslOcsp(folder: string): Promise<CorpusResult> {
  const engine = nodeEngine();
  const certificate = (file: string): Uint8Array => derFrom(readBytes(folder, file), 'CERTIFICATE')[0]!;
  const outcomes: Outcome[] = [];
  for (const entry of (readTable(folder, 'openssl-ocsp.json') as { entries: OcspEntry[] }).entries) {
    const result = await verifyPath(engine, {
      leaf: certificate(entry.cert),
      intermediates: entry.intermediates.map(certificate),
      anchors: [certificate(entry.trust_anchor)],
      ocspResponses: entry.ocsp_responses.map((file) =>
        bytesOf(new TextDecoder().decode(readBytes(folder, file))),
      ),
      at: new Date(entry.validation_time),
      revocation: 'required',
    });
    const got = result.valid ? 'valid' : 'invalid';
    outcomes.push(
      compare(entry.id, entry.expected.verdict, got, (answer) => answer === 'valid', tell(result.failures)),
    );
  }
  return { outcomes };
}
