import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Adapter, DeferredAdapter, ErasureOutcome } from '@plumbline/core';
import { createPseudonymizer } from '@plumbline/core/context';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { forgetting } from './forgetting.ts';
import { type Ran, runCommand } from './run-command.ts';

const KEY = 'k'.repeat(40);
const hash = createPseudonymizer(KEY).user('ann', 'o1');
const NAMES = ['PLUMBLINE_IDENTITY_KEY', 'PLUMBLINE_EVENTS_SPOOL_DIR', 'DO_NOT_TRACK'];

let spool = '';

beforeEach(() => {
  spool = mkdtempSync(path.join(tmpdir(), 'plumbline-erase-command-'));
  process.env['PLUMBLINE_IDENTITY_KEY'] = KEY;
});

afterEach(() => {
  for (const name of NAMES) delete process.env[name];
  rmSync(spool, { recursive: true });
});

const run = (config: object, ...args: readonly string[]): Promise<Ran> => runCommand('erase', config, args);

const configOf = (adapters: readonly (Adapter | DeferredAdapter)[], more: object = {}): object => ({
  service: { name: 'shop' },
  events: { adapters, spool: { directory: spool } },
  ...more,
});

const ann = ['--user', 'ann', '--org', 'o1', '--wait', '0'];
const erased: ErasureOutcome = { kind: 'erased', removed: 3 };

it('says line by line what became of it, and ends with 0 only where nothing is left', async () => {
  const truth = forgetting('truth', erased, { role: 'source' });
  const vendor = forgetting('vendor', { kind: 'queued' });
  expect(await run(configOf([truth.adapter, vendor.adapter]), ...ann)).toEqual({
    code: 0,
    out: 'truth: erased, 3 events\nvendor: queued\nspool: what waits of them is dropped\naudit trail: none\nerased\n',
  });
  const stubborn = forgetting('vendor', { kind: 'not_supported', reason: 'it cannot' });
  expect(await run(configOf([truth.adapter, stubborn.adapter]), ...ann)).toMatchObject({
    code: 1,
    out: expect.stringContaining('vendor: not_supported (it cannot)\n') as string,
  });
  expect(truth.requests[0]?.anonymousUserIds).toEqual([hash]);
});

it('asks mirrors that DO_NOT_TRACK turns off, and every adapter that its variables switch on', async () => {
  process.env['DO_NOT_TRACK'] = '1';
  const vendor = forgetting('vendor', erased);
  const deferred = (adapter: Adapter | undefined): DeferredAdapter => ({
    kind: 'vendor',
    role: 'mirror',
    variables: [],
    fromEnvironment: () => adapter,
  });
  const truth = forgetting('truth', erased, { role: 'source' }).adapter;
  expect((await run(configOf([truth, deferred(vendor.adapter), deferred(undefined)]), ...ann)).code).toBe(0);
  expect(vendor.requests).toHaveLength(1);
});

it('changes nothing in a dry run, and says what each could do', async () => {
  const truth = forgetting('truth', erased, { role: 'source' });
  const vendor = forgetting('vendor', erased, { erasure: 'not-possible' });
  const config = configOf([truth.adapter, vendor.adapter]);
  expect(await run(config, ...ann, '--dry-run')).toMatchObject({ code: 0, out: /vendor: erasure not-possible/ });
  const { out } = await run(config, ...ann, '--dry-run', '--json');
  expect(JSON.parse(out)).toEqual({
    plan: {
      destinations: [
        { destination: 'truth', erasure: 'supported' },
        { destination: 'vendor', erasure: 'not-possible' },
      ],
      spool: true,
      audit: false,
    },
  });
  expect([truth.requests, vendor.requests, readdirSync(spool)]).toEqual([[], [], []]);
});

it('prints one object that names nobody', async () => {
  const truth = forgetting('truth', erased, { role: 'source' });
  const { code, out } = await run(configOf([truth.adapter]), ...ann, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ report: { done: true, destinations: [{ removed: 3 }] }, audit: false });
  expect(out).not.toContain(hash);
  expect(out).not.toContain('ann');
});

it('takes the spool that the environment names', async () => {
  const other = path.join(spool, 'other');
  process.env['PLUMBLINE_EVENTS_SPOOL_DIR'] = other;
  await run(configOf([forgetting('truth', erased, { role: 'source' }).adapter]), ...ann);
  expect(readdirSync(path.join(other, 'erased'))).toHaveLength(1);
  expect(readdirSync(spool)).toEqual(['other']);
});

it('carries out the second step where there is one', async () => {
  const plain = forgetting('plain', erased, { role: 'source' }).adapter;
  const outcomes: ErasureOutcome[] = [{ kind: 'queued' }, { kind: 'retry', error: new Error('busy') }];
  const adapters = outcomes.map((outcome, index): Adapter => ({
    ...plain,
    kind: `store${index}`,
    finishErasure: () => Promise.resolve(outcome),
  }));
  delete process.env['PLUMBLINE_IDENTITY_KEY'];
  expect(await run(configOf([plain]), '--finish')).toEqual({ code: 0, out: 'no destination needs a second step\n' });
  expect(await run(configOf([plain, adapters[0] as Adapter]), '--finish')).toEqual({
    code: 0,
    out: 'store0: queued\n',
  });
  expect(await run(configOf(adapters), '--finish')).toEqual({
    code: 1,
    out: 'store0: queued\nstore1: retry (busy)\n',
  });
});

it.each([
  ['nobody', []],
  ['both', ['--user', 'ann', '--anonymous', 'random-id-1']],
  ['an organisation of a browser', ['--anonymous', 'random-id-1', '--org', 'o1']],
  ['an unknown basis', ['--user', 'ann', '--basis', 'whim']],
  ['a wait that is none', ['--user', 'ann', '--wait', 'long']],
  ['a wait that is too long', ['--user', 'ann', '--wait', '301']],
  ['somebody in a second step', ['--user', 'ann', '--finish']],
  ['an option that is none', ['--everybody']],
])('refuses %s', async (_what, args) => {
  const truth = forgetting('truth', erased, { role: 'source' });
  await expect(run(configOf([truth.adapter]), ...args)).rejects.toMatchObject({ code: 'PLB_CLI_USAGE' });
  expect(truth.requests).toEqual([]);
});

it.each([
  ['no key', (): object => (delete process.env['PLUMBLINE_IDENTITY_KEY'], {}), /PLUMBLINE_IDENTITY_KEY/],
  ['no destination', (): object => ({ events: {} }), /no destination of events is on/],
  ['an audit trail that is not installed', (): object => ({ audit: { actions: {} } }), /package is not installed/],
] as const)('erases nothing with %s', async (_what, more, message) => {
  const truth = forgetting('truth', erased, { role: 'source' });
  await expect(run(configOf([truth.adapter], more()), ...ann)).rejects.toMatchObject({ code: 'PLB_ERASURE', message });
  expect(truth.requests).toEqual([]);
});
