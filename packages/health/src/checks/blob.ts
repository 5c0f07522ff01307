import type { CheckFunction } from '../run.ts';
import { checkError } from '../verdict.ts';
import { need, needMethod } from './refuse.ts';

/** A client of `@aws-sdk/client-s3`, or of any other service of that SDK. */
export interface AwsLike {
  send(command: never, options?: { readonly abortSignal?: AbortSignal }): unknown;
}

/** A container or service client of `@azure/storage-blob`. */
export interface AzureLike {
  getProperties(options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
}

interface Refusal {
  /** Of Amazon's SDK. */
  readonly $metadata?: { readonly httpStatusCode?: unknown };
  /** Of Azure's. */
  readonly statusCode?: unknown;
}

/** An answer to HEAD has no body, so its status says more than the class that a SDK makes of it. */
function withStatus(thrown: unknown): unknown {
  const { $metadata, statusCode } = (thrown ?? {}) as Refusal;
  const status = $metadata?.httpStatusCode ?? statusCode;
  return typeof status === 'number' && status >= 300 ? checkError(`HttpStatus${status}`) : thrown;
}

const asked = async (answer: unknown): Promise<void> => {
  try {
    await answer;
  } catch (error) {
    throw withStatus(error);
  }
};

/**
 * Sends a command through the application's own S3 client: `s3Check(client, new HeadBucketCommand({ Bucket }))`, which
 * needs the right to list the bucket and moves no object. A refusal is named by its status, such as `HttpStatus403`.
 */
export function s3Check(client: AwsLike, command: object): CheckFunction {
  needMethod(client, 'send', 's3Check', 'a client of @aws-sdk/client-s3');
  need(typeof command === 'object' && command !== null, 's3Check', 'needs a command, such as HeadBucketCommand');
  return async (signal) => asked(client.send(command as never, { abortSignal: signal }));
}

/** Reads the properties of a blob container, or of the account. A refusal is named by its status, such as `HttpStatus404`. */
export function azureBlobCheck(client: AzureLike): CheckFunction {
  needMethod(client, 'getProperties', 'azureBlobCheck', 'a client of @azure/storage-blob');
  return async (signal) => asked(client.getProperties({ abortSignal: signal }));
}
