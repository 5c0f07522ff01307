import type { CommandIo, MigrationStep } from '@plumbline/core';
import type { ClickhouseClient } from '../client.ts';
import { planStore, type Store, withStore } from './migrations.ts';

/** Something that is wrong with the store, and what ends it; neither names a user or an address. */
export interface StoreFault {
  readonly what: string;
  readonly fix: string;
}

/** What the user of a service needs, and for what. */
const RIGHTS: readonly (readonly [string, string])[] = [
  ['SELECT', 'answering questions'],
  ['INSERT', 'storing events'],
  ['ALTER DELETE', 'erasing a person'],
];

/** Whether the user has a right; undefined where the server is too old to say. */
async function hasRight(client: ClickhouseClient, right: string, database: string): Promise<boolean | undefined> {
  const { stream, http_status_code } = await client.exec({
    query: `CHECK GRANT ${right} ON ${database}.*`,
    clickhouse_settings: {},
    ignore_error_response: true,
  });
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return http_status_code === 200 ? text.trim() === '1' : undefined;
}

async function missingRights({ client, target }: Store): Promise<readonly StoreFault[]> {
  const faults: StoreFault[] = [];
  for (const [right, purpose] of RIGHTS) {
    if ((await hasRight(client, right, target.database)) !== false) continue;
    faults.push({
      what: `the ClickHouse user has no right to ${right} in ${target.database}, which ${purpose} needs`,
      fix: `Let an administrator run \`GRANT ${right} ON ${target.database}.* TO\` that user.`,
    });
  }
  return faults;
}

function schemaFaults(steps: readonly MigrationStep[]): readonly StoreFault[] {
  const missing = steps.filter(({ drift }) => drift === undefined).map(({ id }) => id);
  return [
    ...steps.flatMap(({ id, drift }) => {
      if (drift === undefined) return [];
      const [what = '', fix = 'Mend it as this says.'] = drift.split('\n  fix: ');
      return [{ what: id === 'schema' ? what : `${id}: ${what}`, fix }];
    }),
    ...(missing.length === 0
      ? []
      : [{ what: `the ClickHouse store lacks ${missing.join(', ')}`, fix: 'Run `npx plumbline migrate`.' }]),
  ];
}

/**
 * What keeps a service from using its store, for `plumbline doctor`: rights and schema. It changes nothing, and starts no
 * embedded engine: undefined for that one, and where the adapter is off.
 */
export const inspectStore = (io: CommandIo): Promise<readonly StoreFault[] | undefined> =>
  withStore(io, { embedded: false }, async (store) => [
    ...(await missingRights(store)),
    ...schemaFaults(await planStore(store)),
  ]);
