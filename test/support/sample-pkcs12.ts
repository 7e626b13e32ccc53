import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePem } from '../../src/formats/pem.ts';

/** A PKCS#12 file of few iterations, which OpenSSL writes: ours has so many that few can be opened in a second. */
export function samplePkcs12(
  privateKeyPkcs8: Uint8Array,
  certificates: readonly Uint8Array[],
  password: string,
): Uint8Array {
  const directory = mkdtempSync(join(tmpdir(), 'certbank-pkcs12-'));
  try {
    const pem = [
      encodePem('PRIVATE KEY', privateKeyPkcs8),
      ...certificates.map((der) => encodePem('CERTIFICATE', der)),
    ].join('');
    writeFileSync(join(directory, 'in.pem'), pem, { mode: 0o600 });
    const options = ['-in', 'in.pem', '-out', 'out.p12', '-iter', '2', '-maciter', '-macalg', 'sha256'];
    execFileSync('openssl', ['pkcs12', '-export', ...options, '-passout', `pass:${password}`], {
      cwd: directory,
      stdio: 'pipe',
    });
    return new Uint8Array(readFileSync(join(directory, 'out.p12')));
  } finally {
    rmSync(directory, { recursive: true });
  }
}
