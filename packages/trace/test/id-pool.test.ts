import { expect, it } from 'vitest';
import { createIdPool } from '../src/id-pool.ts';

it('makes well-formed IDs that never repeat, over the end of the pool', () => {
  const { traceId, spanId } = createIdPool();
  const ids = Array.from({ length: 2_000 }, (_, index) => (index % 3 === 0 ? traceId() : spanId()));
  expect(new Set(ids).size).toBe(2_000);
  for (const [index, id] of ids.entries()) expect(id).toMatch(index % 3 === 0 ? /^[0-9a-f]{32}$/ : /^[0-9a-f]{16}$/);
});
