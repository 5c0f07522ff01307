import { createRequestContext, runInContext } from '@plumbline/core/context';
import { expect, it } from 'vitest';
import { createLogger, loggerEgress } from '../src/index.ts';

it('declares every member that the logger itself gives to a line', () => {
  const lines: string[] = [];
  const logger = createLogger({ service: 'shop', destination: { write: (line: string) => void lines.push(line) } });
  const context = createRequestContext({
    kind: 'request',
    requestId: 'r',
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    routePattern: '/a/:b',
    feature: 'f',
    surface: 's',
    actor: { id: 'u', type: 'user', role: 'admin', hash: 'h', orgHash: 'o' },
  });
  const broken = {
    get value(): never {
      throw new Error('unreadable');
    },
  };
  runInContext(context, () => {
    logger.info({ level: 'mine' }, 'reserved');
    logger.info(broken, 'incomplete');
  });
  const members = new Set(lines.flatMap((line) => Object.keys(JSON.parse(line) as object)));
  const declared = loggerEgress()[0]?.attributes.map(({ name }) => name) ?? [];
  members.delete('value');
  expect([...members].filter((name) => !declared.includes(name))).toEqual([]);
  expect(declared.filter((name) => name !== '*' && name !== 'log_incomplete' && !members.has(name))).toEqual([]);
});
