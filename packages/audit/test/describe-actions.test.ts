import { expect, test } from 'vitest';
import * as z from 'zod';
import { defineActions, describeActions, personal, starterActions } from '../src/index.ts';

const page = describeActions(
  defineActions({
    'invite.sent': {
      description: 'Somebody was invited | by\ne-mail.',
      owner: 'team',
      class: 'access',
      sensitivity: 'high',
      level: 'values',
      subject: ['invite', 'user'],
      fields: {
        email: personal(z.string().max(200)),
        id: z.uuid().optional(),
        at: z.iso.datetime(),
        note: z.string().max(40).nullable(),
        tags: z.array(z.enum(['a', 'b'])).max(3),
        seats: z.int(),
        share: z.number(),
        paid: z.boolean(),
        kind: z.literal('z'),
        host: z.ipv4(),
      },
      changes: { role: z.enum(['member', 'owner']) },
    },
    'plan.changed': {
      description: 'x',
      owner: 'team',
      class: 'data',
      level: 'change',
      changes: { email: personal(z.string().max(9)) },
    },
  }),
  { retention: { access: '400 days' } },
);

const cellsOf = (start: string): string[] | undefined =>
  page
    .split('\n')
    .find((line) => line.startsWith(start))
    ?.split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((text) => text.trim());

test('an action has one row, with what a reviewer asks for', () => {
  expect(cellsOf('| `invite.sent` | Somebody')).toEqual([
    '`invite.sent`',
    String.raw`Somebody was invited \| by e-mail.`,
    'team',
    'access',
    '400 days',
    'high',
    '`values`: declared fields, values before and after',
    '`invite`, `user`',
  ]);
  expect(cellsOf('| `plan.changed` | x')?.slice(3)).toEqual([
    'data',
    'rule for class `data`',
    'normal',
    '`change`: declared fields, names of what changed',
    'none',
  ]);
});

test.each([
  ['email', 'text of at most 200', 'personal', 'salted commitment; the value apart, erasable'],
  ['id', 'UUID (optional)', 'opaque-id', expect.stringContaining('as it is')],
  ['at', 'date-time', 'time', expect.stringContaining('as it is')],
  ['note', 'text of at most 40 or nothing', 'free-text', 'redacted'],
  ['tags', 'list of at most 3: `a`, `b`', 'category', 'as it is'],
  ['seats', 'whole number', 'count', expect.stringContaining('as it is')],
  ['share', 'number', 'count', expect.stringContaining('as it is')],
  ['paid', 'yes or no', 'category', 'as it is'],
  ['kind', '`z`', 'category', 'as it is'],
  ['host', 'ipv4', 'free-text', 'redacted'],
])('the field `%s` says what it holds and what is kept', (field, ...cells) => {
  expect(cellsOf(`| \`invite.sent\` | \`${field}\` |`)?.slice(2)).toEqual(cells);
});

test('changes are two fields at level `values`, and none at level `change`', () => {
  expect(cellsOf('| `invite.sent` | `before.role`')?.slice(1)).toEqual([
    '`before.role`, `after.role`',
    '`member`, `owner`',
    'category',
    'as it is',
  ]);
  expect(cellsOf('| `plan.changed` | `before.email`')?.at(-1)).toBe('not kept: only that it changed');
});

test('each declared action is on the page once, and so are those of the trail itself', () => {
  const all = describeActions(defineActions(starterActions));
  const rows = all.split('\n').filter((line) => /^\| `[a-z_.]+` \| [A-Z]/.test(line));
  const names = rows.map((line) => line.split('`')[1]);
  expect(names.slice(0, Object.keys(starterActions).length)).toEqual(Object.keys(starterActions).toSorted());
  expect(names.slice(Object.keys(starterActions).length)).toContain('audit.personal_erased');
  expect(new Set(names).size).toBe(names.length);
});
