import { beginOf, type DependencyMetrics, type DependencyOption } from './dependency-option.ts';
import { watchCall } from './watch-call.ts';
import { wrap } from './wrap.ts';

/** What sends mail: a transporter of nodemailer, or anything with its `sendMail`. */
export interface MailerLike {
  sendMail(...args: never[]): unknown;
}

/**
 * Counts and times each `sendMail` of a nodemailer transporter as operation `send` of a declared dependency, `email` unless
 * told otherwise; with a promise and with a callback. Nothing of the message or its answer is recorded, and of an
 * error its class and code alone.
 *
 * @throws PLB_METRICS_OPTION when the transporter is wrapped already under another name
 */
export function instrumentMailer<T extends MailerLike, const N extends string = 'email'>(
  metrics: DependencyMetrics<NoInfer<N>>,
  transport: T,
  options: DependencyOption<N> = {},
): T {
  const { dependency = 'email' } = options;
  const send = beginOf(metrics, dependency)('send');
  return wrap(transport, { by: 'instrumentMailer', as: dependency, metrics }, (method) =>
    method === 'sendMail' ? (call, args) => watchCall(send, call, args) : undefined,
  );
}
