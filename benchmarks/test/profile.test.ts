import { expect, test } from 'vitest';
import { topOfProfile } from '../src/harness/profile.ts';

const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 9 });

test('self time by function, without the time in which nothing ran', () => {
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('(idle)', '') },
      { id: 2, callFrame: frame('write', 'file:///home/me/app/node_modules/pino/lib/proto.js') },
      { id: 3, callFrame: frame('', 'file:///home/me/app/packages/trace/dist/index.js') },
    ],
    samples: [1, 2, 3, 2],
    timeDeltas: [1_000, 30, 10, 30],
  };
  expect(topOfProfile(profile, 5, 'package')).toEqual([' 85.7 %  pino', ' 14.3 %  packages/trace']);
  expect(topOfProfile(profile, 5, 'function')).toEqual([
    ' 85.7 %  write  pino/lib/proto.js:10',
    ' 14.3 %  (anonymous)  packages/trace/dist/index.js:10',
  ]);
});
