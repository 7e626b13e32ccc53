import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { expect } from 'chai';
import { importsOf, MAX_LINES, RULES, type SourceFile } from './support/architecture.ts';

const SRC = join(import.meta.dirname, '..', 'src');

const files: SourceFile[] = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ path: relative(SRC, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }));

/** One fault for each rule, planted in a file that would otherwise pass. */
const PLANTED: Record<string, SourceFile[]> = {
  floors: [
    { path: 'formats/a.ts', text: "import { x } from '../trust/b.ts';" },
    { path: 'authority/a.ts', text: "import type { x } from '../signatures/b.ts';" },
    { path: 'formats/a.ts', text: "export * from '../crypto/b.ts';" },
    { path: 'formats/a.ts', text: "const x = await import('../crypto/b.ts');" },
    { path: 'formats/a.ts', text: "let x: import('../crypto/b.ts').X;" },
    { path: 'portal/client/a.ts', text: "import { x } from '../../formats/b.ts';" },
    { path: 'cli/a.ts', text: "import { x } from '../../test/b.ts';" },
    { path: 'attic/a.ts', text: "import { x } from './b.ts';" },
  ],
  packages: [
    { path: 'trust/a.ts', text: "import { x } from 'pkijs';" },
    { path: 'authority/a.ts', text: "import knex from 'knex';" },
    { path: 'portal/client/a.ts', text: "import express from 'express';" },
  ],
  builtins: [
    { path: 'crypto/a.ts', text: "import { createHash } from 'node:crypto';" },
    { path: 'portal/client/a.ts', text: "import { readFileSync } from 'node:fs';" },
  ],
  rings: [
    { path: 'base/a.ts', text: "import { b } from './b.ts';" },
    { path: 'base/b.ts', text: "import type { a } from './a.ts';" },
  ],
  ambient: [
    { path: 'trust/a.ts', text: 'const at = new Date();' },
    { path: 'service/a.ts', text: 'const at = Date.now();' },
    { path: 'authority/a.ts', text: 'const chance = Math.random();' },
    { path: 'crypto/a.ts', text: 'globalThis.crypto.getRandomValues(bytes);' },
    { path: 'cli/a.ts', text: 'const port = process.env.PORT;' },
  ],
  names: [
    { path: 'base/utils.ts', text: '' },
    { path: 'trust/helpers/a.ts', text: '' },
    { path: 'trust/path/index.ts', text: '' },
    { path: 'base/byteArrays.ts', text: '' },
  ],
  sizes: [{ path: 'base/a.ts', text: '\n'.repeat(MAX_LINES + 1) }],
  lintedDrafts: [
    { path: 'authority/issuing/issue.ts', text: 'const draft = unchecked as unknown as LintedDraft;' },
  ],
};

describe('architecture', () => {
  it('sees the files of every room', () => {
    expect(files.length).to.be.greaterThan(100);
    const rooms = new Set(files.map((file) => file.path.split('/')[0]));
    expect([...rooms]).to.include.members([
      'base',
      'formats',
      'crypto',
      'trust',
      'authority',
      'signatures',
      'index.ts',
      'adapters',
      'protocols',
      'portal',
      'service',
      'cli',
    ]);
    const imports = files.flatMap(importsOf);
    expect(imports.length).to.be.greaterThan(files.length);
  });

  for (const [name, rule] of Object.entries(RULES)) {
    for (const [index, planted] of (PLANTED[name] ?? []).entries()) {
      const isPair = name === 'rings';
      if (isPair && index > 0) continue;
      it(`refuses a planted fault against ${name} (${index + 1})`, () => {
        expect(rule(isPair ? PLANTED[name]! : [planted])).to.have.lengthOf.at.least(1);
      });
    }

    it(`holds the rule ${name}`, () => {
      const found = rule(files).map(({ path, line, what }) => `${path}:${line} ${what}`);
      expect(found, found.join('\n')).to.deep.equal([]);
    });
  }

  it('plants a fault for every rule', () => {
    expect(Object.keys(PLANTED)).to.have.members(Object.keys(RULES));
  });
});
