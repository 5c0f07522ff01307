// A trail that is sealed in the process that records it, as the environment asks.
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defineActions, starterActions } from '@plumbline/audit';
import { verifyTrail } from '@plumbline/audit/evidence';
import { loadPublicKeys, writeSealKey } from '@plumbline/audit/seal';
import { sqliteEvidence, sqliteStore } from '@plumbline/audit/sqlite';
import { expect, it } from 'vitest';
import { checkConfig, start } from '../src/index.ts';
import { cleanup, makeFolder } from './run-child.ts';

const config = { service: { name: 'orders' }, audit: { actions: defineActions(starterActions) } };

it('seals what was recorded with a flush, and at the latest when it shuts down', async () => {
  const folder = makeFolder();
  const key = path.join(folder, 'seal.pem');
  await writeSealKey(key);
  const environment = { PLUMBLINE_AUDIT_SPOOL_DIR: path.join(folder, 'audit'), PLUMBLINE_AUDIT_SEAL_KEY_FILE: key };
  for (const id of ['u_1', 'u_2']) {
    const { audit, flush, shutdown } = await start(config, {
      environment,
      signals: false,
      logDestination: { write: () => undefined },
    });
    audit.record('user.created', { subject: { type: 'user', id } });
    await flush();
    // The sealer would look again in a second.
    audit.record('user.disabled', { subject: { type: 'user', id } });
    expect((await shutdown({ timeoutMs: 5_000 })).pending).toBe(0);
  }
  const evidence = sqliteEvidence({ path: path.join(folder, 'audit', 'audit.sqlite') });
  cleanup.push(() => evidence.close());
  const publicKeys = await loadPublicKeys(`${key}.pub`);
  const verification = await verifyTrail(evidence, { publicKeys });
  expect(verification).toMatchObject({ findings: [], records: 4, seals: 4, waiting: 0 });
  expect((await evidence.seals({ from: 1, limit: 1 }))[0]?.header).toContain(`key ${publicKeys[0]?.id}`);
});

it.each([
  ['a file that is not there', 'none.pem', /is not there\n {2}fix: Correct the path/],
  ['a file without a key', 'text.pem', /holds no private key in PEM form/],
  ['a public key', 'seal.pem.pub', /is a public key\n {2}fix: Give an Ed25519 private key/],
])('names the variable where it gives %s for a key', async (_, name, reason) => {
  const folder = makeFolder();
  await writeSealKey(path.join(folder, 'seal.pem'));
  writeFileSync(path.join(folder, 'text.pem'), 'no key');
  const file = path.join(folder, name);
  const environment = {
    PLUMBLINE_AUDIT_SPOOL_DIR: path.join(folder, 'audit'),
    PLUMBLINE_AUDIT_SEAL_KEY_FILE: file,
  };
  const refused = await start(config, { environment, signals: false }).catch((error: Error) => error.message);
  expect(refused).toContain(`PLB_AUDIT_KEY: PLUMBLINE_AUDIT_SEAL_KEY_FILE: the sealing key ${file} `);
  expect(refused).toMatch(reason);
});

it('warns of a key that others can read, and names the variable', async () => {
  const folder = makeFolder();
  const key = path.join(folder, 'seal.pem');
  await writeSealKey(key);
  chmodSync(key, 0o644);
  let log = '';
  const { shutdown } = await start(config, {
    environment: { PLUMBLINE_AUDIT_SPOOL_DIR: path.join(folder, 'audit'), PLUMBLINE_AUDIT_SEAL_KEY_FILE: key },
    signals: false,
    logDestination: { write: (line) => void (log += line) },
  });
  await shutdown({ timeoutMs: 5_000 });
  const line = log.split('\n').find((one) => one.includes('sealing key is not for its owner alone'));
  expect(line).toMatch(/others can read or change it \(mode 0644\), PLUMBLINE_AUDIT_SEAL_KEY_FILE: /);
});

it('refuses a key for the seals of another store', async () => {
  const folder = makeFolder();
  const environment = {
    PLUMBLINE_AUDIT_SPOOL_DIR: path.join(folder, 'audit'),
    PLUMBLINE_AUDIT_SEAL_KEY_FILE: path.join(folder, 'none.pem'),
  };
  const store = sqliteStore({ path: path.join(folder, 'own.sqlite') });
  expect(await checkConfig(config, { environment, audit: { store } })).toEqual([
    expect.stringMatching(/^PLUMBLINE_AUDIT_SEAL_KEY_FILE: .*plumbline audit seal/),
  ]);
});
