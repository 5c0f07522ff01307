import { watchCall } from './watch-call.ts';
import { wrap, type Wrapping } from './wrap.ts';
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

/** Counts each `send` of a client of Amazon S3, its repetitions included, by the class of its command. */
export const wrapS3 = <T extends S3Like>(
  client: T,
  wrapping: Wrapping,
  begin: (operation: string) => () => EndCall,
): T =>
  wrap(client, wrapping, (method) =>
    method === 'send' ? (call, args) => watchCall(begin(operationOf(args[0])), call, args) : undefined,
  );
