import type { DestinationFault } from '../http/destination-fault.ts';
import type { RecordedRequest } from '../http/read-request.ts';
import { recordHttp } from '../http/record-http.ts';
import type { RecordedAnswer } from '../http/write-answer.ts';

/** A departure of a client from what the vendor documents. */
export interface VendorFault {
  /** Position in `requests`. */
  readonly request: number;
  /** Where: `path`, `header`, `body`, `batch[].distinct_id`. */
  readonly where: string;
  /** What is wrong, without any value that was sent. */
  readonly what: string;
}

/** A local server that answers as the vendor's documentation says and names every departure from it. */
export interface StrictServer extends AsyncDisposable {
  readonly url: string;
  /** Every request so far, answered or not. */
  readonly requests: readonly RecordedRequest[];
  readonly faults: readonly VendorFault[];
  /**
   * How it fails from now on; `none` ends it. Resolves when it holds. Throws a RangeError for `partial`, which none of
   * these vendors has.
   */
  fail(how: DestinationFault): Promise<void>;
  close(): Promise<void>;
}

/** What a strict server thinks of one request. `note` keeps a departure. */
export type Judge = (request: RecordedRequest, note: (where: string, what: string) => void) => RecordedAnswer;

/** Raised inside a judge to answer with a refusal. */
export class Refusal extends Error {
  readonly answer: RecordedAnswer;

  constructor(answer: RecordedAnswer) {
    super(`answered ${answer.status}`);
    this.answer = answer;
  }
}

/** An answer in JSON. */
export const inJson = (
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): RecordedAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(value),
});

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body as an object; undefined for anything else. */
export function readObject({ body }: RecordedRequest): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the body claims to be JSON. */
export const claimsJson = ({ headers }: RecordedRequest): boolean =>
  /^application\/(?:[\w.+-]+\+)?json\b/i.test(headers['content-type'] ?? '');

/** What every strict server is made of. `failures` are the vendor's own words for a failure that is a status. */
export async function startStrictServer(
  judge: Judge,
  options: { readonly port?: number; readonly failures?: Partial<Record<DestinationFault, RecordedAnswer>> } = {},
): Promise<StrictServer> {
  const { port = 0, failures = {} } = options;
  const faults: VendorFault[] = [];
  const server = await recordHttp({ port });
  server.answer((request) => {
    const at = server.received.length - 1;
    try {
      return judge(request, (where, what) => faults.push({ request: at, where, what }));
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      throw error;
    }
  });
  return {
    url: server.url,
    requests: server.received,
    faults,
    fail(next) {
      if (next === 'partial') throw new RangeError('this server takes a request as a whole or refuses it');
      const answer = failures[next];
      return server.fail(next, answer === undefined ? {} : { answer: () => answer });
    },
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}
