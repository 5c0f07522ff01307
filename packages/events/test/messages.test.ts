import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { RIGHT, WORLD, WRONG } from './messages/cases.ts';
import { compile, COMPILERS, type Compiler } from './messages/compile.ts';

const IMPORTS = `
import type { Events } from '@plumbline/events';
import { category, count, defineEvent, type EventFields, freeText, opaqueId } from '@plumbline/schema';
import { catalog, events, place, shared } from './world.ts';
export type Used = [Events, EventFields<typeof catalog, 'item_created'>];
export const used = [category, count, defineEvent, freeText, opaqueId, events, place, shared];
`;

const nameOf = (index: number): string => `case-${index}.ts`;

const FILES = {
  'world.ts': WORLD,
  'right.ts': IMPORTS + RIGHT,
  ...Object.fromEntries(WRONG.map(({ code }, index) => [nameOf(index), `${IMPORTS}${code}\n`])),
};

describe.each(Object.keys(COMPILERS) as Compiler[])('%s', async (compiler) => {
  const said = await compile(compiler, FILES);

  it('says nothing of what is right', () => {
    expect([said['world.ts'], said['right.ts'], said['']]).toEqual([undefined, undefined, undefined]);
  });

  it.each(WRONG.map(({ what, says }, index) => [what, says, said[nameOf(index)]]))(
    'says of %s',
    (_what, says, text) => {
      expect(text).toContain(says);
    },
  );

  // To renew the page after a change that is meant: `vitest run test/messages.test.ts -u`.
  it('says it in the words of the committed page', async () => {
    const page = WRONG.map(({ what, code }, index) =>
      [`## ${what}`, '', '```ts', code, '```', '', '```text', `${said[nameOf(index)] ?? ''}\`\`\``, ''].join('\n'),
    );
    const file = path.join(import.meta.dirname, 'messages', `${compiler}.md`);
    expect(readFileSync(file, 'utf8')).not.toBe('');
    await expect([`# What ${compiler} says`, '', ...page].join('\n')).toMatchFileSnapshot(file);
  });
});
