import { expect, it } from 'vitest';
import { nodeVersion } from '../../src/doctor/node-version.ts';
import type { Project } from '../../src/doctor/project.ts';

it.each(['18.20.0', '20.19.5', '22.17.9'])('finds %s too old', (version) => {
  expect(nodeVersion.run({ nodeVersion: version } as Project)).toEqual({
    status: 'fault',
    faults: [
      {
        what: `Node ${version} is older than 22.18, which the packages need`,
        fix: 'Install Node 24 (the current long-term release) and run this again.',
      },
    ],
  });
});

it.each(['22.18.0', '24.0.0', '26.1.0'])('is content with %s', (version) => {
  expect(nodeVersion.run({ nodeVersion: version } as Project)).toMatchObject({ status: 'ok' });
});
