import { CANARY_EVENT } from './event-stores.ts';
import { plant } from './planted.ts';
import type { LiveQuestion } from './report.ts';
import type { Baseline, Tools } from './tools.ts';

/** The name of the canary wherever a signal has one. */
export const CANARY = 'plumbline.canary';
export const CANARY_LINE = 'plumbline canary';
export const CANARY_ERROR = 'PlumblineCanary';

/** One planted secret per signal, so that a find says where it came from. */
export type Secrets = Readonly<Record<'line' | 'traces' | 'metrics' | 'errors' | 'audit', string>>;

interface Sent {
  readonly baseline: Baseline;
  readonly tools: Tools;
  readonly question: LiveQuestion;
  readonly secrets: Secrets;
  /** Lines that were written so far. */
  readonly lines: readonly string[];
  /** Surface of the catalog's canary event; undefined where it has none. */
  readonly event: { readonly surface: string } | undefined;
  readonly recordAudit: (baseline: Baseline) => void;
}

/** The lowest level that the service writes, so that no alert on errors is touched without need. */
function writeLine({ baseline, question: { canary }, secrets, lines }: Sent): void {
  for (const level of ['info', 'warn', 'error'] as const) {
    baseline.logger[level]({ canary, note: plant(secrets.line) }, CANARY_LINE);
    baseline.logger.flush();
    if (lines.some((line) => line.includes(CANARY_LINE))) return;
  }
}

class CanaryError extends Error {
  override readonly name = CANARY_ERROR;
}

/** Sends one canary through everything, in a scope of its own: one request ID, one trace, one actor. */
export function sendCanary(sent: Sent): void {
  const { baseline, tools, question, secrets } = sent;
  const { api, context } = tools;
  const attributes = { [CANARY]: question.canary, [`${CANARY}.note`]: plant(secrets.traces) };
  const span = api.trace.getTracer('@plumbline/cli').startSpan(CANARY, { attributes }, api.ROOT_CONTEXT);
  const { traceId, spanId } = span.spanContext();
  const isReal = !/^0*$/.test(traceId);
  const scope = context.createRequestContext({
    kind: 'job',
    requestId: question.canary,
    traceId: isReal ? traceId : context.newTraceId(),
    spanId: isReal ? spanId : context.newSpanId(),
    sampled: isReal,
    routePattern: 'job:doctor.canary',
    ...(isReal && { tracing: api.trace.setSpan(api.ROOT_CONTEXT, span) }),
  });
  context.runInContext(scope, () => {
    writeLine(sent);
    // Read by nobody's table: the label is not on the list of this instrument.
    const counter = api.metrics.getMeter('@plumbline/cli').createCounter(CANARY, { unit: '{canary}' });
    counter.add(1, { sender: 'doctor', note: plant(secrets.metrics) });
    baseline.captureError(new CanaryError(plant(secrets.errors)));
    sent.recordAudit(baseline);
    if (sent.event) baseline.events.capture(CANARY_EVENT, sent.event);
  });
  span.end();
}
