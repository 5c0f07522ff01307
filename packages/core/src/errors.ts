/** What went wrong and what to do about it, for every code that a Plumbline package may throw. Codes are never reused. */
export interface ErrorEntry {
  /** The situation, in one sentence. */
  readonly what: string;
  /** The change that ends it, in one sentence. */
  readonly fix: string;
}

const TABLE = {
  PLB_CONFIG_INVALID: {
    what: 'The configuration, an option or an environment variable is missing or has the wrong form.',
    fix: 'Change every option and variable that the message lists; all faults are listed at once.',
  },
  PLB_CONFIG_UNKNOWN_VARIABLE: {
    what: 'The environment holds a PLUMBLINE_* variable that no package reads.',
    fix: 'Correct its spelling or remove it; `npx plumbline doctor` lists the known ones.',
  },
  PLB_OPTION_INVALID: {
    what: 'A function was called with an option it cannot accept.',
    fix: 'Change the option that the message names.',
  },
  PLB_CATALOG_INVALID: {
    what: 'The event catalog contradicts itself or names something the contract forbids.',
    fix: 'Change the event or field that the message names.',
  },
  PLB_ACTIONS_INVALID: {
    what: 'The declared audit actions contradict themselves or break the naming rule.',
    fix: 'Change the action or field that the message names.',
  },
  PLB_ADAPTER_OPTION: {
    what: 'An adapter was given an option it cannot use.',
    fix: 'Change the option that the message names; nothing was opened.',
  },
  PLB_ADAPTER_DEPENDENCY: {
    what: 'An enabled adapter cannot import the client library it translates for.',
    fix: 'Install the package that the message names, or leave the adapter off.',
  },
  PLB_ADAPTER_ALLOWLIST: {
    what: 'An adapter has no allowlist, or one that names an event or field the catalog does not declare.',
    fix: 'List existing events and fields in `allow`; nothing else is sent.',
  },
  PLB_ADAPTER_OPEN: {
    what: 'An adapter could not open its destination.',
    fix: 'Check that the destination is reachable and that its credentials are right; the cause says more.',
  },
  PLB_LIFECYCLE_CLOSED: {
    what: 'Something was used after it was shut down.',
    fix: 'Call it before `shutdown()`, or create a new one.',
  },
  PLB_LIFECYCLE_STARTED: {
    what: 'Something that can be started once per process was started again.',
    fix: 'Start it once and share what `start` returned.',
  },
  PLB_CONTEXT_MISSING: {
    what: 'The current request or job was needed where there is none.',
    fix: 'Call it inside a request, or wrap background work in `runJob(name, fn)`.',
  },
  PLB_IDENTITY_INVALID: {
    what: 'An actor has no identifier, or one that looks like personal data.',
    fix: 'Pass the internal, opaque ID of the account, never an e-mail address or a name.',
  },
  PLB_REDACT_OPTION: {
    what: 'A redaction rule or option can never take effect.',
    fix: 'Change the rule or option that the message names.',
  },
  PLB_LOGGER_OPTION: {
    what: 'The logger was given an option it cannot use.',
    fix: 'Change the option that the message names.',
  },
  PLB_AUDIT_REFUSED: {
    what: 'An audit record names an undeclared action, or carries fields its action does not declare.',
    fix: 'Declare the action or field in `defineActions`, or correct the call.',
  },
  PLB_AUDIT_SPOOL: {
    what: 'The audit spool cannot be opened or written.',
    fix: 'Make its directory writable for this process alone, with free space; the message names the option.',
  },
  PLB_AUDIT_STORE: {
    what: 'The audit store is missing, has another schema, or refuses records.',
    fix: 'Run the migration that the message names, and check the connection.',
  },
  PLB_AUDIT_SEAL: {
    what: 'A seal over audit records cannot be made, or the store does not take it.',
    fix: 'Do what the message says; records keep waiting for their seal, and none is lost.',
  },
  PLB_AUDIT_KEY: {
    what: 'A key of the audit trail cannot be read, is of another kind, or is not the one that the trail is sealed with.',
    fix: 'Give the Ed25519 key that the message names; `npx plumbline audit keygen` makes one.',
  },
  PLB_AUDIT_ANCHOR: {
    what: 'An anchor of the audit trail could not be published, or is none.',
    fix: 'Check the place that the message names; the next anchor covers what this one missed.',
  },
  PLB_AUDIT_EVIDENCE: {
    what: 'What audit records are verified against cannot be read: an export, a proof, an anchor or a log.',
    fix: 'Give the file as it was written; the message names it and the line.',
  },
  PLB_AUDIT_HOLD: {
    what: 'A legal hold forbids what was asked, or there is none of that name.',
    fix: 'Release the hold that the message names, if whoever placed it agrees.',
  },
  PLB_JOURNAL_CORRUPT: {
    what: 'A journal file holds lines whose checksum is wrong before its end.',
    fix: 'Keep the file for inspection and move it away; the intact lines were read.',
  },
  PLB_JOURNAL_WRITE: {
    what: 'A journal file or its folder cannot be opened, written or synced.',
    fix: 'Make the folder writable for this process, on a local disk with free space; the cause says more.',
  },
  PLB_JOURNAL_FULL: {
    what: 'A journal holds as many bytes as its `maxBytes` allows.',
    fix: 'Find out why its lines are not taken over (see the age of the oldest one), or raise `maxBytes`.',
  },
  PLB_OTEL_API_VERSION: {
    what: 'Another copy of @opentelemetry/api registered itself first, so no telemetry would reach this SDK.',
    fix: 'Install one version of @opentelemetry/api (see `npm ls @opentelemetry/api`).',
  },
  PLB_OTEL_INSTRUMENTATION: {
    what: 'An instrumentation does not see its library, or records HTTP twice.',
    fix: 'Start with `node --import @plumbline/node/register`; leave HTTP to the baseline.',
  },
  PLB_OTEL_OPTION: {
    what: 'OpenTelemetry was given an endpoint or option it cannot use.',
    fix: 'Change the option or OTEL_* variable that the message names.',
  },
  PLB_TRACE_UNSEEN: {
    what: 'Requests through node:http do not reach the baseline.',
    fix: 'Remove what replaces node:http or its diagnostics channels; install one version of @plumbline/core.',
  },
  PLB_SENTRY_OPTION: {
    what: 'Sentry was given an option that would leak data or break tracing.',
    fix: 'Change the option that the message names.',
  },
  PLB_EMBEDDED_START: {
    what: 'The embedded ClickHouse process did not start.',
    fix: 'Read the cause; install `chdb`, or set CLICKHOUSE_URL to use a server.',
  },
  PLB_EMBEDDED_BUSY: {
    what: 'Another process owns the embedded ClickHouse directory and does not answer.',
    fix: 'Stop that process, or give this service a directory of its own.',
  },
  PLB_CLICKHOUSE_QUERY: {
    what: 'ClickHouse refused a statement.',
    fix: 'Read the cause; `npx plumbline doctor` checks connection, rights and schema.',
  },
  PLB_CLICKHOUSE_SCHEMA: {
    what: 'The event table in ClickHouse is not the one this version writes to.',
    fix: 'Run the migration that the message names.',
  },
  PLB_CATALOG_BREAKING: {
    what: 'The catalog changed in a way that breaks what was recorded or is still being sent, under its old version.',
    fix: 'Give the catalog a new `version` and declare the old one in `previous`, or take the change back.',
  },
  PLB_EVENTS_SPOOL: {
    what: 'The spool of product events cannot be opened or written.',
    fix: 'Make its directory writable for this process, on a local disk with free space; the message names the option.',
  },
  PLB_EGRESS_UNDECLARED: {
    what: 'A mirror does not declare what it sends, so that no egress lockfile could hold it to its word.',
    fix: 'Write `egress` in the adapter (see docs/write-an-adapter.md), run `npx plumbline egress`, and commit the lockfile.',
  },
  PLB_EGRESS_LOCK_MISSING: {
    what: 'A destination outside is switched on, and there is no egress lockfile that allows it.',
    fix: 'Run `npx plumbline egress` (@plumbline/cli, which reads plumbline.config.ts), have the file reviewed, commit it, and name it in `egress.lock`.',
  },
  PLB_EGRESS_LOCK_DIFFERS: {
    what: 'More would leave the process than the egress lockfile allows.',
    fix: 'Run `npx plumbline egress`, let the owner of privacy review the diff and record that with `npx plumbline egress approve`, and commit the file.',
  },
  PLB_EGRESS_LOCK_INVALID: {
    what: 'The egress lockfile cannot be read: it was edited by hand, merged wrongly or written by a newer version.',
    fix: 'Run `npx plumbline egress` and commit what it writes.',
  },
  PLB_ERASURE: {
    what: 'An erasure cannot be carried out as it was asked for.',
    fix: 'Correct what the message names and run it again; repeating an erasure is safe.',
  },
  PLB_KAFKA_TOPIC: {
    what: 'A Kafka topic does not exist, or its settings cannot be read.',
    fix: 'Create the topic, or allow this user to describe it; the message names it.',
  },
  PLB_REGISTRY: {
    what: 'The schema registry does not answer, or fails.',
    fix: 'Check its address and health; events wait until it answers.',
  },
  PLB_REGISTRY_REFUSED: {
    what: 'The schema registry refuses a schema, so that nothing could ever be delivered: the start ends.',
    fix: 'Make the change compatible or give the topic another name; the message says which subject, and why.',
  },
  PLB_INGEST_OPTION: {
    what: 'The ingest route was given an option it cannot use.',
    fix: 'Change the option that the message names.',
  },
  PLB_HEALTH_OPTION: {
    what: 'A health check was declared with an option it cannot use.',
    fix: 'Change the check that the message names.',
  },
  PLB_METRICS_OPTION: {
    what: 'An instrument was declared or used with a name, unit or label set that the table does not hold.',
    fix: 'Change the instrument or label that the message names.',
  },
  PLB_STACK_OPTION: {
    what: 'The observability stack names a metric, label, value, time or threshold that cannot be.',
    fix: 'Change what the message names, in `plumbline.stack.ts` or in the definition that it came from.',
  },
  PLB_STACK_PROOF: {
    what: 'An alert has no proof: a case in which it fires, one in which it stays quiet, and a runbook.',
    fix: 'Add `proofs` and `runbook` to the alert that the message names.',
  },
  PLB_DASHBOARD_OPTION: {
    what: 'The dashboard was given an option it cannot use, or lacks one that it needs.',
    fix: 'Change every option that the message lists; all faults are listed at once.',
  },
  PLB_REPORTING_METRIC: {
    what: 'A reporting definition contradicts itself, cannot be computed, or its query does not return what it says.',
    fix: 'Change what the message names in the definition; all faults are listed at once.',
  },
  PLB_REPORTING_LOCK: {
    what: 'The lock of reporting definitions is missing, damaged, or says something else of a released version.',
    fix: 'Run `npx plumbline metrics --check`, do what it says of each definition, and commit plumbline.metrics.lock.',
  },
  PLB_CLI_USAGE: {
    what: 'The command line names an unknown command or option.',
    fix: 'Run `npx plumbline --help`.',
  },
  PLB_BUG: {
    what: 'Plumbline broke one of its own rules.',
    fix: 'Report it with the message and the versions it names.',
  },
} as const satisfies Record<string, ErrorEntry>;

/** Every code a {@link PlumblineError} can carry. */
export type ErrorCode = keyof typeof TABLE;

/** The table of codes; docs/generated/errors.md is made from it. */
export const errorTable: Readonly<Record<ErrorCode, ErrorEntry>> = TABLE;

const BRAND: symbol = Symbol.for('plumbline.error');

/** How to say more than the table does: the cause, and a fix for this very case. */
export interface PlumblineErrorOptions {
  readonly cause?: unknown;
  /** Replaces the table's fix where the case allows a more exact one. */
  readonly fix?: string;
}

/**
 * The one error class of all packages: `code`, a message that says what happened and how to end it, and the cause.
 * Messages name options and shapes, never values. Recognise it with {@link isPlumblineError}: two installed copies of
 * this package have two classes.
 */
export class PlumblineError extends Error {
  override readonly name: string = 'PlumblineError';
  readonly code: ErrorCode;
  readonly fix: string;

  constructor(code: ErrorCode, what?: string, options: PlumblineErrorOptions = {}) {
    const fix = options.fix ?? TABLE[code].fix;
    super(
      `${code}: ${what ?? TABLE[code].what}\n  fix: ${fix}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.fix = fix;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** Whether a value is a {@link PlumblineError}, from this copy of the package or another. */
export function isPlumblineError(value: unknown): value is PlumblineError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[BRAND] === true;
}

/** Turns anything thrown into an Error, so that callers can rely on `message` and `stack`. A revoked proxy is one too. */
export function toError(thrown: unknown): Error {
  try {
    if (thrown instanceof Error) return thrown;
  } catch {
    return new Error('an error that cannot be read was thrown');
  }
  return new Error(typeof thrown === 'string' ? thrown : `non-error thrown: ${typeof thrown}`);
}
