import { watchCall } from './watch-call.ts';
import { type Call, wrap, type Wrapping } from './wrap.ts';
import type { EndCall } from '../signals/dependency-calls.ts';

/** A client of @aws-sdk/client-s3. */
export interface S3Like {
  send(...args: never[]): unknown;
  readonly middlewareStack: object;
}

/** Names of operations in the model of Amazon S3. */
const OPERATIONS: Readonly<Record<string, string>> = {
  PutObject: 'put',
  CopyObject: 'put',
  CreateMultipartUpload: 'put',
  UploadPart: 'put',
  UploadPartCopy: 'put',
  CompleteMultipartUpload: 'put',
  GetObject: 'get',
  SelectObjectContent: 'get',
  DeleteObject: 'delete',
  DeleteObjects: 'delete',
  AbortMultipartUpload: 'delete',
  ListObjects: 'list',
  ListObjectsV2: 'list',
  ListObjectVersions: 'list',
  ListBuckets: 'list',
  HeadObject: 'head',
  HeadBucket: 'head',
};

/** The schema of a command survives a minifier, its class name does not. */
function nameOf(command: unknown): string {
  const { schema, constructor } = (command ?? {}) as { schema?: unknown; constructor?: { name?: unknown } };
  const name: unknown = Array.isArray(schema) ? schema[2] : constructor?.name;
  return typeof name === 'string' ? name.replace(/Command$/, '') : '';
}

const operationOf = (command: unknown): string => {
  const name = nameOf(command);
  return Object.hasOwn(OPERATIONS, name) ? (OPERATIONS[name] ?? 'other') : 'other';
};

/**
 * The methods of the aggregated client, `new S3()`, each of which sends a command: those of the class that has `putObject`.
 * The ones of a class of the application, which may have private fields, are not among them.
 */
function aggregatedOf(client: object): object | undefined {
  let owner: unknown = client;
  while (typeof owner === 'object' && owner !== null && !Object.hasOwn(owner, 'putObject'))
    owner = Object.getPrototypeOf(owner);
  return typeof owner === 'object' && owner !== null && owner !== client ? owner : undefined;
}

const OWN_METHODS: ReadonlySet<string> = new Set(['constructor', 'send', 'destroy']);

/** Counts each `send` of a client of Amazon S3, its repetitions included, by the class of its command. */
export function wrapS3<T extends S3Like>(
  client: T,
  wrapping: Wrapping,
  begin: (operation: string) => () => EndCall,
): T {
  const aggregated = aggregatedOf(client);
  const wrapper: T = wrap(client, wrapping, (method) => {
    if (method === 'send') return (call, args) => watchCall(begin(operationOf(args[0])), call, args);
    if (aggregated === undefined || OWN_METHODS.has(method) || !Object.hasOwn(aggregated, method)) return undefined;
    // On the wrapper, so that the command that it sends is counted; pages and waiters send theirs through it too.
    return (_call, args) => Reflect.apply(Reflect.get(aggregated, method) as Call, wrapper, args);
  });
  return wrapper;
}
