import { expect, it } from 'vitest';
import { readImports } from '../../src/doctor/read-imports.ts';

it('lists what a file loads, in order and with lines', () => {
  const source = `#!/usr/bin/env node
// import 'commented';
/* import 'blocked';
   import 'too'; */
import './start.ts';
import type { A } from 'types-only';
import type B from 'types-too';
import type, { C } from 'named-type';
import {
  d,
  type E,
} from "several-lines";
import * as f from 'star';
export { g } from 'again';
export type { H } from 'types-again';
export const text = 'not a module';
export default 'neither';
const i = require('common');
const lazy = () => import('lazy');
`;
  expect(readImports(source)).toEqual([
    { specifier: './start.ts', line: 5 },
    { specifier: 'named-type', line: 8 },
    { specifier: 'several-lines', line: 9 },
    { specifier: 'star', line: 13 },
    { specifier: 'again', line: 14 },
    { specifier: 'common', line: 18 },
  ]);
});
