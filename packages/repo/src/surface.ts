import path from 'node:path';
import ts from 'typescript';
import { type EntryPoint, entryPoints, type WorkspacePackage } from './workspace.ts';

const printer = ts.createPrinter({ removeComments: true });

const kindOf = (symbol: ts.Symbol): string => {
  const { flags } = symbol;
  if (flags & ts.SymbolFlags.Function) return 'function';
  if (flags & ts.SymbolFlags.Class) return 'class';
  if (flags & ts.SymbolFlags.Interface) return flags & ts.SymbolFlags.Value ? 'value and type' : 'interface';
  if (flags & ts.SymbolFlags.TypeAlias) return flags & ts.SymbolFlags.Value ? 'value and type' : 'type';
  return flags & ts.SymbolFlags.Value ? 'value' : 'namespace';
};

/** The statement that a reader would look for: a variable's declaration is inside its list. */
const statementOf = (node: ts.Declaration): ts.Node =>
  ts.isVariableDeclaration(node) && ts.isVariableStatement(node.parent.parent) ? node.parent.parent : node;

const declarationText = (symbol: ts.Symbol): readonly string[] =>
  (symbol.declarations ?? []).flatMap((declaration) => {
    const statement = statementOf(declaration);
    const text = printer.printNode(ts.EmitHint.Unspecified, statement, statement.getSourceFile());
    return text
      .replace(/^export (?:default )?/, '')
      .replace(/^declare /, '')
      .split('\n');
  });

/** Types of the same package that a declaration mentions: a change in one of them changes the public type too. */
const mentioned = (symbol: ts.Symbol, checker: ts.TypeChecker, dist: string): readonly ts.Symbol[] => {
  const found = new Set<ts.Symbol>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      let target = checker.getSymbolAtLocation(node);
      if (target && target.flags & ts.SymbolFlags.Alias) target = checker.getAliasedSymbol(target);
      const top = target?.declarations?.some((at) => {
        // A whole module has no parent: it is mentioned by `import('…')`, and its parts are what counts.
        const parent = statementOf(at).parent as ts.Node | undefined;
        return (
          parent !== undefined &&
          ts.isSourceFile(parent) &&
          path.resolve(parent.fileName).startsWith(`${dist}${path.sep}`)
        );
      });
      if (target && top) found.add(target);
    }
    ts.forEachChild(node, visit);
  };
  for (const declaration of symbol.declarations ?? []) visit(statementOf(declaration));
  return [...found];
};

const block = (head: string, symbol: ts.Symbol): string =>
  [head, ...declarationText(symbol).map((line) => `    ${line}`)].join('\n');

const entrySurface = ({ subpath, types }: EntryPoint, program: ts.Program, dist: string): string => {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(types);
  if (source === undefined) throw new Error(`${types} is missing: build the package first`);
  const module = checker.getSymbolAtLocation(source);
  const exported = new Map<string, ts.Symbol>();
  for (const symbol of module ? checker.getExportsOfModule(module) : []) {
    exported.set(symbol.name, symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
  }
  const reached = new Set(exported.values());
  for (const symbol of reached) for (const next of mentioned(symbol, checker, dist)) reached.add(next);
  const inside = [...reached].filter((symbol) => ![...exported.values()].includes(symbol));
  const blocks = [
    ...[...exported].map(([name, symbol]) => block(`export ${name}: ${kindOf(symbol)}`, symbol)),
    ...inside.map((symbol) => block(`reached ${symbol.name}: ${kindOf(symbol)}`, symbol)),
  ];
  return [`# ${subpath}`, ...blocks.toSorted()].join('\n');
};

const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  noEmit: true,
  skipLibCheck: true,
  types: [],
};

/**
 * The public surface of each package as text, by package name: each export with its declaration, and the unexported types
 * they reach. Read from the built declarations, because those are what users get.
 */
export const surfacesOf = (packages: readonly WorkspacePackage[]): ReadonlyMap<string, string> => {
  const rootNames = packages.flatMap((one) => entryPoints(one).map(({ types }) => types));
  const program = ts.createProgram({ rootNames, options: OPTIONS });
  return new Map(
    packages.map((one) => {
      const dist = path.join(one.folder, 'dist');
      const parts = entryPoints(one).map((entry) => entrySurface(entry, program, dist));
      return [one.manifest.name, `${parts.join('\n\n')}\n`];
    }),
  );
};
