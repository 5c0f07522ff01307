import { PlumblineError, toError } from '@plumbline/core';
import type { EvidenceSource, SealStore } from '../seal-store.ts';
import type { Runner } from './client.ts';
import { arrayOf } from './values.ts';

type Sealing = Omit<SealStore, keyof EvidenceSource>;

/** How often a sealer looks after the months ahead. */
const MONTHS_EVERY_MS = 6 * 3_600_000;

/** What a function of the schema refused, and the rest as it is. */
function refusal(thrown: unknown): Error {
  const cause = toError(thrown);
  const said = /plumbline_seal: ([^\n]*)/.exec(cause.message)?.[1];
  if (said === undefined) return cause;
  const fix = 'Read the queue again and make the seal anew; where another sealer has the lease, leave it to that one.';
  return new PlumblineError('PLB_AUDIT_SEAL', said, { cause, fix });
}

/** What the guard of the anchors refused, and the rest as it is. */
function anchorRefusal(thrown: unknown): Error {
  const cause = toError(thrown);
  const said = /plumbline_anchor: ([^\n]*)/.exec(cause.message)?.[1];
  if (said === undefined) return cause;
  const fix =
    'Run `npx plumbline audit verify` with the anchors: seals were changed or cut off, or the anchor is of another trail.';
  return new PlumblineError('PLB_AUDIT_ANCHOR', said, { cause, fix });
}

/** What the sealer's role may do beside reading. */
export function sealing({ at, query }: Runner): Sealing {
  let nextMonths = 0;
  /** Without a month its records go where everything without one goes, so a failure costs nothing but the next attempt. */
  const makeMonths = async (): Promise<void> => {
    if (performance.now() < nextMonths) return;
    nextMonths = performance.now() + MONTHS_EVERY_MS;
    await query(`SELECT ${at}.audit_log_partitions(12)`).catch(() => undefined);
  };
  return {
    async acquire(holder, ttlMs) {
      const sql = `SELECT ${at}.audit_acquire($1::text, $2::text::bigint) AS acquired`;
      const [row] = await query(sql, [holder, String(Math.trunc(ttlMs))]);
      if (row?.['acquired'] !== true) return false;
      await makeMonths();
      return true;
    },
    async release(holder) {
      await query(`SELECT ${at}.audit_release($1::text)`, [holder]);
    },
    async addSeal({ no, header, ids, leaves, statement, signature }, holder) {
      const sql = `SELECT ${at}.audit_add_seal($1::text, $2::text::bigint, $3::text, $4::text::uuid[], decode($5::text, 'hex'),
  $6::text, decode($7::text, 'hex'))`;
      const signed = Buffer.from(signature).toString('hex');
      const params = [holder, String(no), header, arrayOf(ids), leaves.join(''), statement ?? null, signed];
      await query(sql, params).catch((error: unknown) => {
        throw refusal(error);
      });
    },
    async checkAnchors() {
      const [row] = await query(`SELECT has_table_privilege('${at}.audit_anchors', 'INSERT') AS may`);
      if (row?.['may'] === true) return;
      const what = 'the role may not store anchors; none was published. Connect with the role of the sealer';
      const fix = 'Use a role that has `postgresSealerGrants(role)`; one for reading needs no anchors of its own.';
      throw new PlumblineError('PLB_AUDIT_STORE', what, { fix });
    },
    async addAnchor({ kind, trail, seal, hash, records, at: time, where, receipt }) {
      const sql = `INSERT INTO ${at}.audit_anchors (kind, trail, seal_no, hash, records, at, place, receipt)
VALUES ($1::text, $2::text::uuid, $3::text::bigint, $4::text, $5::text::bigint, $6::text, $7::text, $8::text)`;
      const params = [kind, trail, String(seal), hash, String(records), time, where, receipt ?? null];
      await query(sql, params).catch((error: unknown) => {
        throw anchorRefusal(error);
      });
    },
  };
}
