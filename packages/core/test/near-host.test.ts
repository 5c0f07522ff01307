import { expect, it } from 'vitest';
import { isNearAddress } from '../src/index.ts';

it.each([
  'localhost',
  'localhost.',
  'LOCALHOST',
  'app.localhost',
  '127.0.0.1',
  '127.9.9.9',
  // One address, spelled as nobody reads it.
  '0x7f.1',
  '2130706433',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.1.1',
  '100.64.0.1',
  '100.127.255.255',
  '[::1]',
  '[::]',
  '[fd00::1]',
  '[fc12:3456::1]',
  '[fe80::1]',
  '[::ffff:10.0.0.1]',
  '[::ffff:127.0.0.1]',
  'collector',
  'otel_collector',
  'collector.internal',
  'host.docker.internal',
  'printer.local',
  'collector.observability.svc',
  'collector.observability.svc.cluster.local',
  'nas.home.arpa',
])('is near: %s', (host) => {
  expect(isNearAddress(`http://${host}:4318`)).toBe(true);
  expect(isNearAddress(`https://${host}/v1/traces`)).toBe(true);
});

it.each([
  'collector.example',
  'otlp.vendor.example',
  'ingest.eu.vendor.example.',
  '8.8.8.8',
  '172.15.255.255',
  '172.32.0.1',
  '192.169.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '1.127.0.1',
  '11.0.0.1',
  '[2001:db8::1]',
  '[::ffff:8.8.8.8]',
  '[fec0::1]',
  '[::2]',
  // Domains that only look like the names above.
  'internal.example',
  'mylocal.example',
  'local.example',
  'localhost.vendor.example',
  '127.0.0.1.vendor.example',
  '10.vendor.example',
])('is not near: %s', (host) => {
  expect(isNearAddress(`http://${host}:4318`)).toBe(false);
});

it.each(['', 'collector:4318', 'ftp://localhost', 'file:///x', 'unix:/run/x', 'localhost', '//localhost'])(
  'is no address of a collector: %j',
  (text) => {
    expect(isNearAddress(text)).toBe(false);
  },
);
