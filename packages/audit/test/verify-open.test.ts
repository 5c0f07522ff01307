import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeVerification, verifyTrail } from '../src/evidence.ts';
import { createSealer, createSigner, generateSealKey } from '../src/seal.ts';
import { sqliteEvidence, sqliteStore } from '../src/sqlite.ts';
import { certify, receive, reply } from './anchor-authority.ts';
import { type Ran, runAudit, tamper } from './cli-support.ts';
import { clock, idOf, keptTrail, rowOf } from './keep-support.ts';
import { useFolder } from './support.ts';
import { anchorOf, dropTriggers, named, tamperTrail, verifyCopy } from './tamper-support.ts';

const folder = useFolder();

/** What whoever has stolen the key signs, to delete the records of seal 5. */
const STATEMENT = 'plumbline-audit-prune v1\nbefore 2026-02-15T00:00:00.000Z\nclasses access\nseal 5 all\n';

describe('what was pruned behind the newest time stamp', () => {
  const records = Array.from({ length: 30 }, (_, n) => rowOf(n, { personal: false }));

  /** Five seals of six records, stamped and anchored; then the statement and what it allows. */
  async function stampedTrail(): Promise<{ readonly file: string; readonly url: string }> {
    const file = path.join(folder(), 'stamped.sqlite');
    const { privateKey, publicKey } = generateSealKey();
    writeFileSync(path.join(folder(), 'stamped.pub'), publicKey);
    const store = sqliteEvidence({ path: file });
    const log = sqliteStore({ path: file });
    const sealer = createSealer({ store, signer: createSigner(privateKey) });
    for (let first = 0; first < 30; first += 6) {
      await log.append(records.slice(first, first + 6));
      await sealer.sealNow();
    }
    certify(folder(), 'ca', { extensions: 'ca' });
    certify(folder(), 'tsa', { extensions: 'tsa', issuer: 'ca' });
    writeFileSync(path.join(folder(), 'serial'), '01\n');
    const { url } = await receive((query) => reply(folder(), query));
    await audit('anchor', '--sqlite', file, '--anchor-tsa', url, '--anchor-file', 'anchors.jsonl');
    await sealer.seal({ statement: STATEMENT });
    await store.close();
    await log.close?.();
    const ids = records.slice(24).map(({ id }) => `'${id}'`);
    tamper(file, `DELETE FROM audit_log WHERE id IN (${ids.join()})`);
    return { file, url };
  }
  const audit = (...args: readonly string[]): Promise<Ran> => runAudit({ cwd: folder() }, ...args);

  it('is not called intact, with or without an anchor beside it, until a stamp confirms it', async () => {
    const { file, url } = await stampedTrail();
    const verify = (...more: readonly string[]): Promise<Ran> =>
      audit('verify', '--sqlite', file, '--public-key', 'stamped.pub', ...more);
    const open = /^not covered: 6 records were pruned by statements behind the newest anchor/;
    for (const more of [[], ['--partial'], ['--anchor', 'anchors.jsonl'], ['--anchor', 'anchors.jsonl', '--partial']]) {
      const { code, out } = await verify('--tsa-ca', 'ca.pem', ...more);
      expect([code, out]).toEqual([2, expect.stringMatching(open)]);
    }
    await audit('anchor', '--sqlite', file, '--anchor-tsa', url);
    expect((await verify('--anchor', 'anchors.jsonl')).code).toBe(2);
    for (const more of [[], ['--anchor', 'anchors.jsonl']]) {
      const { code, out } = await verify('--tsa-ca', 'ca.pem', ...more);
      expect([code, out]).toEqual([0, expect.stringMatching(/^intact: /)]);
    }
  });
});

describe('a part being enough excuses', () => {
  const exitOf = (result: Awaited<ReturnType<typeof verifyTrail>>): number =>
    judgeVerification(result, { acceptPartial: true }).exitCode;

  it('no prune behind the newest anchor', async () => {
    const trail = await keptTrail();
    const anchors = [anchorOf(await trail.store.seals({ from: 1, limit: 9 }), await trail.store.trail())];
    await trail.sealer.seal({ statement: STATEMENT });
    dropTriggers(trail.database);
    for (let n = 24; n < 30; n += 1)
      for (const table of ['audit_log', 'audit_personal'])
        trail.database.prepare(`DELETE FROM ${table} WHERE id = ?`).run(idOf(n));
    const result = await verifyTrail(trail.store, { publicKeys: [trail.signer.publicKey], anchors, clock });
    expect(result).toMatchObject({ found: 0, partial: [], prunedBy: [{ seal: 6, records: 6 }] });
    expect(exitOf(result)).toBe(2);
  });

  it('no record of the log that an export of later seals, as it says, was taken before', async () => {
    const trail = await tamperTrail();
    const witness = [...trail.witness.slice(12), { audit_id: idOf(200), audit_leaf: 'ab'.repeat(32) }];
    const later = {
      clock: { ...clock, now: () => Date.parse('2027-01-01') },
      maxWaitingAgeMs: Number.POSITIVE_INFINITY,
    };
    const result = await verifyCopy(trail, path.join(folder(), 'export'), { ...later, witness }, { from: 3 });
    expect(named(result)).toEqual([]);
    expect(result.partial).toEqual(['The export does not hold the seals before 3.']);
    expect(result.notCovered).toHaveLength(2);
    expect(exitOf(result)).toBe(2);
  });

  it('what such an export leaves out', async () => {
    const trail = await tamperTrail();
    const result = await verifyCopy(
      trail,
      path.join(folder(), 'export'),
      {},
      { from: 3, filters: { subject: 'u_20' } },
    );
    expect(result.partial).toEqual(result.notCovered);
    expect(result.partial).toHaveLength(2);
    expect(exitOf(result)).toBe(0);
  });
});
