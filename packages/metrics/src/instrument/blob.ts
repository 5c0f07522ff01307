import { PlumblineError } from '@plumbline/core';
import { type AzureLike, wrapAzure } from './azure.ts';
import { beginOf, type DependencyMetrics, type DependencyOption } from './dependency-option.ts';
import { type S3Like, wrapS3 } from './s3.ts';

const isS3 = (client: S3Like | AzureLike): client is S3Like =>
  typeof (client as Partial<S3Like>)?.send === 'function' && typeof (client as S3Like).middlewareStack === 'object';

const isAzure = (client: S3Like | AzureLike): client is AzureLike =>
  typeof (client as Partial<AzureLike>)?.url === 'string' && 'accountName' in client;

/**
 * Counts and times the calls of a client of @aws-sdk/client-s3 or @azure/storage-blob as operations `put`, `get`, `delete`,
 * `list` and `head` of a declared dependency, `blob` unless told otherwise; declare those that you use, the rest is `other`.
 * Keys, containers, contents and errors are not recorded.
 *
 * @throws PLB_METRICS_OPTION for a client of another kind, or one that is wrapped already under another name
 */
export function instrumentBlob<T extends S3Like | AzureLike, const N extends string = 'blob'>(
  metrics: DependencyMetrics<NoInfer<N>>,
  client: T,
  options: DependencyOption<N> = {},
): T {
  const { dependency = 'blob' } = options;
  const wrapping = { by: 'instrumentBlob', as: dependency, metrics };
  const begin = beginOf(metrics, dependency);
  const given: S3Like | AzureLike = client;
  if (isS3(given)) return wrapS3(given, wrapping, begin) as T;
  if (isAzure(given)) return wrapAzure(given, wrapping, begin) as T;
  throw new PlumblineError(
    'PLB_METRICS_OPTION',
    'instrumentBlob: `client` must be a client of @aws-sdk/client-s3 or @azure/storage-blob',
  );
}
