import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { instrumentBlob } from '@plumbline/metrics/instrument';
import { expect, it, onTestFinished } from 'vitest';
import { startSignals } from '../src/signals.ts';

const PAGE = (next: string): string =>
  `<?xml version="1.0"?><EnumerationResults ContainerName="c"><Blobs><Blob><Name>canary-a</Name><Properties/></Blob></Blobs><NextMarker>${next}</NextMarker></EnumerationResults>`;

type Answer = readonly [status: number, headers: Readonly<Record<string, string>>, body?: string];

function answerTo(method: string, { pathname, searchParams }: URL): Answer {
  if (searchParams.get('comp') === 'list') {
    return [200, { 'content-type': 'application/xml' }, PAGE(searchParams.has('marker') ? '' : 'more')];
  }
  if (pathname.endsWith('/missing')) return [404, { 'x-ms-error-code': 'BlobNotFound' }];
  const headers = { etag: '"1"', 'last-modified': new Date(0).toUTCString() };
  if (method === 'GET') return [200, { ...headers, 'content-length': '11' }, 'canary-body'];
  return [{ PUT: 201, DELETE: 202 }[method] ?? 200, headers];
}

/** Azure's protocol as far as its client reads the answers, for want of a server that runs everywhere. */
async function startAnswers(): Promise<{ readonly url: string; fail: boolean }> {
  const state = { url: '', fail: false };
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const { method = '', url = '' } = request;
      const refusal: Answer = [403, { 'x-ms-error-code': 'AuthorizationFailure' }];
      const [status, headers, body] = state.fail ? refusal : answerTo(method, new URL(url, 'http://answers'));
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/account`;
  return state;
}

const calls = (operation: string, outcome: string): string =>
  `plumbline_dependency_calls_total{dependency="blob",operation="${operation}",outcome="${outcome}"}`;

it('the client of Azure: each call once, whatever it calls in turn; lists by item and by page; failures as they were', async () => {
  const answers = await startAnswers();
  await using signals = await startSignals({ dependencies: { blob: ['put', 'get', 'delete', 'list', 'head'] } });
  const { metrics, scrape } = signals;
  const credential = new StorageSharedKeyCredential('account', Buffer.from('canary-key').toString('base64'));
  const service = instrumentBlob(
    metrics,
    new BlobServiceClient(answers.url, credential, { retryOptions: { maxTries: 1 } }),
  );
  const container = service.getContainerClient('canary-container');
  const blob = container.getBlockBlobClient('canary-a');
  // One call of ours each, though both make others inside.
  await blob.uploadData(Buffer.from('canary-body'));
  await container.uploadBlockBlob('canary-b', 'canary-body', 11);
  await blob.download();
  expect(await container.getBlobClient('missing').exists()).toBe(false);
  await expect(container.getBlobClient('missing').getProperties()).rejects.toMatchObject({ statusCode: 404 });
  await blob.deleteIfExists();
  const names: string[] = [];
  for await (const { name } of container.listBlobsFlat()) names.push(name);
  for await (const page of container.listBlobsFlat().byPage())
    names.push(...page.segment.blobItems.map(({ name }) => name));
  expect(names).toHaveLength(4);
  for await (const { name } of container.listBlobsFlat()) {
    names.push(name);
    break;
  }
  expect(await scrape()).toMatchObject({
    [calls('put', 'success')]: 2,
    [calls('get', 'success')]: 1,
    [calls('head', 'success')]: 1,
    [calls('head', 'failure')]: 1,
    [calls('delete', 'success')]: 1,
    [calls('list', 'success')]: 3,
  });
  answers.fail = true;
  await expect(blob.upload('x', 1)).rejects.toMatchObject({ statusCode: 403 });
  await expect(container.listBlobsFlat().next()).rejects.toMatchObject({ statusCode: 403 });
  expect(await scrape()).toMatchObject({ [calls('put', 'failure')]: 1, [calls('list', 'failure')]: 1 });
  expect(signals.texts.join('\n')).not.toContain('canary');
});
