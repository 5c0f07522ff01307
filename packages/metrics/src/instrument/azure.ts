import type { EndCall } from '../signals/dependency-calls.ts';
import { watchCall } from './watch-call.ts';
import { watchPages } from './watch-pages.ts';
import { type Intercept, wrap, type Wrapping } from './wrap.ts';

/** A client of @azure/storage-blob: of the service, a container or a blob. */
export interface AzureLike {
  readonly url: string;
  readonly accountName: string;
}

const OPERATIONS = {
  put: [
    'upload',
    'uploadData',
    'uploadFile',
    'uploadStream',
    'uploadBlockBlob',
    'uploadBrowserData',
    'stageBlock',
    'commitBlockList',
    'appendBlock',
    'uploadPages',
    'syncUploadFromURL',
    'syncCopyFromURL',
  ],
  get: ['download', 'downloadToBuffer', 'downloadToFile', 'query'],
  delete: ['delete', 'deleteIfExists', 'deleteBlob', 'deleteContainer'],
  head: ['exists', 'getProperties'],
} as const;

const CALLS: ReadonlyMap<string, string> = new Map(
  Object.entries(OPERATIONS).flatMap(([operation, methods]) => methods.map((method) => [method, operation])),
);

const LISTS: ReadonlySet<string> = new Set([
  'listBlobsFlat',
  'listBlobsByHierarchy',
  'listContainers',
  'findBlobsByTags',
]);

/** What makes a client of a part of it. */
const CHILDREN: ReadonlySet<string> = new Set([
  'getContainerClient',
  'getBlobClient',
  'getBlockBlobClient',
  'getAppendBlobClient',
  'getPageBlobClient',
  'withSnapshot',
  'withVersion',
]);

/** Counts the calls of a client of Azure Blob Storage, and of the clients that it makes. */
export function wrapAzure<T extends AzureLike>(
  client: T,
  wrapping: Wrapping,
  begin: (operation: string) => () => EndCall,
): T {
  const intercept = (method: string): Intercept | undefined => {
    const operation = CALLS.get(method);
    if (operation !== undefined) return (call, args) => watchCall(begin(operation), call, args);
    if (LISTS.has(method)) return (call, args) => watchPages(begin('list'), call(...args));
    if (CHILDREN.has(method)) return (call, args) => wrap(call(...args) as object, wrapping, intercept);
    return undefined;
  };
  return wrap(client, wrapping, intercept);
}
