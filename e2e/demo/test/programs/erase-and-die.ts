import process from 'node:process';
import { clickhouse } from '@plumbline/adapter-clickhouse';
import { posthog } from '@plumbline/adapter-posthog';
import { createAudit, defineActions, starterActions } from '@plumbline/audit';
import { sqliteStore } from '@plumbline/audit/sqlite';
import type { Adapter } from '@plumbline/core';
import { createPseudonymizer } from '@plumbline/core/context';
import { eraseActor } from '@plumbline/events/erase';

/** An erasure that is killed between two steps: `attempted`, `spool`, `source` or `mirror`, whichever was last. */
const [last = '', text = '{}'] = process.argv.slice(2);

interface Given {
  readonly embedded: string;
  readonly host: string;
  readonly apiKey: string;
  readonly personalApiKey: string;
  readonly spool: string;
  readonly audit: string;
  readonly key: string;
  readonly user: string;
  readonly org: string;
}

const given = JSON.parse(text) as Given;

const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};

/** Dies before it is asked, or as soon as it has answered. */
const deadly = (adapter: Adapter, before: string, after: string): Adapter => ({
  ...adapter,
  async erase(request) {
    if (last === before) await die();
    const outcome = await adapter.erase(request);
    if (last === after) await die();
    return outcome;
  },
});

const audit = createAudit({
  actions: defineActions(starterActions),
  store: sqliteStore({ path: `${given.audit}/audit.sqlite` }),
  spoolDirectory: given.audit,
  service: { name: 'shop' },
});
await audit.start();
const host = { host: given.host, appHost: given.host, projectId: '1' };
const keys = { apiKey: given.apiKey, personalApiKey: given.personalApiKey };
await eraseActor(
  {
    adapters: [
      deadly(clickhouse({ embedded: { directory: given.embedded } }), 'spool', 'source'),
      deadly(posthog({ ...host, ...keys, allow: { item_created: ['number'] } }), '', 'mirror'),
    ],
    spool: { directory: given.spool },
    pseudonymizer: createPseudonymizer(given.key),
    audit: {
      record(action, input) {
        const receipt = audit.record(action, input);
        if (last !== 'attempted') return receipt;
        return { id: receipt.id, accepted: receipt.accepted, durable: receipt.durable.then(die) };
      },
    },
    settleMs: 0,
  },
  { user: { id: given.user, orgId: given.org } },
);
