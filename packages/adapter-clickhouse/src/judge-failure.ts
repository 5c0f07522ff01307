import { PlumblineError, rejected, retryLater, type SendOutcome, unknown } from '@plumbline/core';
import { nameOfFailure } from './client.ts';

/** Failures before a request could reach the server. */
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

/** Types after which rows may be there although the server gave up. */
const UNCERTAIN: ReadonlySet<string> = new Set([
  'NETWORK_ERROR',
  'QUERY_WAS_CANCELLED',
  'SOCKET_TIMEOUT',
  'TIMEOUT_EXCEEDED',
  'UNKNOWN_STATUS_OF_INSERT',
]);

/**
 * Judges a failed insert. The error that goes on holds the type alone: messages of ClickHouse quote rows. A wrong
 * password, a missing right, a missing table or a full disk can be mended while the batch waits, so they are retried.
 */
export function judgeFailure(thrown: unknown): SendOutcome {
  const error = new PlumblineError('PLB_CLICKHOUSE_QUERY', `clickhouse: the insert failed: ${nameOfFailure(thrown)}`);
  const { code, type, message } = thrown as { code?: unknown; type?: unknown; message?: unknown };
  if (typeof type === 'string') {
    const tooWide = type === 'TOO_MANY_PARTS' && String(message).includes('single INSERT block');
    if (PERMANENT.has(type) || tooWide) return rejected(error);
    return UNCERTAIN.has(type) ? unknown(error) : retryLater(error);
  }
  return typeof code === 'string' && NOT_REACHED.has(code) ? retryLater(error) : unknown(error);
}
