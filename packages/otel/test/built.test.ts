import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startOtlpReceiver } from '@plumbline/testkit/otlp';
import { expect, it } from 'vitest';
import { cleanup } from './support.ts';

const fixture = path.join(import.meta.dirname, 'fixtures/start-built.ts');
const read = (file: string): string => readFileSync(path.join(import.meta.dirname, '..', file), 'utf8');

it.each(['http/protobuf', 'http/json'])('what is published has the SDK inside and sends over %s', async (protocol) => {
  const receiver = await startOtlpReceiver();
  cleanup.push(() => receiver.close());
  const child = fork(fixture, [receiver.url, protocol]);
  const exited = once(child, 'exit');
  const [told] = (await once(child, 'message')) as [unknown];
  expect(told).toEqual({ flushed: true, packages: ['@opentelemetry/api'], own: expect.any(Number) });
  // A file costs more at a start than what is in it: six, and not the two hundred of the SDK.
  expect((told as { readonly own: number }).own).toBeLessThan(7);
  expect(await exited).toEqual([0, null]);
  expect(receiver.faults).toEqual([]);
  expect(new Set(receiver.requests.map(({ signal }) => signal))).toEqual(new Set(['traces', 'metrics', 'logs']));
});

it('the notices name the version that the resource tells of', async () => {
  const receiver = await startOtlpReceiver();
  cleanup.push(() => receiver.close());
  await once(fork(fixture, [receiver.url]), 'exit');
  const { 'telemetry.sdk.version': version } = receiver.resources()[0] ?? {};
  expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(read('THIRD_PARTY_NOTICES.md')).toContain(`| \`@opentelemetry/core\` | ${version as string} |`);
});
