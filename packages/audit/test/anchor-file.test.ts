import { appendFileSync, mkdirSync, readFileSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileAnchor, readAnchorFile } from '../src/anchors.ts';
import { statement } from './anchor-authority.ts';
import { useFolder } from './support.ts';

const folder = useFolder();
const file = (): string => path.join(folder(), 'anchors.jsonl');
const next = { ...statement, seal: 8, records: 31_500, hash: 'a'.repeat(64) };

describe('an anchor file', () => {
  it('gets one line for each anchor, which says the statement and nothing else', async () => {
    const target = fileAnchor({ path: file() });
    expect(await target.publish(statement)).toEqual({ where: file() });
    await target.publish(next);
    expect(readFileSync(file(), 'utf8')).toBe(
      [statement, next]
        .map(
          ({ at, hash, records, seal, trail }) =>
            `{"at":"${at}","hash":"${hash}","records":${records},"seal":${seal},"trail":"${trail}"}\n`,
        )
        .join(''),
    );
    expect(statSync(file()).mode & 0o027).toBe(0);
    expect(await readAnchorFile(file())).toEqual([
      { kind: 'file', ...statement, where: file() },
      { kind: 'file', ...next, where: file() },
    ]);
  });

  it('is read without a last line that was cut, and goes on behind the one before', async () => {
    const target = fileAnchor({ path: file() });
    await target.publish(statement);
    const whole = statSync(file()).size;
    for (let cut = 1; cut < whole; cut += 13) {
      await target.publish(next);
      truncateSync(file(), whole + cut);
      expect(await readAnchorFile(file())).toHaveLength(1);
      await target.publish(next);
      expect(await readAnchorFile(file())).toMatchObject([statement, next]);
      truncateSync(file(), whole);
    }
    truncateSync(file(), whole - 1);
    expect(await readAnchorFile(file())).toEqual([]);
  });

  it.each([
    ['a line that is cut and has its end', '{"at":"2026\n'],
    ['an empty line', '\n'],
    ['another spelling', `${JSON.stringify(statement).replace(',', ', ')}\n`],
    ['another key', `${JSON.stringify({ ...statement, more: 1 })}\n`],
    ['a time that is none', `${JSON.stringify({ ...statement, at: '2026-13-01T00:00:00.000Z' })}\n`],
    ['seal 0', `${JSON.stringify({ ...statement, seal: 0 })}\n`],
  ])('is refused with %s', async (_name, line) => {
    await fileAnchor({ path: file() }).publish(statement);
    appendFileSync(file(), line);
    await expect(readAnchorFile(file())).rejects.toMatchObject({
      code: 'PLB_AUDIT_EVIDENCE',
      message: expect.stringContaining('line 2 of the anchor file'),
    });
  });

  it('is no symbolic link, no pipe, no folder and no file of others', async () => {
    writeFileSync(path.join(folder(), 'elsewhere'), '');
    symlinkSync(path.join(folder(), 'elsewhere'), file());
    const linked = fileAnchor({ path: file() }).publish(statement);
    await expect(linked).rejects.toMatchObject({
      code: 'PLB_AUDIT_ANCHOR',
      message: expect.stringContaining('symbolic link'),
    });
    await expect(readAnchorFile(file())).rejects.toThrow(/symbolic link/);
    expect(readFileSync(path.join(folder(), 'elsewhere'), 'utf8')).toBe('');
    execFileSync('mkfifo', [path.join(folder(), 'pipe')]);
    await expect(fileAnchor({ path: path.join(folder(), 'pipe') }).publish(statement)).rejects.toThrow(
      /PLB_AUDIT_ANCHOR/,
    );
    mkdirSync(path.join(folder(), 'inner'));
    await expect(fileAnchor({ path: path.join(folder(), 'inner') }).publish(statement)).rejects.toThrow(/EISDIR/);
    await expect(fileAnchor({ path: path.join(folder(), 'none', 'file') }).publish(statement)).rejects.toThrow(
      /ENOENT/,
    );
    const long = path.join(folder(), 'long');
    writeFileSync(long, 'x'.repeat(5_000));
    await expect(fileAnchor({ path: long }).publish(statement)).rejects.toThrow(/none of an anchor file/);
    expect(statSync(long).size).toBe(5_000);
  });

  it('is looked up again', async () => {
    const target = fileAnchor({ path: file() });
    await target.publish(statement);
    expect(await target.recheck?.({ kind: 'file', ...statement, where: file() })).toEqual({ ok: true });
    expect(await target.recheck?.({ kind: 'file', ...next, where: file() })).toMatchObject({ ok: false });
  });
});
