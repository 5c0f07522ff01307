import type { EndCall } from '../signals/dependency-calls.ts';
import type { Ending } from './wrap.ts';

/** What a wrapper of a dependency needs of `Metrics`: the name has to be a declared one. */
export interface DependencyMetrics<N extends string> extends Ending {
  readonly beginCall: (dependency: N, operation: never) => EndCall;
}

/** Under which declared dependency calls are counted. */
export interface DependencyOption<N extends string> {
  readonly dependency?: N;
}

/** Operations are closed lists of this package; those that the application did not declare become `other`. */
export const beginOf = <N extends string>(metrics: DependencyMetrics<N>, dependency: string) => {
  const begin = metrics.beginCall as (dependency: string, operation: string) => EndCall;
  return (operation: string) => (): EndCall => begin(dependency, operation);
};
