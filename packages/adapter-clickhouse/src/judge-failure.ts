import { PlumblineError, rejected, retryLater, type SendOutcome, tooLarge, unknown } from '@plumbline/core';
import { nameOfFailure } from './client.ts';

/** System calls that fail before a request can be on its way. */
const BEFORE_SENDING: ReadonlySet<string> = new Set(['connect', 'getaddrinfo']);

/** Failures before a request could reach the server, for errors that name no system call. */
const NOT_REACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** Types of ClickHouse that say the same for these rows and this table every time (its src/Common/ErrorCodes.cpp). */
const PERMANENT: ReadonlySet<string> = new Set([
  'ARGUMENT_OUT_OF_BOUND',
  'CANNOT_CONVERT_TYPE',
  'CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN',
  'CANNOT_PARSE_DATE',
  'CANNOT_PARSE_DATETIME',
  'CANNOT_PARSE_INPUT_ASSERTION_FAILED',
  'CANNOT_PARSE_NUMBER',
  'CANNOT_PARSE_QUOTED_STRING',
  'CANNOT_PARSE_TEXT',
  'CANNOT_PARSE_UUID',
  'DECIMAL_OVERFLOW',
  'INCORRECT_DATA',
  'NOT_FOUND_COLUMN_IN_BLOCK',
  'NO_SUCH_COLUMN_IN_TABLE',
  'NUMBER_OF_COLUMNS_DOESNT_MATCH',
  'SYNTAX_ERROR',
  'THERE_IS_NO_COLUMN',
  'TOO_LARGE_STRING_SIZE',
  'TYPE_MISMATCH',
  'UNKNOWN_ELEMENT_OF_ENUM',
  'UNKNOWN_IDENTIFIER',
  'VIOLATED_CONSTRAINT',
]);

/** Types that speak of the request as a whole: half of it may be taken. */
const TOO_LARGE: ReadonlySet<string> = new Set(['TOO_MANY_BYTES']);

/** Types after which rows may be there although the server gave up. */
const UNCERTAIN: ReadonlySet<string> = new Set([
  'NETWORK_ERROR',
  'QUERY_WAS_CANCELLED',
  'SOCKET_TIMEOUT',
  'TIMEOUT_EXCEEDED',
  'UNKNOWN_STATUS_OF_INSERT',
]);

interface Thrown {
  readonly code?: unknown;
  readonly type?: unknown;
  readonly message?: unknown;
  readonly syscall?: unknown;
}

const neverArrived = ({ code, syscall }: Thrown): boolean =>
  (typeof code === 'string' && NOT_REACHED.has(code)) || (typeof syscall === 'string' && BEFORE_SENDING.has(syscall));

/** A fault of a program. One with a cause is how `fetch` reports a connection. */
const isProgramFault = (thrown: unknown): boolean =>
  (thrown instanceof TypeError || thrown instanceof RangeError || thrown instanceof ReferenceError) &&
  thrown.cause === undefined;

const refusedHere = (thrown: unknown): PlumblineError => {
  const { code } = thrown as Thrown;
  const name = typeof code === 'string' ? code : thrown instanceof Error ? thrown.name : typeof thrown;
  return new PlumblineError('PLB_CLICKHOUSE_QUERY', `clickhouse: the insert failed before it was sent: ${name}`, {
    fix: 'Install a version of `@clickhouse/client` that @plumbline/adapter-clickhouse names as its peer.',
  });
};

/**
 * Judges a failed insert. The error that goes on holds the type alone: messages of ClickHouse quote rows.
 *
 * - A refusal of these rows, and whatever the client refuses before it sends, is `rejected`: it would fail for ever.
 * - A wrong password, a missing right, a missing table, a full disk or a server that is not there can be mended while
 *   the batch waits: `retry`.
 * - A connection that breaks and silence are `unknown`. Repeating does no harm, because the insert carries the ID of its
 *   batch as its deduplication token.
 *
 * @param mayHaveLeft Whether the failure came after the turn of the event loop in which the insert began.
 */
export function judgeFailure(thrown: unknown, mayHaveLeft: boolean): SendOutcome {
  const error = new PlumblineError('PLB_CLICKHOUSE_QUERY', `clickhouse: the insert failed: ${nameOfFailure(thrown)}`);
  const { type, message } = thrown as Thrown;
  if (typeof type === 'string') {
    const tooWide = type === 'TOO_MANY_PARTS' && String(message).includes('single INSERT block');
    if (PERMANENT.has(type) || tooWide) return rejected(error);
    if (TOO_LARGE.has(type)) return tooLarge(error);
    return UNCERTAIN.has(type) ? unknown(error) : retryLater(error);
  }
  if (neverArrived(thrown as Thrown)) return retryLater(error);
  return mayHaveLeft && !isProgramFault(thrown) ? unknown(error) : rejected(refusedHere(thrown));
}

/** What came back in place of a success. */
export interface Refusal {
  readonly status: number;
  /** ClickHouse's header; an answer without it is somebody else's. */
  readonly exceptionCode: string | readonly string[] | undefined;
  readonly retryAfter: string | readonly string[] | undefined;
  readonly text: string;
}

/** ClickHouse ends a message with its type; before that it may quote a row, which may look like one. */
const typeIn = (text: string): string =>
  [...text.matchAll(/\(([A-Z][A-Z\d_]{2,99})\)/g)].at(-1)?.[1] ?? 'UNKNOWN_EXCEPTION';

/** Seconds in the usual form of `Retry-After`; a date is as good as none, for clocks differ. */
const waitOf = (value: Refusal['retryAfter']): number | undefined =>
  typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) * 1_000 : undefined;

/**
 * Judges an answer that is no success. ClickHouse's own is judged by its type, see {@link judgeFailure}; any other is a
 * gateway's and judged by its status:
 *
 * - 413: `too_large`. The gateway takes smaller bodies.
 * - Other refusals from 400 to 499, such as 429 or 403: `retry`. The insert went no further, and whoever runs the gateway
 *   can mend it while the batch waits.
 * - The rest is `unknown`: 502 and 504 come after the request went on, and 503 may.
 */
export function judgeAnswer({ status, exceptionCode, retryAfter, text }: Refusal): SendOutcome {
  if (exceptionCode !== undefined) {
    return judgeFailure({ code: String(exceptionCode), type: typeIn(text), message: text }, true);
  }
  const what = `clickhouse: the insert failed: something before ClickHouse answered ${status}`;
  const error = new PlumblineError('PLB_CLICKHOUSE_QUERY', what);
  if (status === 413) return tooLarge(error);
  const isRefused = status >= 400 && status < 500 && status !== 408;
  return isRefused ? retryLater(error, waitOf(retryAfter)) : unknown(error);
}
