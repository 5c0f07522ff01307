import { beforeAll, describe, expect, it } from 'vitest';
import { matrixNodes } from '../../../packages/repo/src/matrix-nodes.ts';
import { APPS, FORMS } from '../src/build.ts';
import { type Cell, nameOf, runMatrix } from '../src/matrix.ts';
import { NODES } from '../src/table.ts';

// Throws where one of the three cannot be had: nothing is left out in silence.
const cells: readonly Cell[] = matrixNodes().flatMap((node) =>
  FORMS.flatMap((form) => APPS.map((app) => ({ app, form, node }))),
);

let faults: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  faults = await runMatrix(cells, 'live');
}, 1_800_000);

it('is of the Nodes that the table names', () => {
  expect(matrixNodes().map(({ name }) => name)).toEqual(NODES.map((line) => `node-${line}`));
});

describe('each framework by import, by require and in a bundle, on each Node', () => {
  it.each([...cells.map(nameOf), 'receivers and next service'])('%s', (name) => {
    expect(faults.get(name)).toEqual([]);
  });
});
