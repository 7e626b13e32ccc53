import { PDFDocument, rgb, StandardFonts, type PDFFont, type PDFPage } from '@cantoo/pdf-lib';

/** One part of a printed document, from top to bottom. */
export type PrintBlock =
  | { readonly kind: 'title' | 'heading' | 'paragraph'; readonly text: string }
  /** A paragraph with a bar beside it; the words carry the meaning, the colour repeats it. */
  | { readonly kind: 'notice'; readonly text: string; readonly tone: 'good' | 'open' | 'bad' | 'neutral' }
  | { readonly kind: 'facts'; readonly rows: readonly PrintRow[] };

export interface PrintRow {
  readonly label: string;
  readonly lines: readonly string[];
}

export interface PrintOptions {
  readonly title: string;
  /** RFC 5646. */
  readonly language: string;
  /** At the foot of every page, before the number of the page. */
  readonly footer: string;
  readonly at: Date;
}

/** A4 in points (ISO 216), with its margins. */
const PAGE = { width: 595.28, height: 841.89, margin: 56, foot: 36 } as const;
const LABEL_WIDTH = 130;
const LEADING = 1.35;
const SIZES = { title: 20, heading: 13, paragraph: 10, notice: 12, facts: 10, foot: 7.5 } as const;
const INK = rgb(0.1, 0.1, 0.1);
const PALE = rgb(0.35, 0.35, 0.35);
const TONES = {
  good: rgb(0.2, 0.5, 0.25),
  open: rgb(0.75, 0.5, 0),
  bad: rgb(0.75, 0.1, 0.1),
  neutral: rgb(0.4, 0.4, 0.4),
} as const;

interface Fonts {
  readonly regular: PDFFont;
  readonly bold: PDFFont;
}

/**
 * Blocks of text as a PDF, in Helvetica. The same blocks and options give the same octets.
 *
 * Characters outside WinAnsi are written as their code points (`<U+0141>`), so that nothing is lost or taken for
 * another character.
 *
 * @source ISO 32000-1 section 9.6.2.2 (standard fonts), annex D.2 (WinAnsi)
 */
export async function printPdf(blocks: readonly PrintBlock[], options: PrintOptions): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.setTitle(options.title, { showInWindowTitleBar: true });
  document.setLanguage(options.language);
  document.setProducer('certbank');
  document.setCreationDate(options.at);
  document.setModificationDate(options.at);
  const fonts: Fonts = {
    regular: await document.embedFont(StandardFonts.Helvetica),
    bold: await document.embedFont(StandardFonts.HelveticaBold),
  };
  const writer = new PageWriter(document, fonts);
  for (const block of blocks) writer.write(block);
  writer.number(options.footer);
  return document.save({ useObjectStreams: false });
}

class PageWriter {
  readonly #document: PDFDocument;
  readonly #fonts: Fonts;
  readonly #encodable: ReadonlySet<number>;
  #page: PDFPage;
  #y: number = PAGE.height - PAGE.margin;

  constructor(document: PDFDocument, fonts: Fonts) {
    this.#document = document;
    this.#fonts = fonts;
    this.#encodable = new Set(fonts.regular.getCharacterSet());
    this.#page = document.addPage([PAGE.width, PAGE.height]);
  }

  write(block: PrintBlock): void {
    switch (block.kind) {
      case 'title':
      case 'heading':
        this.#space(block.kind === 'title' ? 0 : 14, 60);
        this.#lines(block.text, SIZES[block.kind], this.#fonts.bold, PAGE.margin);
        break;
      case 'paragraph':
        this.#space(4);
        this.#lines(block.text, SIZES.paragraph, this.#fonts.regular, PAGE.margin);
        break;
      case 'notice':
        this.#notice(block.text, TONES[block.tone]);
        break;
      case 'facts':
        this.#space(4);
        for (const row of block.rows) this.#row(row);
    }
  }

  /** Writes the foot of every page, once their number is known. */
  number(footer: string): void {
    const pages = this.#document.getPages();
    for (const [index, page] of pages.entries()) {
      const style = { size: SIZES.foot, font: this.#fonts.regular, color: PALE, y: PAGE.foot };
      page.drawText(this.#printable(footer), { ...style, x: PAGE.margin });
      const number = `${index + 1} / ${pages.length}`;
      const width = this.#fonts.regular.widthOfTextAtSize(number, SIZES.foot);
      page.drawText(number, { ...style, x: PAGE.width - PAGE.margin - width });
    }
  }

  #notice(text: string, color: ReturnType<typeof rgb>): void {
    const x = PAGE.margin + 12;
    const lines = this.#broken(text, SIZES.notice, this.#fonts.bold, PAGE.width - PAGE.margin - x);
    const height = lines.length * SIZES.notice * LEADING;
    this.#space(10, height);
    this.#page.drawRectangle({ x: PAGE.margin, y: this.#y - height, width: 4, height, color });
    for (const line of lines) this.#line(line, SIZES.notice, this.#fonts.bold, x);
    this.#space(6);
  }

  #row({ label, lines }: PrintRow): void {
    this.#space(2, SIZES.facts * LEADING);
    const page = this.#page;
    const top = this.#y;
    const x = PAGE.margin + LABEL_WIDTH;
    for (const line of lines) this.#lines(line, SIZES.facts, this.#fonts.regular, x);
    const words = this.#broken(label, SIZES.facts, this.#fonts.bold, LABEL_WIDTH - 8);
    for (const [index, word] of words.entries()) {
      const y = top - SIZES.facts - index * SIZES.facts * LEADING;
      page.drawText(word, { x: PAGE.margin, y, size: SIZES.facts, font: this.#fonts.bold, color: INK });
    }
    const below = top - words.length * SIZES.facts * LEADING;
    if (this.#page === page) this.#y = Math.min(this.#y, below);
  }

  #lines(text: string, size: number, font: PDFFont, x: number): void {
    for (const line of this.#broken(text, size, font, PAGE.width - PAGE.margin - x)) {
      this.#line(line, size, font, x);
    }
  }

  #line(text: string, size: number, font: PDFFont, x: number): void {
    this.#space(0, size * LEADING);
    this.#page.drawText(text, { x, y: this.#y - size, size, font, color: INK });
    this.#y -= size * LEADING;
  }

  /** Leaves `gap` free, and goes to a new page where less than `needed` would be left on this one. */
  #space(gap: number, needed = 0): void {
    this.#y -= gap;
    if (this.#y - needed >= PAGE.margin) return;
    this.#page = this.#document.addPage([PAGE.width, PAGE.height]);
    this.#y = PAGE.height - PAGE.margin;
  }

  /** `text` in lines that fit; a word that is longer than a line is broken. */
  #broken(text: string, size: number, font: PDFFont, width: number): string[] {
    const fits = (line: string): boolean => font.widthOfTextAtSize(line, size) <= width;
    const lines: string[] = [];
    let line = '';
    for (const word of this.#printable(text).split(' ')) {
      const joined = line === '' ? word : `${line} ${word}`;
      if (fits(joined)) {
        line = joined;
        continue;
      }
      if (line !== '') lines.push(line);
      line = '';
      for (const character of word) {
        if (!fits(line + character)) {
          lines.push(line);
          line = '';
        }
        line += character;
      }
    }
    return [...lines, line];
  }

  #printable(text: string): string {
    return Array.from(text.replace(/\s/g, ' '), (character) => {
      const code = character.codePointAt(0)!;
      if (this.#encodable.has(code)) return character;
      return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
    }).join('');
  }
}
