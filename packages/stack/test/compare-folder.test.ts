import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { compareFolder } from '../src/compare-folder.ts';
import { hashOf, MANIFEST, manifestText } from '../src/manifest.ts';
import type { StackFile } from '../src/model/stack-file.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'stack-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(files: readonly StackFile[]): void {
  for (const { path: name, text } of files) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
    chmodSync(path.join(folder, name), 0o644);
  }
}

const SAME = {
  missing: [],
  drifted: [],
  edited: [],
  stale: [],
  foreign: [],
  links: [],
  lineEnds: [],
  rights: [],
};

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
    ...SAME,
    missing: ['new.yml'],
    drifted: [MANIFEST, 'a.yml'],
    edited: ['rules/b.yml'],
    stale: ['old.yml'],
  });
  put([{ path: 'old.yml', text: 'by hand\n' }]);
  expect(compareFolder(folder, now)).toMatchObject({ edited: ['old.yml', 'rules/b.yml'], stale: [] });
});

it('calls every file of an unknown folder edited', () => {
  const files = [{ path: 'a.yml', text: 'a\n' }];
  put([{ path: 'a.yml', text: 'else\n' }]);
  expect(compareFolder(folder, files)).toEqual({ ...SAME, missing: [MANIFEST], edited: ['a.yml'] });
});

describe('a manifest', () => {
  const files = [{ path: 'rules/a.yml', text: 'a\n' }];
  const naming = (name: string): string => JSON.stringify({ files: { [name]: hashOf('old\n') } });

  it.each([
    ['../../etc/passwd'],
    ['rules/../../x'],
    ['..'],
    ['..\\x'],
    ['rules\\..\\..\\x'],
    ['/etc/passwd'],
    ['C:/x'],
    ['rules//x'],
    ['./x'],
    [''],
    ['rules/\nx'],
  ])('that names %j is refused', (name) => {
    put([...files, { path: MANIFEST, text: naming(name) }]);
    expect(() => compareFolder(folder, files)).toThrow(/names a path outside of it/);
  });

  it.each([
    ['marks of a conflict', `<<<<<<< HEAD\n${naming('a')}=======\n${naming('b')}>>>>>>> other\n`, /merge conflict/],
    [
      'marks of a conflict within it',
      `{\n  "files": {\n<<<<<<< HEAD\n    "a": "1"\n=======\n    "b": "2"\n>>>>>>> x\n  }\n}\n`,
      /conflict/,
    ],
    ['half a text', '{ "files": {', /is none/],
    ['a list', '{ "files": ["a.yml"] }', /is none/],
    ['no hash', '{ "files": { "a.yml": 5 } }', /has no hash/],
    ['null', 'null', /is none/],
    ['a folder as an entry', naming('rules'), /names "rules", which is no file/],
    ['a file as the folder of an entry', naming('rules/a.yml/b.yml'), /names "rules\/a.yml", which is no file/],
  ])('with %s is refused, with what to do', (_what, text, message) => {
    put([...files, { path: MANIFEST, text }]);
    expect(() => compareFolder(folder, files)).toThrow(message);
    expect(() => compareFolder(folder, files)).toThrow(
      expect.objectContaining({ fix: expect.stringContaining('generate') }),
    );
  });

  it('that is a link or a folder is refused', () => {
    mkdirSync(path.join(folder, MANIFEST), { recursive: true });
    expect(() => compareFolder(folder, files)).toThrow(/is no file that can be read/);
  });
});

describe('what does not belong there', () => {
  const files: StackFile[] = [
    { path: 'prometheus/rules/a.yml', text: 'a: 1\nb: 2\n' },
    { path: 'prometheus/prometheus.yml', text: 'c: 3\n' },
    { path: 'secrets/README.md', text: 'd\n' },
  ];
  const whole = (): void => put([...files, { path: MANIFEST, text: manifestText(files) }]);

  it.each([
    ['prometheus/rules/zz.yml'],
    ['prometheus/tests/zz.test.yml'],
    ['alertmanager/templates/zz.tmpl'],
    ['grafana/provisioning/datasources/zz.yml'],
    ['grafana/dashboards/operator/deep/zz.json'],
    ['runbooks/zz.md'],
    ['kubernetes/rules/zz.yml'],
    ['kubernetes/boards/zz.yml'],
  ])('is %s', (name) => {
    whole();
    put([{ path: name, text: 'x\n' }]);
    expect(compareFolder(folder, files)).toEqual({ ...SAME, foreign: [name] });
  });

  it('is no page beside them, no picture and no secret that others have no right to', () => {
    whole();
    for (const name of ['NOTES.md', 'pictures/a.svg', 'prometheus/own.yml']) put([{ path: name, text: 'x\n' }]);
    put([{ path: 'secrets/slack', text: 'x\n' }]);
    chmodSync(path.join(folder, 'secrets/slack'), 0o400);
    expect(compareFolder(folder, files)).toEqual(SAME);
    chmodSync(path.join(folder, 'secrets/slack'), 0o644);
    expect(compareFolder(folder, files)).toEqual({ ...SAME, rights: ['secrets/slack'] });
  });

  it.each([[0o600], [0o755], [0o666]])('are the rights %o', (mode) => {
    whole();
    chmodSync(path.join(folder, 'prometheus/rules/a.yml'), mode);
    expect(compareFolder(folder, files)).toEqual({ ...SAME, rights: ['prometheus/rules/a.yml'] });
  });

  it('are no rights that a file system gives to all, but those that no container has', () => {
    whole();
    for (const { path: name } of files) chmodSync(path.join(folder, name), 0o777);
    expect(compareFolder(folder, files)).toEqual(SAME);
    for (const { path: name } of files) chmodSync(path.join(folder, name), 0o600);
    expect(compareFolder(folder, files).rights).toHaveLength(3);
  });

  it('is a link with the same text, of a file, of its folder, and what is behind one', () => {
    whole();
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'elsewhere-'));
    try {
      writeFileSync(path.join(elsewhere, 'a.yml'), files[0]?.text ?? '');
      rmSync(path.join(folder, 'prometheus/rules/a.yml'));
      symlinkSync(path.join(elsewhere, 'a.yml'), path.join(folder, 'prometheus/rules/a.yml'));
      expect(compareFolder(folder, files)).toEqual({ ...SAME, links: ['prometheus/rules/a.yml'] });
      rmSync(path.join(folder, 'prometheus/rules'), { recursive: true });
      symlinkSync(elsewhere, path.join(folder, 'prometheus/rules'));
      expect(compareFolder(folder, files)).toEqual({ ...SAME, links: ['prometheus/rules'] });
      // What an earlier run wrote and nobody wants any more lies behind the link: it is not taken for it.
      expect(compareFolder(folder, files.slice(1))).toMatchObject({ links: ['prometheus/rules'], stale: [] });
      symlinkSync(elsewhere, path.join(folder, 'runbooks'));
      rmSync(path.join(folder, 'prometheus/rules'));
      whole();
      symlinkSync(elsewhere, path.join(folder, 'prometheus/rules/zz'));
      expect(compareFolder(folder, files)).toEqual({ ...SAME, foreign: ['prometheus/rules/zz', 'runbooks'] });
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });

  it('are line ends of Windows, which are no edit, and hide none', () => {
    put(
      [...files, { path: MANIFEST, text: manifestText(files) }].map(({ path: name, text }) => ({
        path: name,
        text: text.replaceAll('\n', '\r\n'),
      })),
    );
    const names = [MANIFEST, ...files.map(({ path: name }) => name)].toSorted();
    expect(compareFolder(folder, files)).toEqual({ ...SAME, lineEnds: names });
    const now = files.map((file) => ({ ...file, text: `${file.text}new\n` }));
    expect(compareFolder(folder, now)).toEqual({ ...SAME, drifted: names });
    put([{ path: 'prometheus/prometheus.yml', text: 'c: by hand\r\n' }]);
    expect(compareFolder(folder, files)).toMatchObject({ edited: ['prometheus/prometheus.yml'] });
  });
});
