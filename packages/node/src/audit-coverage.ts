import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Audit } from '@plumbline/audit';
import { createLifecycle, emptyTally, type Lifecycle, type Log, toError } from '@plumbline/core';
import { currentContext, type RequestContext, type RequestSummary } from '@plumbline/core/context';

/** Methods that ask for a change (RFC 9110, section 9.2.1: all others are safe). */
const MUTATING: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/** What was seen of one mutating route. */
interface Seen {
  requests: number;
  recorded: number;
}

/** Which mutating routes record an action, as the tests of an application exercise them. */
export interface AuditCoverage {
  /** The same audit trail, watched. */
  watch(audit: Audit): Audit;
  readonly onRequestEnd: (summary: RequestSummary) => void;
  /** Its end writes the file. */
  readonly life: Lifecycle;
}

/**
 * Watches a run of the application's tests. At shutdown one line per mutating route that answered well is added to `file`:
 * method, pattern, requests, and how many of them recorded an action. `plumbline doctor` reads it.
 */
export function createAuditCoverage(file: string, log: Log): AuditCoverage {
  const recorded = new WeakSet<RequestContext>();
  const routes = new Map<string, Seen>();
  const note = <T>(result: T): T => {
    const context = currentContext();
    if (context !== undefined) recorded.add(context);
    return result;
  };
  const write = (): void => {
    const lines = Array.from(routes, ([key, seen]) => {
      const [method, route] = key.split(' ');
      return `${JSON.stringify({ method, route, ...seen })}\n`;
    });
    if (lines.length === 0) return;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, lines.join(''), { flag: 'a' });
  };
  return {
    watch: (audit) =>
      Object.assign(Object.create(audit) as Audit, {
        record(...args: Parameters<Audit['record']>) {
          const receipt = audit.record(...args);
          return receipt.accepted ? note(receipt) : receipt;
        },
        in(transaction: Parameters<Audit['in']>[0]) {
          const own = audit.in(transaction);
          return { record: async (...args: Parameters<typeof own.record>) => note(await own.record(...args)) };
        },
      }),
    onRequestEnd({ context, method, outcome }) {
      const { routePattern } = context;
      if (routePattern === undefined || outcome !== 'ok' || !MUTATING.has(method)) return;
      const key = `${method} ${routePattern}`;
      const seen = routes.get(key) ?? { requests: 0, recorded: 0 };
      seen.requests += 1;
      if (recorded.has(context)) seen.recorded += 1;
      routes.set(key, seen);
    },
    life: createLifecycle({
      shutdown() {
        try {
          write();
        } catch (error) {
          log.warn({ err: toError(error) }, 'PLUMBLINE_AUDIT_COVERAGE: the file cannot be written');
        }
        return Promise.resolve(emptyTally);
      },
    }),
  };
}
