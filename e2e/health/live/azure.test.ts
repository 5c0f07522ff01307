import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ContainerClient } from '@azure/storage-blob';
import { azureBlobCheck } from '@plumbline/health';
import { expect, it, onTestFinished } from 'vitest';
import { wordOf } from '../src/word.ts';

it('the client of Azure, at a server that answers as the service does by its documentation', async () => {
  const server = createServer((request, response) => {
    const [, , container] = new URL(request.url ?? '', 'http://localhost').pathname.split('/');
    if (container === 'hangs') return;
    const status = { uploads: 200, private: 403 }[container ?? ''] ?? 404;
    response.writeHead(status, {
      'x-ms-version': '2025-01-05',
      etag: '"1"',
      'last-modified': new Date().toUTCString(),
    });
    response.end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  const check = (container: string) =>
    azureBlobCheck(
      new ContainerClient(`http://127.0.0.1:${port}/account/${container}`, undefined, {
        retryOptions: { maxTries: 1 },
      }),
    );
  expect(await wordOf(check('uploads'))).toBe('ok');
  expect(await wordOf(check('private'))).toBe('HttpStatus403');
  expect(await wordOf(check('absent'))).toBe('HttpStatus404');
  expect(await wordOf(check('hangs'))).toBe('Timeout');
  close();
  expect(await wordOf(check('uploads'))).toBe('RestError ECONNREFUSED');
});
