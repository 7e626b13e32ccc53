import { expect } from 'chai';
import { zlibSync } from 'fflate';
import { concat } from '../../../src/base/bytes.ts';
import { readImage } from '../../../src/formats/pdf/image.ts';
import { decodeStream } from '../../../src/formats/pdf/filters.ts';
import { isName, type PdfStream } from '../../../src/formats/pdf/object.ts';
import { asBytes } from '../../support/pdf-text.ts';
import { codeOf } from '../../support/thrown.ts';

const chunk = (type: string, content: Uint8Array): Uint8Array => {
  const length = Uint8Array.of(0, 0, content.length >> 8, content.length & 0xff);
  return concat(length, asBytes(type), content, new Uint8Array(4));
};

/** A PNG of one row whose pixels are `samples`, unfiltered. */
const png = (
  kind: number,
  width: number,
  samples: readonly number[],
  more: Uint8Array[] = [],
  interlace = 0,
) =>
  concat(
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', Uint8Array.of(0, 0, 0, width, 0, 0, 0, 1, 8, kind, 0, 0, interlace)),
    ...more,
    chunk('IDAT', zlibSync(Uint8Array.of(0, ...samples))),
    chunk('IEND', new Uint8Array()),
  );

const jpeg = (components: number): Uint8Array =>
  Uint8Array.of(
    0xff,
    0xd8,
    0xff,
    0xe0,
    0,
    4,
    0,
    0,
    0xff,
    0xc0,
    0,
    11,
    8,
    0,
    20,
    0,
    30,
    components,
    0,
    0,
    0,
    0,
  );

const decoded = (stream: PdfStream): number[] => [
  ...decodeStream(stream, (object) => object, { left: 10_000 }),
];

describe('readImage', () => {
  it('refuses what is neither PNG nor JPEG, or cannot be shown', () => {
    const broken: Record<string, Uint8Array> = {
      'no picture': new Uint8Array(40),
      'a PNG without a header': png(2, 1, [1, 2, 3]).slice(0, 8),
      'an interlaced PNG': png(2, 1, [1, 2, 3], [], 1),
      'a PNG without width': png(2, 0, []),
      'a PNG of an unknown kind': png(5, 1, [1]),
      'a PNG without its palette': png(3, 1, [0]),
      'a JPEG of four colours': jpeg(4),
      'a JPEG without a frame': Uint8Array.of(0xff, 0xd8, 0xff, 0xd9, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
    };
    for (const [what, bytes] of Object.entries(broken)) {
      expect(
        codeOf(() => readImage(bytes)),
        what,
      ).to.equal('document.unsupported');
    }
  });

  it('refuses a PNG that unfolds without end', () => {
    const bomb = zlibSync(new Uint8Array(64 * 1024 * 1024));
    const picture = png(6, 1, [1, 2, 3, 4]);
    const at = picture.length - 12 - 12 - zlibSync(Uint8Array.of(0, 1, 2, 3, 4)).length;
    const length = Uint8Array.of(0, bomb.length >> 16, (bomb.length >> 8) & 0xff, bomb.length & 0xff);
    const bytes = concat(picture.subarray(0, at), length, asBytes('IDAT'), bomb, new Uint8Array(4));
    expect(codeOf(() => readImage(bytes))).to.equal('limit.exceeded');
  });

  it('takes a JPEG and an opaque PNG as they are', () => {
    expect(readImage(jpeg(3))).to.include({ width: 30, height: 20 });
    expect(isName(readImage(jpeg(1)).image.dictionary.get('ColorSpace'), 'DeviceGray')).to.equal(true);
    const { image, mask } = readImage(png(2, 2, [1, 2, 3, 4, 5, 6]));
    expect(mask).to.equal(undefined);
    expect(decoded(image)).to.deep.equal([1, 2, 3, 4, 5, 6]);
    const palette = chunk('PLTE', Uint8Array.of(255, 0, 0, 0, 255, 0));
    expect(decoded(readImage(png(3, 2, [0, 1], [palette])).image)).to.deep.equal([0, 1]);
  });

  it('takes the transparency of a PNG apart', () => {
    const rgb = readImage(png(6, 2, [1, 2, 3, 200, 4, 5, 6, 100]));
    expect(decoded(rgb.image)).to.deep.equal([1, 2, 3, 4, 5, 6]);
    expect(decoded(rgb.mask!)).to.deep.equal([200, 100]);
    const grey = readImage(png(4, 2, [1, 200, 2, 100]));
    expect(decoded(grey.image)).to.deep.equal([1, 2]);
    expect(decoded(grey.mask!)).to.deep.equal([200, 100]);
  });
});
