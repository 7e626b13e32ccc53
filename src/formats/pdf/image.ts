import { zlibSync } from 'fflate';
import { CertBankError } from '../../base/errors.ts';
import { concat } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import { decodeStream } from './filters.ts';
import { PdfStream, PdfString, type PdfObject } from './object.ts';
import { dictionary, name } from './writing.ts';

/** A picture as PDF shows it. */
export interface PdfImage {
  readonly width: number;
  readonly height: number;
  readonly image: PdfStream;
  /** How opaque each pixel is; a stream of its own, which `image` must refer to as `SMask`. */
  readonly mask?: PdfStream;
}

/**
 * A JPEG or PNG picture as an image of PDF.
 *
 * Does not check: that what is inside a JPEG can be decoded.
 *
 * @throws CertBankError `document.unsupported` for another kind, an interlaced PNG or a picture without size;
 *   `limit.exceeded`
 * @source ISO 32000-2 section 8.9.5; ITU-T T.81 annex B; ISO/IEC 15948
 */
export function readImage(bytes: Uint8Array): PdfImage {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return readJpeg(bytes);
  if (PNG.every((octet, index) => bytes[index] === octet)) return readPng(bytes);
  throw unsupported('a picture that is neither PNG nor JPEG');
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const MAX_SIDE = 16_384;

const unsupported = (what: string): CertBankError =>
  new CertBankError('document.unsupported', { what }, what);

const at16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
const at32 = (bytes: Uint8Array, at: number): number => at16(bytes, at) * 0x1_0000 + at16(bytes, at + 2);

function image(
  width: number,
  height: number,
  colors: PdfObject,
  bits: number,
  more: Record<string, PdfObject>,
  encoded: Uint8Array,
): PdfStream {
  const entries = {
    Type: name('XObject'),
    Subtype: name('Image'),
    Width: width,
    Height: height,
    ColorSpace: colors,
    BitsPerComponent: bits,
    ...more,
  };
  return new PdfStream(dictionary(entries), encoded);
}

function checkSides(width: number, height: number): void {
  if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE)
    throw unsupported('a picture of this size');
}

/** The octets as they are; only the header is looked for. */
function readJpeg(bytes: Uint8Array): PdfImage {
  for (let at = 2; at + 9 < bytes.length;) {
    if (bytes[at] !== 0xff) throw unsupported('a malformed JPEG picture');
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) {
      const [height, width, components] = [at16(bytes, at + 5), at16(bytes, at + 7), bytes[at + 9]];
      checkSides(width, height);
      const space = components === 1 ? 'DeviceGray' : components === 3 ? 'DeviceRGB' : undefined;
      if (space === undefined) throw unsupported('a JPEG picture that is neither grey nor RGB');
      return {
        width,
        height,
        image: image(width, height, name(space), 8, { Filter: name('DCTDecode') }, bytes),
      };
    }
    at += 2 + at16(bytes, at + 2);
  }
  throw unsupported('a malformed JPEG picture');
}

interface Png {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha. */
  readonly kind: number;
  readonly palette: Uint8Array;
  readonly data: Uint8Array;
}

function readPng(bytes: Uint8Array): PdfImage {
  const png = readChunks(bytes);
  const { width, height, bits, kind, data } = png;
  const hasAlpha = kind === 4 || kind === 6;
  const colors = kind === 2 || kind === 6 ? 3 : 1;
  const space = kind === 3 ? paletteOf(png) : name(colors === 3 ? 'DeviceRGB' : 'DeviceGray');
  const predictor = {
    Predictor: 15,
    Colors: colors + (hasAlpha ? 1 : 0),
    BitsPerComponent: bits,
    Columns: width,
  };
  const filter = { Filter: name('FlateDecode'), DecodeParms: dictionary(predictor) };
  const whole = image(width, height, space, bits, filter, data);
  if (!hasAlpha) return { width, height, image: whole };
  const budget = { left: LIMITS.pdfDecodedBytes };
  const pixels = decodeStream(whole, (object) => object, budget);
  const sample = bits / 8;
  const [color, alpha] = [colors * sample, sample];
  const count = width * height;
  const [opaque, mask] = [new Uint8Array(count * color), new Uint8Array(count * alpha)];
  for (let pixel = 0; pixel < count; pixel++) {
    const from = pixel * (color + alpha);
    opaque.set(pixels.subarray(from, from + color), pixel * color);
    mask.set(pixels.subarray(from + color, from + color + alpha), pixel * alpha);
  }
  const flate = { Filter: name('FlateDecode') };
  return {
    width,
    height,
    image: image(width, height, space, bits, flate, zlibSync(opaque)),
    mask: image(width, height, name('DeviceGray'), bits, flate, zlibSync(mask)),
  };
}

function readChunks(bytes: Uint8Array): Png {
  const data: Uint8Array[] = [];
  let palette = new Uint8Array();
  let at = PNG.length;
  const typeAt = (position: number): string =>
    String.fromCharCode(...bytes.subarray(position + 4, position + 8));
  if (typeAt(at) !== 'IHDR') throw unsupported('a malformed PNG picture');
  const [width, height] = [at32(bytes, at + 8), at32(bytes, at + 12)];
  const [bits, kind, interlace] = [bytes[at + 16] ?? 0, bytes[at + 17] ?? 0, bytes[at + 20]];
  checkSides(width, height);
  if (interlace !== 0) throw unsupported('an interlaced PNG picture');
  const isKnown = [0, 2, 3, 4, 6].includes(kind) && [1, 2, 4, 8, 16].includes(bits);
  if (!isKnown || ((kind === 4 || kind === 6) && bits < 8)) throw unsupported('a malformed PNG picture');
  while (at + 12 <= bytes.length && typeAt(at) !== 'IEND') {
    const length = at32(bytes, at);
    const chunk = bytes.subarray(at + 8, at + 8 + length);
    if (typeAt(at) === 'IDAT') data.push(chunk);
    if (typeAt(at) === 'PLTE') palette = new Uint8Array(chunk);
    at += 12 + length;
  }
  return { width, height, bits, kind, palette, data: concat(...data) };
}

function paletteOf({ palette }: Png): PdfObject {
  if (palette.length < 3 || palette.length % 3 !== 0) throw unsupported('a PNG picture without its palette');
  return [name('Indexed'), name('DeviceRGB'), palette.length / 3 - 1, new PdfString(palette)];
}
