import { describe, expect, it } from 'vitest';
import { checkSize } from '../src/size.ts';
import { type Files, makeWorkspace, oneEntry } from './fixture.ts';

const check = (code: string, maxBytes: number, js: string): ReturnType<typeof checkSize> => {
  const files: Files = {
    'packages/repo/size.json': [{ name: 'one', code, maxBytes }],
    'packages/one/package.json': { name: '@plumbline/one', type: 'module', sideEffects: false, exports: oneEntry },
    'packages/one/dist/index.js': js,
  };
  return checkSize(makeWorkspace(files));
};

describe('checkSize', () => {
  it('measures nothing for an import that is not used', async () => {
    const { faults, notes } = await check("import '@plumbline/one'", 0, "export const one = 'x';\n");
    expect(faults).toEqual([]);
    expect(notes?.[0]).toMatch(/^ +0 of 0 bytes/);
  });

  it('fails above the budget, and on an entry that cannot be bundled', async () => {
    const long = `export const one = '${Array.from({ length: 400 }, (_, at) => (at * 7919).toString(36)).join('')}';\n`;
    expect((await check("export * from '@plumbline/one'", 200, long)).faults).toEqual([
      expect.stringContaining('200 allowed'),
    ]);
    expect((await check("export * from '@plumbline/one'", 200, "export * from './gone.js';\n")).faults).toHaveLength(1);
  });
});
