/** How the last run of a check ended. */
export interface CheckResult {
  /** `degraded`: nothing is known to fail, and it does not answer as it should. The replica stays in rotation. */
  readonly status: 'ok' | 'degraded' | 'failed';
  readonly durationMs: number;
  /** Class of the error, such as `Error` or `Timeout`; never its message. */
  readonly error?: string;
  /** Machine-readable code of the error, such as `ECONNREFUSED` or an SQLSTATE. */
  readonly code?: string;
}

export type Verdict = Omit<CheckResult, 'durationMs'>;

/** What an error may say of itself: identifiers out of source code. Anything else could be data. */
const CLASS = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const CODE = /^[A-Z0-9_]{2,40}$/;

interface Facts {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly constructor?: { readonly name?: unknown } | undefined;
}

/** Many clients name their classes and leave `name` at `Error`, or at `error`. */
function classOf({ name, constructor }: Facts): string {
  const told = name === 'Error' || name === 'error' ? constructor?.name : name;
  return typeof told === 'string' && CLASS.test(told) ? told : 'Error';
}

/** `fetch` keeps the code of what failed in `cause`. */
function codeOf({ code, cause }: Facts): string | undefined {
  const told = code ?? ((cause ?? {}) as Facts).code;
  return typeof told === 'string' && CODE.test(told) ? told : undefined;
}

/** What may be said of something that was thrown. */
export function failure(thrown: unknown): Verdict {
  try {
    const facts = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Facts;
    const code = codeOf(facts);
    return { status: 'failed', error: classOf(facts), ...(code !== undefined && { code }) };
  } catch {
    return { status: 'failed', error: 'Error' };
  }
}

/** What the answer of a check means. */
export function judge(value: unknown): Verdict {
  if (value === false) return { status: 'failed', error: 'False' };
  const answer = (typeof value === 'object' && value !== null ? value : {}) as {
    readonly success?: unknown;
    readonly error?: unknown;
  };
  return answer.success === false ? failure(answer.error) : { status: 'ok' };
}

/** An error that names itself by class and code; its message never leaves the process. */
export function checkError(name: string, code?: string): Error {
  const error = new Error(name);
  error.name = name;
  return code === undefined ? error : Object.assign(error, { code });
}
