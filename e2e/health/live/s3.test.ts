import { CreateBucketCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { s3Check } from '@plumbline/health';
import { expect, it, onTestFinished } from 'vitest';
import { startS3 } from '../src/s3-server.ts';
import { wordOf } from '../src/word.ts';

const account = { key: 'app', secret: 'canary-of-the-secret' };

function clientOf(endpoint: string, secret: string): S3Client {
  const credentials = { accessKeyId: account.key, secretAccessKey: secret };
  const client = new S3Client({ region: 'us-east-1', endpoint, forcePathStyle: true, credentials });
  onTestFinished(() => client.destroy());
  return client;
}

it('an S3-compatible server healthy, frozen, thawed, gone and back; a wrong secret, and no bucket', async () => {
  await using server = await startS3(account);
  const client = clientOf(server.endpoint, account.secret);
  await client.send(new CreateBucketCommand({ Bucket: 'uploads' }));
  // The same command each time, as the check is made once.
  const check = s3Check(client, new HeadBucketCommand({ Bucket: 'uploads' }));
  expect(await wordOf(check)).toBe('ok');
  expect(await wordOf(s3Check(client, new HeadBucketCommand({ Bucket: 'other' })))).toBe('HttpStatus404');
  const stranger = clientOf(server.endpoint, 'wrong');
  expect(await wordOf(s3Check(stranger, new HeadBucketCommand({ Bucket: 'uploads' })))).toBe('HttpStatus403');
  server.freeze();
  expect(await wordOf(check)).toBe('Timeout');
  server.thaw();
  expect(await wordOf(check)).toBe('ok');
  await server.stop();
  expect(await wordOf(check)).toBe('Error ECONNREFUSED');
  await server.start();
  expect(await wordOf(check)).toBe('ok');
});
