import { readImage } from '../../formats/pdf/image.ts';
import type { PdfReference } from '../../formats/pdf/object.ts';
import { PdfStream } from '../../formats/pdf/object.ts';
import type { PdfUpdate } from '../../formats/pdf/update.ts';
import { dictionary, name, withEntries } from '../../formats/pdf/writing.ts';
import type { Rectangle } from './widget.ts';

export interface AppearanceContent {
  readonly lines: readonly string[];
  readonly picture?: Uint8Array;
}

/** Between the border, the picture and the text, in points. */
const MARGIN = 4;
const LARGEST_TYPE = 12;
const LEADING = 1.2;
/** Mean width of a character of Helvetica, in parts of the type size; text that is wider is made smaller. */
const CHARACTER_WIDTH = 0.55;

/**
 * What is shown of a signature: the picture on the left, the lines beside it, each as large as there is room.
 *
 * @returns the normal appearance (a form XObject)
 * @source ISO 32000-2 sections 12.5.5 and 8.10
 */
export function addAppearance(
  update: PdfUpdate,
  rectangle: Rectangle,
  content: AppearanceContent,
): PdfReference {
  const width = Math.abs(rectangle[2] - rectangle[0]);
  const height = Math.abs(rectangle[3] - rectangle[1]);
  const picture = content.picture === undefined ? undefined : addPicture(update, content.picture);
  const commands: string[] = ['q'];
  let left = MARGIN;
  if (picture !== undefined) {
    const room = content.lines.length === 0 ? width - 2 * MARGIN : (width - 3 * MARGIN) / 2;
    const scale = Math.min(room / picture.width, (height - 2 * MARGIN) / picture.height);
    const [w, h] = [picture.width * scale, picture.height * scale];
    commands.push(
      `q ${number(w)} 0 0 ${number(h)} ${number(left)} ${number((height - h) / 2)} cm /Picture Do Q`,
    );
    left += w + MARGIN;
  }
  commands.push(...textCommands(content.lines, left, width, height), 'Q');
  const stream = new PdfStream(
    dictionary({
      Type: name('XObject'),
      Subtype: name('Form'),
      BBox: [0, 0, width, height],
      Resources: dictionary({
        Font: dictionary({ Helvetica: update.add(HELVETICA) }),
        ...(picture && { XObject: dictionary({ Picture: picture.reference }) }),
      }),
    }),
    Uint8Array.from(commands.join('\n'), (character) => character.charCodeAt(0)),
  );
  return update.add(stream);
}

const HELVETICA = dictionary({
  Type: name('Font'),
  Subtype: name('Type1'),
  BaseFont: name('Helvetica'),
  Encoding: name('WinAnsiEncoding'),
});

function textCommands(lines: readonly string[], left: number, width: number, height: number): string[] {
  if (lines.length === 0) return [];
  const longest = Math.max(...lines.map((line) => line.length), 1);
  const size = Math.max(
    1,
    Math.min(
      LARGEST_TYPE,
      (height - 2 * MARGIN) / (lines.length * LEADING),
      (width - left - MARGIN) / (longest * CHARACTER_WIDTH),
    ),
  );
  const top = (height + lines.length * size * LEADING) / 2 - size;
  return [
    `BT /Helvetica ${number(size)} Tf 0 g ${number(size * LEADING)} TL ${number(left)} ${number(top)} Td`,
    ...lines.map((line, index) => `${index === 0 ? '' : 'T* '}(${escaped(line)}) Tj`),
    'ET',
  ];
}

/** WinAnsiEncoding is ISO 8859-1 where both have printable characters; what it lacks is a question mark. */
const escaped = (line: string): string =>
  line.replace(/[^\x20-\x7e\xa0-\xff]/gu, '?').replace(/[\\()]/g, (character) => `\\${character}`);

const number = (value: number): string => value.toFixed(3);

function addPicture(
  update: PdfUpdate,
  bytes: Uint8Array,
): { reference: PdfReference; width: number; height: number } {
  const { image, mask, width, height } = readImage(bytes);
  const entries = mask === undefined ? {} : { SMask: update.add(mask) };
  const stream = new PdfStream(withEntries(image.dictionary, entries), image.encoded);
  return { reference: update.add(stream), width, height };
}
