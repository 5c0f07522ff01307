import { expect, test } from 'vitest';
import * as z from 'zod';
import { createAudit, defineActions, personal, queryAudit, starterActions } from '../src/index.ts';
import { sqliteStore } from '../src/sqlite.ts';
import { keepLog, service, useFolder } from './support.ts';

const folder = useFolder();
/** Never in a message, a log line or a record. */
const SECRET = 'sk_live_5ecret';

const actions = defineActions({
  ...starterActions,
  'invite.resent': {
    description: 'An invitation was sent again.',
    owner: 'team',
    class: 'access',
    level: 'values',
    fields: {
      email: personal(z.string().max(20)),
      method: z.enum(['mail', 'link']).optional(),
      seats: z.int().min(1).max(9).optional(),
      tags: z.array(z.string().max(5)).max(6).optional(),
    },
    changes: { state: z.enum(['open', 'shut']) },
  },
});

const good = { email: 'a@b.example' };
const cases: readonly (readonly [input: object, fault: string])[] = [
  [{}, 'email is missing (declared as text of at most 20)'],
  [{ metadata: { ...good, method: SECRET } }, 'method is none of its values (one of mail, link)'],
  [{ metadata: { ...good, seats: 99 } }, 'seats is too big or too long (declared as whole number)'],
  [{ metadata: { ...good, seats: SECRET } }, 'seats is of another type (declared as whole number)'],
  [
    { metadata: { ...good, tags: ['a', SECRET, 'b', SECRET] } },
    'tags.1, tags.3 is too big or too long (declared as list of at most 6: text of at most 5)',
  ],
  [
    { metadata: { ...good, tags: Array.from({ length: 6 }, () => SECRET) } },
    'tags.0, tags.1, tags.2, … is too big or too long (declared as list of at most 6: text of at most 5)',
  ],
  [
    { metadata: { mail: SECRET } },
    'email is missing (declared as text of at most 20); mail is not declared; did you mean email?',
  ],
  [{ metadata: { ...good, [SECRET]: 1 } }, '1 undeclared (declared: email, method, seats, tags)'],
  [
    { metadata: { ...good, [`${SECRET} b`]: 1, seat: 1, [SECRET]: 1 } },
    'seat is not declared; did you mean seats?; 2 more undeclared',
  ],
  [{ metadata: SECRET }, 'it is no object'],
  [{ metadata: good, before: { state: SECRET } }, 'state is none of its values (one of open, shut)'],
];

test.each(cases)(
  '%o is refused with what is wrong and what is allowed, in development and in production',
  async (input, fault) => {
    const log = keepLog();
    const store = sqliteStore({ path: ':memory:' });
    const options = { actions, store, service, log, drainIntervalMs: 1 };
    const option = 'before' in input ? 'before' : 'metadata';
    const said = `\`${option}\` does not fit its declaration: ${fault}`;
    {
      await using strict = createAudit({ ...options, spoolDirectory: `${folder()}/strict`, strict: true });
      expect(() => strict.record('invite.resent', input as never)).toThrow(
        `PLB_AUDIT_REFUSED: invite.resent: ${said}\n`,
      );
    }
    const audit = createAudit({ ...options, spoolDirectory: `${folder()}/spool` });
    await audit.start();
    const receipt = audit.record('invite.resent', input as never);
    await expect(receipt.durable).rejects.toThrow(said);
    await audit.flush();
    expect(log.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields['fault'])).toEqual([said]);
    const { records } = await queryAudit(store, {});
    expect(records.map(({ action, metadata }) => [action, metadata?.['reason']])).toEqual([
      ['audit.refused', 'invalid_field'],
    ]);
    expect(JSON.stringify([log.lines, records])).not.toContain(SECRET);
    expect(audit.snapshot().refused).toEqual({ invalid_field: 1 });
    await audit.shutdown();
  },
);

test('the reasons of a failed login are named where none is given', () => {
  const parsed = actions.find('login.failed')?.fields?.parse({ method: 'password' });
  expect(parsed).toEqual({
    ok: false,
    faults: ['reason is missing (one of bad_credentials, locked, expired, forbidden, mfa, error)'],
  });
});

test('a long enumeration is cut', () => {
  const roles = Array.from({ length: 40 }, (_, n) => `r${n}`);
  const own = defineActions({
    'job.done': { description: 'x', owner: 'x', class: 'data', level: 'metadata', fields: { role: z.enum(roles) } },
  });
  expect(own.find('job.done')?.fields?.parse({ role: 'r40' })).toEqual({
    ok: false,
    faults: ['role is none of its values (one of r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, …)'],
  });
});
