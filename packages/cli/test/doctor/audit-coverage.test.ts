import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { auditCoverage } from '../../src/doctor/audit-coverage.ts';
import type { Project } from '../../src/doctor/project.ts';
import { makeFolder } from '../support.ts';

const line = (method: string, route: string, requests: number, recorded: number): string =>
  `${JSON.stringify({ method, route, requests, recorded })}\n`;

function project(text: string | undefined, unaudited: readonly string[] = []): Project {
  const directory = makeFolder();
  mkdirSync(path.join(directory, '.plumbline'));
  if (text !== undefined) writeFileSync(path.join(directory, '.plumbline/audit-coverage.jsonl'), text);
  const audit = { spoolDirectory: undefined, unaudited };
  return { directory, env: {}, config: { status: 'loaded', audit } } as unknown as Project;
}

it('names mutating routes that never recorded an action, over all runs', async () => {
  const text = [
    line('POST', '/orders', 2, 0),
    line('POST', '/orders', 1, 1),
    line('PUT', '/settings', 3, 0),
    line('DELETE', '/drafts/:id', 1, 0),
    line('POST', '/prefs/theme', 1, 0),
  ].join('');
  const outcome = await auditCoverage.run(project(text, ['DELETE /drafts/:id', '/prefs/*']));
  expect(outcome).toMatchObject({ status: 'ok', note: '4 mutating routes were seen, 1 of them without a record' });
  expect((outcome as { advice?: readonly { what: string; fix: string }[] }).advice).toEqual([
    {
      what: 'PUT /settings answered 3 requests well and recorded no action',
      fix: "Record what it changes with `audit.record`, or name it in `audit.unaudited`: ['PUT /settings'].",
    },
  ]);
});

it('says how to find out where nothing was watched, and does not guess from another file', async () => {
  expect(await auditCoverage.run(project(undefined))).toMatchObject({
    status: 'not_needed',
    note: expect.stringContaining('PLUMBLINE_AUDIT_COVERAGE'),
  });
  expect(await auditCoverage.run(project('{"method":"POST"}\n'))).toMatchObject({ status: 'blocked' });
});
