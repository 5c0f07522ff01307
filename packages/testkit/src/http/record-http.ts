import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { DestinationFault } from './destination-fault.ts';
import { createListener } from './listener.ts';
import { answerOf, forward, type ForwardTarget, readAll, type RecordedRequest, recordOf } from './read-request.ts';
import { dripAnswer, failureOf, leaveUnanswered, type RecordedAnswer, writeAnswer } from './write-answer.ts';

/** A status; -1 for no answer at all, 0 for a cut connection; or what a function says, `'forward'` included. */
export type AnswerRule = number | ((request: RecordedRequest) => number | RecordedAnswer | 'forward');

export interface RecordHttpOptions {
  /** A real server that stands behind this one: requests that are to be answered with 200 go there. */
  readonly forwardTo?: ForwardTarget;
  /** Port on 127.0.0.1; 0 takes a free one. @default 0 */
  readonly port?: number;
}

/** What fails, and how. */
export interface FailOptions {
  /** Which requests fail; all of them where it is left out. `down` always concerns every connection. */
  readonly when?: (request: RecordedRequest) => boolean;
  /** The answer to a failure that is a status, in place of a bare one. */
  readonly answer?: (request: RecordedRequest) => RecordedAnswer;
}

/** A local server that keeps what it gets. */
export interface HttpRecorder extends AsyncDisposable {
  readonly url: string;
  /** Every request so far, answered or not. */
  readonly received: readonly RecordedRequest[];
  /** Those that were taken: answered with a status below 300, or meant to be when the answer was lost or dripped. */
  readonly accepted: readonly RecordedRequest[];
  /** How the next requests are answered. @default 200 */
  answer(rule: AnswerRule): void;
  /**
   * Makes it fail from now on, before the rule is asked; `none` ends it. `partial` is left to the rule: HTTP has no
   * such thing.
   */
  fail(how: DestinationFault, options?: FailOptions): Promise<void>;
  close(): Promise<void>;
}

const NUMBERS: Readonly<Record<number, DestinationFault>> = { 0: 'cut', [-1]: 'hang' };

/** Starts a recorder on 127.0.0.1. Close it, or hold it with `await using`. */
export async function recordHttp(options: RecordHttpOptions = {}): Promise<HttpRecorder> {
  const { forwardTo, port = 0 } = options;
  const received: RecordedRequest[] = [];
  const accepted: RecordedRequest[] = [];
  let rule: AnswerRule = forwardTo === undefined ? 200 : () => 'forward';
  let fault: FailOptions & { readonly how: DestinationFault } = { how: 'none' };

  const write = (response: ServerResponse, recorded: RecordedRequest, answer: RecordedAnswer, lost: boolean): void => {
    if (answer.status < 300) accepted.push(recorded);
    if (lost && leaveUnanswered(response, fault.how)) return;
    (lost ? dripAnswer : writeAnswer)(response, answer);
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const raw = await readAll(request);
    const recorded = recordOf(request, raw);
    received.push(recorded);
    const how = fault.when?.(recorded) === false ? 'none' : fault.how;
    // These two are faults of the answer: the request itself is taken.
    const lost = how === 'lost_reply' || how === 'drip';
    if (!lost && leaveUnanswered(response, how)) return;
    const failure = failureOf[how];
    if (failure !== undefined) return writeAnswer(response, fault.answer?.(recorded) ?? failure);
    const ruled = typeof rule === 'function' ? rule(recorded) : rule;
    if (typeof ruled === 'number' && leaveUnanswered(response, NUMBERS[ruled] ?? 'none')) return;
    if (forwardTo !== undefined && (ruled === 'forward' || ruled === 200)) {
      const message = await forward(forwardTo, request, raw);
      return write(response, recorded, await answerOf(message), lost);
    }
    const answer = typeof ruled === 'object' ? ruled : { status: ruled === 'forward' ? 502 : ruled };
    write(response, recorded, answer, lost);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  const listener = await createListener(server, port);
  return {
    url: listener.url,
    received,
    accepted,
    answer: (next) => void (rule = next),
    fail(how, about = {}) {
      fault = { ...about, how };
      return how === 'down' ? listener.stop() : listener.start();
    },
    close: () => listener.stop(),
    [Symbol.asyncDispose]: () => listener.stop(),
  };
}
