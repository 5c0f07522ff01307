import { expect, it } from 'vitest';
import { writeCsv } from '../../src/server/csv.ts';

const cellOf = (value: string): string =>
  writeCsv({ columns: [{ name: 'c', kind: 'text' }], rows: [[value]] }).slice(3);

it.each([
  '=1+1',
  '+1',
  '-1+1',
  '@x',
  '\t=1',
  '\r=1',
  '\n=1',
  ' =1+1',
  '\u00a0=1',
  '\ufeff=1',
  // As programs in East Asia read them.
  '\uff1d1+1',
  '\uff0b1',
  '\uff0d1',
  '\uff20x',
])('writes no cell that a spreadsheet runs: %j', (value) => {
  expect(cellOf(value).replace(/^"/, '')).toMatch(/^'/);
});

it.each(['a;=1+1', 'a\t=1+1', 'a,=1+1', 'a\n=1+1', 'a"=1+1'])(
  'keeps in one cell what another separator would part: %j',
  (value) => {
    expect(cellOf(value)).toBe(`"${value.replaceAll('"', '""')}"\r\n`);
  },
);

it.each(['/items/:id', 'page_viewed', 'team-a', "O'Neill", '2026-05-01'])('leaves plain text as it is: %s', (value) => {
  expect(cellOf(value)).toBe(`${value}\r\n`);
});
