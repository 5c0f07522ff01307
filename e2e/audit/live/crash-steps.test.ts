import { expect, test } from 'vitest';
import { NOTHING, useStage } from '../src/stage.ts';

const stage = useStage();

/** The table of the documentation: after which crash there is a record, and a mutation in the same transaction. */
const steps = [
  { step: 'record: before the call', records: 0, accounts: 0 },
  { step: 'record: returned', records: 1, accounts: 0 },
  { step: 'record: durable', records: 1, accounts: 0 },
  { step: 'before the store is asked', records: 1, accounts: 0 },
  { step: 'stored and not yet off the spool', records: 1, accounts: 0 },
  { step: 'record: stored', records: 1, accounts: 0 },
  { step: 'in: before the record', records: 0, accounts: 0 },
  { step: 'in: recorded and not committed', records: 0, accounts: 0 },
  { step: 'in: committed', records: 1, accounts: 1 },
] as const;

test.each(steps)('killed at «$step»: $records records and $accounts mutations', async ({ step, records, accounts }) => {
  const spool = stage.spool(step.replaceAll(/\W/g, '-'));
  const crashed = stage.program('crash-at.ts', [stage.database.urlAs('app'), spool, step]);
  await crashed.ended;
  expect(crashed.process.signalCode).toBe('SIGKILL');
  await stage.drained(spool);
  const found = await stage.database.query('SELECT id::text AS id FROM audit_log WHERE subject_ids = ARRAY[$1]', [
    step,
  ]);
  const mutations = await stage.database.query('SELECT 1 FROM account WHERE id = $1', [step]);
  expect({ records: found.length, accounts: mutations.length }).toEqual({ records, accounts });
  // What is stored is the record whose ID the caller had.
  expect(found.map((row) => row['id'])).toEqual(records > 0 ? crashed.lines : []);
  expect(await stage.missing([])).toEqual(NOTHING);
});
