import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MARK, needles, plant } from '../src/canaries.ts';
import { canaryEvidence } from '../src/evidence/canaries.ts';
import { createRandom } from '../src/random.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'canaries-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const search = (bytes: string | Uint8Array) => {
  writeFileSync(path.join(directory, 'sink'), bytes);
  return canaryEvidence([], { sink: [directory] });
};

const secret = `token-${MARK}42`;

it.each([
  ['as it is', secret],
  ['in capitals', secret.toUpperCase()],
  ['URL-encoded', encodeURIComponent(`${secret}&x=ü`)],
  ['in hex', Buffer.from(secret).toString('hex')],
  ['in base64, first offset', Buffer.from(`${secret} and more`).toString('base64')],
  ['in base64, second offset', Buffer.from(`a${secret} and more`).toString('base64')],
  ['in base64, third offset', Buffer.from(`ab${secret} and more`).toString('base64')],
  ['a card number', 'paid with 4242424242424242'],
])('finds a planted value %s', (_how, text) => {
  expect(search(`before ${text} after`).found).toBeGreaterThan(0);
});

it('finds nothing in what holds nothing, and says how much it searched', () => {
  expect(search('a log line without secrets')).toMatchObject({ found: 0, searched: { sink: 26 } });
});

it('searches every file below a folder', () => {
  writeFileSync(path.join(directory, 'clean'), 'x');
  expect(search(Buffer.concat([Buffer.alloc(1_000), Buffer.from(MARK)])).finds).toEqual(['sink: sink at byte 1000']);
});

it('plants nothing that its own search would miss', () => {
  const random = createRandom(3);
  const missed = Array.from({ length: 2_000 }, () => plant(random)).filter(
    (value) => !needles().some((needle) => value.includes(needle)),
  );
  expect(missed).toEqual([]);
});
