import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { canaries } from '../../src/canaries.ts';

const set = canaries();
const directory = mkdtempSync(path.join(tmpdir(), 'canaries-'));
afterAll(() => rmSync(directory, { recursive: true }));

const found = (data: string | Uint8Array): readonly string[] => [
  ...new Set(set.findIn(data).map(({ canary }) => canary)),
];

describe.each(set.all)('$name', ({ name, value }) => {
  const encodings: [string, (text: string) => string | Buffer][] = [
    ['as it is', (text) => text],
    ['in a URL', (text) => `https://app.example/?q=${encodeURIComponent(text)}&x=1`],
    ['in a form', (text) => new URLSearchParams({ a: text }).toString()],
    ['in JSON', (text) => JSON.stringify({ a: [text] })],
    ['in JSON in JSON', (text) => JSON.stringify({ line: JSON.stringify({ a: text }) })],
    ['in hex', (text) => Buffer.from(text).toString('hex')],
    ['in UTF-16', (text) => Buffer.from(`x${text}`, 'utf16le')],
    ['in base64', (text) => Buffer.from(text).toString('base64')],
    ['in base64 after one byte', (text) => Buffer.from(`a${text}b`).toString('base64')],
    ['in base64 after two bytes', (text) => Buffer.from(`ab${text}`).toString('base64')],
    ['in base64url', (text) => Buffer.from(`??>${text}`).toString('base64url')],
  ];
  it.each(encodings)('is found %s', (_where, write) => {
    const written = write(value);
    const noise = Buffer.from('{"level":"info"} some other line \n');
    expect(found(Buffer.concat([noise, Buffer.from(written as Buffer), noise]))).toEqual([name]);
  });
});

it('finds nothing where nothing was planted', () => {
  const lines = Array.from({ length: 2_000 }, (_, index) =>
    JSON.stringify({ index, path: `/orgs/${index}`, at: Math.sqrt(index) }),
  );
  expect(found(lines.join('\n'))).toEqual([]);
  expect(canaries({ seed: 'another' }).findIn(set.all.map(({ value }) => value).join('\n'))).toEqual([]);
});

it('gives every process the same canaries for a seed', () => {
  expect(canaries({ seed: 'a' }).all).toEqual(canaries({ seed: 'a' }).all);
  expect(canaries({ seed: 'a' }).value('jwt')).not.toBe(canaries({ seed: 'b' }).value('jwt'));
  expect(() => set.value('nothing')).toThrow('no canary is named nothing');
});

it('searches files and folders, packed ones too, and names the file and the offset', () => {
  mkdirSync(path.join(directory, 'deep'));
  const [plain, packed] = [path.join(directory, 'a.log'), path.join(directory, 'deep', 'b.log.gz')];
  writeFileSync(plain, `12345${set.value('email')}`);
  writeFileSync(packed, gzipSync(set.value('github_token')));
  writeFileSync(path.join(directory, 'clean.log'), 'nothing');
  expect(set.findInFiles(plain)).toEqual([{ canary: 'email', encoding: 'plain', file: plain, offset: 5 }]);
  expect(set.findInFiles(directory).map(({ canary, file }) => [canary, file])).toEqual([
    ['email', plain],
    ['github_token', packed],
  ]);
});

it('makes values that the checks of their kind accept', () => {
  const digits = Array.from(set.value('card_number')).toReversed().map(Number);
  const sum = digits.reduce((total, digit, index) => total + (index % 2 ? ((digit * 2 - 1) % 9) + 1 : digit), 0);
  expect(sum % 10).toBe(0);
  const iban = set.value('iban');
  const moved = (iban.slice(4) + iban.slice(0, 4)).replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  expect(BigInt(moved) % 97n).toBe(1n);
});
