/** One octet a character; characters above U+00FF lose their upper bits. */
export const encodeLatin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

export const decodeLatin1 = (octets: Uint8Array): string =>
  Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1');
