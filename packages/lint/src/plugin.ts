import type { LintRule } from './rule.ts';
import { noBuiltLogMessage } from './rules/no-built-log-message.ts';
import { noConsole } from './rules/no-console.ts';
import { noVendorImport } from './rules/no-vendor-import.ts';
import { noWholeRequest } from './rules/no-whole-request.ts';

/** The name of a rule, without the prefix `plumbline/`. */
export type RuleName = 'no-console' | 'no-built-log-message' | 'no-whole-request' | 'no-vendor-import';

/** A plugin in the form that ESLint's flat configuration and oxlint's `jsPlugins` take. */
export interface LintPlugin {
  /** `name` is the prefix of the rules in oxlint. */
  readonly meta: { readonly name: string; readonly namespace: string };
  readonly rules: Record<RuleName, LintRule>;
  readonly configs: {
    /** An entry of ESLint's flat configuration: the plugin, and every rule as an error. */
    readonly recommended: {
      readonly name: string;
      readonly plugins: Record<string, LintPlugin>;
      readonly rules: Record<`plumbline/${RuleName}`, 'error'>;
    };
  };
}

const NAME = 'plumbline';

/** The rules of this package, for ESLint and for oxlint. */
export const plugin: LintPlugin = {
  meta: { name: NAME, namespace: NAME },
  rules: {
    'no-console': noConsole,
    'no-built-log-message': noBuiltLogMessage,
    'no-whole-request': noWholeRequest,
    'no-vendor-import': noVendorImport,
  },
  configs: {
    recommended: {
      name: 'plumbline/recommended',
      // ESLint wants the plugin itself here, so the configuration refers back to what it is a part of.
      get plugins() {
        return { [NAME]: plugin };
      },
      rules: {
        'plumbline/no-console': 'error',
        'plumbline/no-built-log-message': 'error',
        'plumbline/no-whole-request': 'error',
        'plumbline/no-vendor-import': 'error',
      },
    },
  },
};
