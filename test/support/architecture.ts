import ts from 'typescript';

/** One source file as the rules see it; `path` is relative to `src`, with `/`. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

type Rule = (files: readonly SourceFile[]) => Violation[];

/** Folders by floor: a folder imports itself and lower floors, never above, never beside. */
const FLOORS: Readonly<Record<string, number>> = {
  base: 0,
  formats: 1,
  crypto: 2,
  trust: 3,
  authority: 4,
  signatures: 4,
  'index.ts': 5,
  adapters: 6,
  'node.ts': 7,
  protocols: 7,
  portal: 7,
  service: 8,
  cli: 9,
};

const NODE_FLOOR = FLOORS['adapters']!;

/** Packages that each folder may import; `'*'` allows any. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  base: [],
  formats: ['asn1js', 'pkijs', 'slimdom', 'fflate', '@cantoo/pdf-lib', 'jose'],
  crypto: ['pkijs', '@peculiar/webcrypto', '@noble/'],
  trust: [],
  authority: [],
  signatures: [],
  'index.ts': [],
  adapters: [
    'knex',
    'sqlite3',
    'pg',
    '@peculiar/webcrypto',
    'node-webcrypto-p11',
    'nodemailer',
    'pino',
    'prom-client',
    'express-session',
  ],
  'node.ts': [],
  protocols: [
    'express',
    'express-rate-limit',
    'express-session',
    'csrf-sync',
    'helmet',
    'compression',
    'pino-http',
    'swagger-ui-dist',
    'zod',
    '@asteasolutions/zod-to-openapi',
    'jose',
  ],
  portal: [
    'express',
    'preact',
    'preact-render-to-string',
    'dkfds',
    'i18next',
    '@peculiar/x509',
    'reflect-metadata',
  ],
  service: ['*'],
  cli: ['commander', '@inquirer/prompts', 'cli-table3', 'picocolors'],
};

const CLIENT_PACKAGES = ['preact', 'dkfds', 'i18next', '@peculiar/x509', 'reflect-metadata'];

const folderOf = (path: string): string => path.split('/')[0]!;

interface Import {
  readonly specifier: string;
  readonly line: number;
}

const parsed = new WeakMap<SourceFile, ts.SourceFile>();

function syntaxOf(file: SourceFile): ts.SourceFile {
  let tree = parsed.get(file);
  if (tree === undefined) {
    tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
    parsed.set(file, tree);
  }
  return tree;
}

function walk(file: SourceFile, visit: (node: ts.Node, line: number) => void): void {
  const tree = syntaxOf(file);
  const step = (node: ts.Node): void => {
    visit(node, tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1);
    ts.forEachChild(node, step);
  };
  step(tree);
}

/** Static, type-only, re-exporting and dynamic imports, and `require`. */
export function importsOf(file: SourceFile): Import[] {
  const imports: Import[] = [];
  walk(file, (node, line) => {
    let specifier: ts.Node | undefined;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) specifier = node.moduleSpecifier;
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      specifier = node.argument.literal;
    else if (ts.isCallExpression(node)) {
      const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
      if (node.expression.kind === ts.SyntaxKind.ImportKeyword || isRequire) specifier = node.arguments[0];
    }
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) {
      imports.push({ specifier: specifier.text, line });
    }
  });
  return imports;
}

/** The file that a relative specifier names, relative to `src`; `undefined` outside `src`. */
function resolve(from: string, specifier: string): string | undefined {
  const segments = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') {
      if (segments.length === 0) return undefined;
      segments.pop();
    } else if (part !== '.') segments.push(part);
  }
  return segments.join('/');
}

const isRelative = (specifier: string): boolean => specifier.startsWith('.');
const isClient = (path: string): boolean => path.startsWith('portal/client/');

function forEachImport(
  files: readonly SourceFile[],
  check: (file: SourceFile, imported: Import) => string | undefined,
): Violation[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((imported) => {
      const what = check(file, imported);
      return what === undefined ? [] : [{ path: file.path, line: imported.line, what }];
    }),
  );
}

export const floors: Rule = (files) =>
  forEachImport(files, (file, { specifier }) => {
    const from = folderOf(file.path);
    if (FLOORS[from] === undefined) return `unknown room ${from}`;
    if (!isRelative(specifier)) return undefined;
    const target = resolve(file.path, specifier);
    if (target === undefined) return `imports ${specifier} outside src`;
    const to = folderOf(target);
    if (isClient(file.path)) {
      return isClient(target) || target === 'index.ts' ? undefined : `portal/client imports ${target}`;
    }
    if (to === from) return isClient(target) ? 'imports browser code' : undefined;
    if (FLOORS[to] === undefined) return `imports unknown room ${to}`;
    return FLOORS[to] < FLOORS[from] ? undefined : `${from} imports ${to}`;
  });

export const packages: Rule = (files) =>
  forEachImport(files, (file, { specifier }) => {
    if (isRelative(specifier) || specifier.startsWith('node:')) return undefined;
    const allowed = isClient(file.path) ? CLIENT_PACKAGES : (PACKAGES[folderOf(file.path)] ?? []);
    const isAllowed = allowed.some(
      (name) =>
        name === '*' || specifier === name || specifier.startsWith(name.endsWith('/') ? name : `${name}/`),
    );
    return isAllowed ? undefined : `package ${specifier} not allowed here`;
  });

export const builtins: Rule = (files) =>
  forEachImport(files, (file, { specifier }) => {
    if (!specifier.startsWith('node:')) return undefined;
    const mayUse = FLOORS[folderOf(file.path)]! >= NODE_FLOOR && !isClient(file.path);
    return mayUse ? undefined : `Node built-in ${specifier} not allowed here`;
  });

export const rings: Rule = (files) => {
  const edges = new Map(
    files.map((file) => [
      file.path,
      importsOf(file)
        .filter(({ specifier }) => isRelative(specifier))
        .map(({ specifier }) => resolve(file.path, specifier))
        .filter((target) => target !== undefined),
    ]),
  );
  const violations: Violation[] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string): void => {
    if (done.has(node)) return;
    const position = path.indexOf(node);
    if (position >= 0) {
      violations.push({
        path: node,
        line: 1,
        what: `import ring ${[...path.slice(position), node].join(' -> ')}`,
      });
      return;
    }
    path.push(node);
    for (const target of edges.get(node) ?? []) visit(target);
    path.pop();
    done.add(node);
  };
  for (const node of edges.keys()) visit(node);
  return violations;
};

/** Time and chance are handed in; only these files may reach for the machine's. */
const AMBIENT_TIME = ['base/clock.ts'];
const AMBIENT_CHANCE = ['base/random.ts'];
const ENVIRONMENT = ['service/config.ts'];

export const ambient: Rule = (files) =>
  files.flatMap((file) => {
    const violations: Violation[] = [];
    const refuse = (line: number, what: string, except: readonly string[]): void => {
      if (!except.includes(file.path)) violations.push({ path: file.path, line, what });
    };
    walk(file, (node, line) => {
      if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length) {
        refuse(line, 'reads the clock', isClient(file.path) ? [file.path] : AMBIENT_TIME);
      }
      if (!ts.isPropertyAccessExpression(node)) return;
      const text = node.getText();
      if (text === 'Date.now') refuse(line, 'reads the clock', AMBIENT_TIME);
      if (text === 'Math.random' || text.endsWith('.getRandomValues')) {
        refuse(line, 'draws its own randomness', isClient(file.path) ? [file.path] : AMBIENT_CHANCE);
      }
      if (text === 'process.env') refuse(line, 'reads the environment', ENVIRONMENT);
    });
    return violations;
  });

const DRAWERS = /(^|\/)(utils?|helpers?|common|misc|manager|shared)(\/|\.|-|$)/;

export const names: Rule = (files) =>
  files.flatMap((file) => {
    const what = DRAWERS.test(file.path)
      ? 'a drawer, not a room'
      : /\/index\.tsx?$/.test(file.path)
        ? 'inner index file'
        : /[A-Z_]/.test(file.path)
          ? 'not kebab-case'
          : undefined;
    return what === undefined ? [] : [{ path: file.path, line: 1, what }];
  });

export const MAX_LINES = 400;

export const sizes: Rule = (files) =>
  files.flatMap((file) => {
    const lines = file.text.split('\n').length - 1;
    return lines > MAX_LINES
      ? [{ path: file.path, line: lines, what: `${lines} lines; at most ${MAX_LINES}` }]
      : [];
  });

/** Only the linter makes the brand without which nothing can be signed. */
export const lintedDrafts: Rule = (files) =>
  files.flatMap((file) => {
    if (file.path === 'authority/issuing/lint.ts') return [];
    const violations: Violation[] = [];
    walk(file, (node, line) => {
      const isCast = ts.isAsExpression(node) || ts.isTypeAssertionExpression(node);
      if (isCast && /\bLintedDraft\b/.test(node.type.getText())) {
        violations.push({ path: file.path, line, what: 'makes a LintedDraft' });
      }
    });
    return violations;
  });

export const RULES: Readonly<Record<string, Rule>> = {
  floors,
  packages,
  builtins,
  rings,
  ambient,
  names,
  sizes,
  lintedDrafts,
};
