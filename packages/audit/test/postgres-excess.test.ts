import { PGlite } from '@electric-sql/pglite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { StoreFinding } from '../src/index.ts';
import { postgresGrants, postgresReaderGrants, postgresSealerGrants, postgresStore } from '../src/postgres.ts';
import { as, empty } from './postgres-support.ts';

let pg: PGlite;
beforeAll(async () => {
  pg = await PGlite.create();
  await pg.exec('CREATE ROLE app; CREATE ROLE team; CREATE ROLE sealer; CREATE ROLE owner; CREATE ROLE "o\'dd ""role"');
});
afterAll(() => pg.close());

beforeEach(async () => {
  await empty(pg);
  await postgresStore(pg).migrate();
  for (const sql of [...postgresGrants('app'), ...postgresSealerGrants('sealer')]) await pg.exec(sql);
});
afterEach(() => pg.exec('REVOKE team, sealer, owner, pg_read_all_data FROM app; REVOKE sealer FROM team'));

async function check(role = 'app', schema?: string): Promise<readonly StoreFinding[]> {
  let found: readonly StoreFinding[] = [];
  await as(pg, role, async () => {
    found = await postgresStore(pg, schema === undefined ? {} : { schema }).check();
  });
  return found;
}

/** Runs what the refusal says, as the owner. */
async function obey([finding]: readonly StoreFinding[]): Promise<string> {
  const said = /^Run as the owner: (.*;) Connect as/.exec(finding?.fix ?? '')?.[1] ?? 'nothing';
  await pg.exec(said);
  return said;
}

const forReading = postgresReaderGrants('app').join(';');
const forSealing = postgresSealerGrants('app').join(';');

test.each([
  ['what a reader has', forReading],
  ['what a sealer has', forSealing],
  ['both', `${forReading};${forSealing}`],
  ['personal values', 'GRANT SELECT ON audit_personal TO app'],
  ['a personal column', 'GRANT SELECT (value) ON audit_personal TO app'],
  ['a column of the log', 'GRANT UPDATE (body) ON audit_log TO app'],
  ['the seals', 'GRANT SELECT ON audit_seals TO app'],
  ['the lease, which keeps a sealer out', 'GRANT EXECUTE ON FUNCTION audit_acquire(text, bigint) TO app'],
  ['a month past the queue', 'GRANT INSERT ON audit_log_default TO app'],
  ['everything', 'GRANT ALL ON ALL TABLES IN SCHEMA public TO app; GRANT ALL ON ALL FUNCTIONS IN SCHEMA public TO app'],
  ['by everybody', 'GRANT SELECT ON audit_personal TO PUBLIC; GRANT EXECUTE ON FUNCTION audit_erase(uuid[]) TO PUBLIC'],
  ['a role that it belongs to', 'GRANT sealer TO app'],
  ['a role behind another one', 'GRANT sealer TO team; GRANT team TO app'],
  ['the owner', 'ALTER TABLE audit_log OWNER TO owner; GRANT owner TO app'],
  ['a role that reads everything', 'GRANT pg_read_all_data TO app'],
])('a service is refused at the start, and the statements it is told take away: %s', async (_, sql) => {
  expect(await check()).toEqual([]);
  await pg.exec(sql);
  const refused = await check();
  expect(refused).toMatchObject([{ severity: 'error' }]);
  expect(await obey(refused)).toMatch(/^REVOKE /);
  expect(await check()).toEqual([]);
});

test('the statements name what was granted and nothing else', async () => {
  await pg.exec(`GRANT SELECT, DELETE ON audit_personal, audit_seals TO app; GRANT sealer TO app`);
  expect(await obey(await check())).toBe(
    'REVOKE DELETE, SELECT ON "public".audit_personal, "public".audit_seals FROM app; REVOKE sealer FROM app;',
  );
});

test('names of roles and schemas are quoted', async () => {
  await pg.exec('CREATE SCHEMA "Trail"');
  await postgresStore(pg, { schema: 'Trail' }).migrate();
  const role = `o'dd "role`;
  for (const sql of [...postgresGrants(role, 'Trail'), ...postgresReaderGrants(role, 'Trail')]) await pg.exec(sql);
  await obey(await check(`"o'dd ""role"`, 'Trail'));
  expect(await check(`"o'dd ""role"`, 'Trail')).toEqual([]);
});

test('a superuser has no rights that a statement could take away', async () => {
  expect(await postgresStore(pg).check()).toMatchObject([
    { severity: 'error', fix: expect.stringMatching(/^Connect as a role of its own/) as string },
  ]);
});
