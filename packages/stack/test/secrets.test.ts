import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { secretPages, secretsOfStack } from '../src/services/secrets.ts';
import { bare, composeOf, MODELS, textOf } from './services-support.ts';

describe.each(Object.entries(MODELS))('the secrets of the model "%s"', (_name, of) => {
  const page = textOf(secretPages(of), 'secrets/README.md');

  it('are those of the overlay, each with who reads it and how it is made', () => {
    const { secrets, services } = composeOf(of);
    const files = Object.values(secrets).map(({ file }) => path.basename(file));
    expect(secretsOfStack(of).map(({ name }) => name)).toEqual(files.toSorted());
    for (const { name, reader, user } of secretsOfStack(of)) {
      const inside = Object.entries(secrets).find(([, { file }]) => file.endsWith(`/secrets/${name}`))?.[0] ?? '';
      expect(services[reader]?.secrets).toContain(inside);
      // Grafana and Alertmanager run as the user of their image.
      const { user: own = `${user}:${user}` } = services[reader] as { readonly user?: string };
      expect(own).toBe(`${user}:${user}`);
      expect(page).toContain(`| \`${name}\` | ${reader} (${user}) | `);
      expect(page).toContain(`sudo install -m 0400 -o ${user} /dev/stdin ${name}`);
    }
  });
});

it('the command of the page makes a file of one user without a line break that was only typed', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { uid } = statSync(folder);
  const page = textOf(secretPages(MODELS.everything), 'secrets/README.md');
  const command =
    /^printf .*$/m
      .exec(page)?.[0]
      .replace('sudo ', '')
      .replace(/-o \d+/, `-o ${uid}`) ?? '';
  execFileSync('sh', ['-c', command], { cwd: folder, input: 'https://example.com/hook\n\n' });
  const file = path.join(folder, command.match(/stdin (\S+)/)?.[1] ?? '');
  expect(readFileSync(file, 'utf8')).toBe('https://example.com/hook');
  expect(statSync(file).mode & 0o777).toBe(0o400);
});

it('there is no default password anywhere', () => {
  expect(JSON.stringify(composeOf(bare))).not.toMatch(/password["=: ]+[^/"]*admin\b|GF_SECURITY/i);
});
