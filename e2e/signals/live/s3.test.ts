import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { instrumentBlob } from '@plumbline/metrics/instrument';
import { expect, it, onTestFinished } from 'vitest';
import { startS3 } from '../../health/src/s3-server.ts';
import { startSignals } from '../src/signals.ts';

const account = { key: 'app', secret: 'canary-of-the-secret' };
const at = { Bucket: 'canary-bucket', Key: 'canary-key' };

function clientOf(endpoint: string): S3Client {
  const credentials = { accessKeyId: account.key, secretAccessKey: account.secret };
  const client = new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true, credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client;
}

const calls = (operation: string, outcome: string): string =>
  `plumbline_dependency_calls_total{dependency="blob",operation="${operation}",outcome="${outcome}"}`;

it('a client of Amazon S3: every kind of command, a key that is not there, a server that is gone and back', async () => {
  await using server = await startS3(account);
  await using signals = await startSignals({ dependencies: { blob: ['put', 'get', 'delete', 'list', 'head'] } });
  const { metrics, scrape } = signals;
  const client = instrumentBlob(metrics, clientOf(server.endpoint));
  await client.send(new CreateBucketCommand({ Bucket: at.Bucket }));
  await client.send(new PutObjectCommand({ ...at, Body: 'canary-body' }));
  const { Body } = await client.send(new GetObjectCommand(at));
  expect(await Body?.transformToString()).toBe('canary-body');
  await client.send(new HeadObjectCommand(at));
  expect((await client.send(new ListObjectsV2Command({ Bucket: at.Bucket }))).KeyCount).toBe(1);
  await client.send(new DeleteObjectCommand(at));
  await expect(client.send(new GetObjectCommand(at))).rejects.toMatchObject({ name: 'NoSuchKey' });
  const called = await new Promise((resolve) =>
    client.send(new HeadObjectCommand(at), (error: unknown) => resolve(error)),
  );
  expect(called).toMatchObject({ name: 'NotFound' });
  expect(await scrape()).toMatchObject({
    [calls('put', 'success')]: 1,
    [calls('get', 'success')]: 1,
    [calls('get', 'failure')]: 1,
    [calls('head', 'success')]: 1,
    [calls('head', 'failure')]: 1,
    [calls('list', 'success')]: 1,
    [calls('delete', 'success')]: 1,
    // To make a bucket is no operation of the list.
    [calls('other', 'success')]: 1,
    'plumbline_dependency_duration_seconds_count{dependency="blob",outcome="success"}': 6,
  });

  await server.stop();
  await expect(client.send(new PutObjectCommand({ ...at, Body: 'x' }))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await server.start();
  await client.send(new PutObjectCommand({ ...at, Body: 'x' }));
  expect(await scrape()).toMatchObject({ [calls('put', 'failure')]: 1, [calls('put', 'success')]: 2 });
  expect(signals.texts.join('\n')).not.toContain('canary');
});
