import { DerReader } from '../asn1/der-reader.ts';
import { element } from '../asn1/der-writer.ts';
import { contextConstructed, TAG } from '../asn1/tag.ts';
import { parseExtensions, type Extension } from '../x509/extension.ts';

/**
 * `[number] IMPLICIT Extensions OPTIONAL` at the cursor, which is moved behind them. Unlike those of certificates,
 * the extensions of requests and tokens are tagged implicitly.
 *
 * Deviation: `critical FALSE`, the default, is accepted when it is written out, because some authorities do so.
 *
 * @source RFC 3161 sections 2.4.1 and 2.4.2
 */
export function readImplicitExtensions(reader: DerReader, number: number): readonly Extension[] {
  if (!reader.isNext(contextConstructed(number))) return [];
  return parseExtensions(new DerReader(element(TAG.sequence, reader.content)), 'written-too');
}
