import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { compareFolder } from '../src/compare-folder.ts';
import { MANIFEST, manifestText } from '../src/manifest.ts';
import type { StackFile } from '../src/model/stack-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'stack-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(files: readonly StackFile[]): void {
  for (const { path: name, text } of files) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

const SAME = { missing: [], drifted: [], edited: [], stale: [] };

it('tells a change by hand from one of the configuration, and what is missing from what is left over', () => {
  const before: StackFile[] = [
    { path: 'a.yml', text: 'a: 1\n' },
    { path: 'rules/b.yml', text: 'b: 1\n' },
    { path: 'c.yml', text: 'c: 1\n' },
    { path: 'old.yml', text: 'old\n' },
  ];
  put([...before, { path: MANIFEST, text: manifestText(before) }]);
  expect(compareFolder(folder, before)).toEqual(SAME);

  const now: StackFile[] = [
    { path: 'a.yml', text: 'a: 2\n' },
    { path: 'rules/b.yml', text: 'b: 1\n' },
    { path: 'c.yml', text: 'c: 1\n' },
    { path: 'new.yml', text: 'new\n' },
  ];
  put([{ path: 'rules/b.yml', text: 'b: by hand\n' }]);
  expect(compareFolder(folder, now)).toEqual({
    missing: ['new.yml'],
    drifted: [MANIFEST, 'a.yml'],
    edited: ['rules/b.yml'],
    stale: ['old.yml'],
  });
  put([{ path: 'old.yml', text: 'by hand\n' }]);
  expect(compareFolder(folder, now)).toMatchObject({ edited: ['old.yml', 'rules/b.yml'], stale: [] });
});

it('calls every file of an unknown folder edited, and believes no manifest about files elsewhere', () => {
  const files = [{ path: 'a.yml', text: 'a\n' }];
  put([{ path: 'a.yml', text: 'else\n' }]);
  expect(compareFolder(folder, files)).toEqual({ ...SAME, missing: [MANIFEST], edited: ['a.yml'] });
  put([{ path: MANIFEST, text: JSON.stringify({ files: { '../../etc/passwd': 'x' } }) }]);
  expect(compareFolder(folder, files)).toMatchObject({ stale: [], edited: ['a.yml'] });
});
