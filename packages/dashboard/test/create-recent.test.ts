import { describe, expect, it } from 'vitest';
import { createRecent } from '../src/index.ts';

describe('createRecent', () => {
  it('keeps the newest names, newest first', () => {
    const recent = createRecent({ maxNames: 2 });
    for (const name of ['one', 'two', 'three']) recent.add(name);
    expect(recent.list()).toEqual(['three', 'two']);
  });

  it.each([0, -1, 1.5, Number.NaN, 1001])('refuses maxNames %s with a code and a fix', (maxNames) => {
    const attempt = (): unknown => createRecent({ maxNames });
    expect(attempt).toThrow(/maxNames[\s\S]*fix:/);
    expect(attempt).toThrow(expect.objectContaining({ code: 'PLB_OPTION_INVALID' }));
  });
});
