import { otelOptionsFromEnvironment } from './environment.ts';
import type { OtelEnvironment } from './environment-values.ts';

/** What a check of `plumbline doctor` found. */
export type OtelCheckOutcome =
  | { readonly status: 'ok' | 'not_needed'; readonly note: string }
  | { readonly status: 'fault'; readonly faults: readonly { readonly what: string; readonly fix: string }[] };

/** A check of `plumbline doctor`. */
export interface OtelCheck {
  readonly name: string;
  run(project: { readonly env: OtelEnvironment }): OtelCheckOutcome;
}

/** `OTEL_*` variables that would end the start, and those that nothing reads. */
const variables: OtelCheck = {
  name: 'otel-variables',
  run({ env }) {
    const set = Object.keys(env).filter((name) => name.startsWith('OTEL_') && env[name]?.trim());
    if (set.length === 0) return { status: 'not_needed', note: 'no OTEL_ variable is set' };
    const { faults, unread } = otelOptionsFromEnvironment(env);
    if (faults.length > 0) {
      const fix = 'Correct the variable or remove it; docs/environment.md says what each may be.';
      return { status: 'fault', faults: faults.map((what) => ({ what, fix })) };
    }
    const ignored = unread.length === 0 ? '' : `; nothing reads ${unread.join(', ')}`;
    return {
      status: 'ok',
      note: `${set.filter((name) => !unread.includes(name)).length} OTEL_ variable(s) can be used${ignored}`,
    };
  },
};

/** What this package brings to `plumbline doctor`. */
export const checks: readonly OtelCheck[] = [variables];
