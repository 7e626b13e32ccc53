import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import type { ErrorCode } from '../src/base/errors.ts';
import { HTTP_STATUS, problemType, titleOf } from '../src/protocols/http/problem.ts';

const ROOT = join(import.meta.dirname, '..');
export const ERROR_CODES_FILE = join(ROOT, 'docs', 'error-codes.md');

/** The text of `docs/error-codes.md`: every code with its status, and its details as their type declares them. */
export function errorCodesDocument(): string {
  const rows = declaredCodes().map(({ code, details, comment }) => {
    const status = HTTP_STATUS[code as ErrorCode];
    return `| \`${code}\` | ${status} | ${titleOf(code)}${comment === '' ? '' : `. ${comment}`} | ${details} |`;
  });
  return [
    '# Error codes',
    '',
    'Made by `npx tsx scripts/error-codes.ts` from `src/base/errors.ts` and `src/protocols/http/problem.ts`; do not edit.',
    '',
    `A refusal over HTTP is an RFC 9457 problem document. Its \`type\` is \`${problemType('<code>')}\`, its \`code\``,
    'the code alone, and its details are members beside them. A status of 500 or more is told without details;',
    'the code `internal` (500) stands for every fault that has none.',
    '',
    '| code | HTTP | meaning | details |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function declaredCodes(): { code: string; details: string; comment: string }[] {
  const text = readFileSync(join(ROOT, 'src', 'base', 'errors.ts'), 'utf8');
  const source = ts.createSourceFile('errors.ts', text, ts.ScriptTarget.Latest, true);
  const declaration = source.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === 'ErrorDetails',
  ) as ts.InterfaceDeclaration;
  return declaration.members.filter(ts.isPropertySignature).map((member) => {
    const docs = ts.getJSDocCommentsAndTags(member).map((doc) => ts.getTextOfJSDocComment(doc.comment) ?? '');
    return {
      code: (member.name as ts.StringLiteral).text,
      details: detailsOf(member.type!),
      comment: docs.join(' ').replace(/\s+/g, ' '),
    };
  });
}

function detailsOf(type: ts.TypeNode): string {
  const text = type.getText().replace(/\s+/g, ' ');
  if (text === 'Record<string, never>') return '';
  return `\`${text.replaceAll('|', '\\|').replace('AtOffset & ', '{ offset: number } & ')}\``;
}

if (process.argv[1] === import.meta.filename) writeFileSync(ERROR_CODES_FILE, errorCodesDocument());
