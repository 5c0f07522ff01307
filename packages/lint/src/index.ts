// oxlint takes a plugin from the default export alone, and ESLint configurations are written for it.
export { plugin as default, type LintPlugin, type RuleName } from './plugin.ts';
export type { LintContext, LintRule, LintVisitor } from './rule.ts';
export type { SyntaxNode } from './syntax.ts';
