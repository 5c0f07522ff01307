import { PlumblineError } from '@plumbline/core';
import { brand, type Ending, unwrapped } from './wrap.ts';

/** What `instrumentJob` needs of `Metrics`. */
export interface JobRunner<Job extends string> extends Ending {
  readonly job: <T>(name: Job, fn: () => Promise<T> | T) => Promise<T>;
}

const isGeneratorFunction = (fn: unknown): boolean =>
  /^\[object (?:Async)?GeneratorFunction\]$/.test(Object.prototype.toString.call(fn));

/**
 * A background job as a function that counts and times its runs under a declared name, each in a scope of its own; after
 * the shutdown they are only run. Arguments, result and error are handed on; of an error its
 * class and code are logged, and nothing else is recorded.
 *
 * @throws PLB_METRICS_OPTION when the function is wrapped already under another name, and for a generator, whose body runs
 *   when somebody walks through what it returned: walk through it inside of the job
 */
export function instrumentJob<Job extends string, A extends unknown[], R>(
  metrics: JobRunner<Job>,
  name: NoInfer<Job>,
  fn: (...args: A) => Promise<R> | R,
): (...args: A) => Promise<R> {
  if (isGeneratorFunction(fn)) {
    throw new PlumblineError(
      'PLB_METRICS_OPTION',
      'instrumentJob: a generator runs after its call is over, so nothing could be counted of it; give a function that walks through it',
    );
  }
  const wrapping = { by: 'instrumentJob', as: name, metrics };
  const { target, known } = unwrapped(fn, wrapping);
  if (known !== undefined) return known as (...args: A) => Promise<R>;
  // A method keeps its object.
  const job = async function (this: unknown, ...args: A): Promise<R> {
    const run = (): Promise<R> | R => Reflect.apply<unknown, A, Promise<R> | R>(target, this, args);
    return metrics.isOn() ? metrics.job(name, run) : run();
  };
  return brand(job, target, wrapping);
}
