import { concat, toUtf8 } from '../../base/bytes.ts';
import { encodeParameter } from './media-type.ts';
import { encodeBase64Lines } from './transfer-encoding.ts';

const CRLF = toUtf8('\r\n');
const MAX_LINE = 78;

/** A field to write: `Content-Type` with its value and parameters. */
export interface FieldDraft {
  readonly name: string;
  readonly value: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/**
 * One field with its line end, folded before each parameter that would not fit.
 *
 * @throws RangeError for control characters, which could end the field early
 */
export function encodeField({ name, value, parameters = {} }: FieldDraft): Uint8Array {
  let line = `${name}: ${value}`;
  if (!/^[ -~]*$/.test(line)) throw new RangeError(`control character in the field ${name}`);
  let text = '';
  for (const [key, parameter] of Object.entries(parameters)) {
    const encoded = encodeParameter(key, parameter);
    if (line.length + encoded.length > MAX_LINE) {
      text += `${line};\r\n`;
      line = encoded.slice(1);
    } else line += encoded;
  }
  return toUtf8(`${text}${line}\r\n`);
}

/** An entity: its fields, an empty line, its body. */
export function encodeEntity(fields: readonly Uint8Array[], body: Uint8Array): Uint8Array {
  return concat(...fields, CRLF, body);
}

/**
 * The body of a multipart.
 *
 * Does not check: that no part holds the boundary.
 *
 * @source RFC 2046 section 5.1.1
 */
export function encodeMultipart(boundary: string, parts: readonly Uint8Array[]): Uint8Array {
  const delimiter = toUtf8(`--${boundary}\r\n`);
  return concat(...parts.flatMap((part) => [delimiter, part, CRLF]), toUtf8(`--${boundary}--\r\n`));
}

/** A part in base64 with the fields that say what it is and how its file is called. */
export function encodeBase64Part(
  contentType: FieldDraft,
  fileName: string,
  octets: Uint8Array,
  more: readonly Uint8Array[] = [],
): Uint8Array {
  return encodeEntity(
    [
      ...more,
      encodeField(contentType),
      encodeField({ name: 'Content-Transfer-Encoding', value: 'base64' }),
      encodeField({
        name: 'Content-Disposition',
        value: 'attachment',
        parameters: { filename: fileName },
      }),
    ],
    encodeBase64Lines(octets),
  );
}
