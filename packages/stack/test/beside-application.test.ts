import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CommandIo } from '@plumbline/core';
import { afterAll, describe, expect, it } from 'vitest';
import { besideApplication } from '../src/beside-application.ts';
import { commands } from '../src/cli.ts';
import type { StackModel } from '../src/model/stack-model.ts';
import { application } from './model.ts';
import { bare, composeOf, everything, MODELS } from './services-support.ts';

const cwd = mkdtempSync(path.join(tmpdir(), 'stack-beside-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
const file = path.join(cwd, 'compose.yml');

const beside = (text: string, of: StackModel = bare): StackModel => {
  writeFileSync(file, text);
  return besideApplication(of, cwd);
};
const OWN = 'services:\n  approvals: { image: x }\n';
const networked = (networks: string): string => OWN.replace(' }', `, networks: ${networks} }`);

describe('names that the application and the overlay both have', () => {
  it.each(Object.entries(MODELS))('are refused, each of them: of "%s"', (_name, of) => {
    const { networks, secrets, services, volumes } = composeOf(of);
    const kinds = { service: services, volume: volumes, network: networks, secret: secrets };
    for (const [kind, names] of Object.entries(kinds))
      for (const name of Object.keys(names).filter((one) => one !== 'approvals')) {
        const text = kind === 'service' ? `${OWN}  ${name}: { image: y }\n` : `${OWN}${kind}s: { ${name}: {} }\n`;
        expect(() => beside(text, of)).toThrow(
          `compose.yml and the overlay both have ${kind} \`${name}\`, and Compose`,
        );
      }
  });

  it('are refused all at once, with what to do, and nothing is written', async () => {
    const text = `${OWN}  loki: { image: y }\nvolumes: { grafana-data: {} }\nnetworks: { observability: {} }\n`;
    expect(() => beside(text)).toThrow(
      expect.objectContaining({
        code: 'PLB_STACK_OPTION',
        message: expect.stringMatching(
          /both have service `loki`, volume `grafana-data`, network `observability`, .*\n {2}fix: Give yours another name/,
        ),
      }),
    );
    const io: CommandIo = {
      cwd,
      env: {},
      stdout: () => {},
      stderr: () => {},
      describe: async <Answer>() => ({ application, options: {}, file: undefined }) as Answer,
    };
    for (const word of ['generate', 'check'])
      await expect(commands[0]?.run([word], io)).rejects.toThrow(/both have service `loki`/);
    expect(() => readFileSync(path.join(cwd, 'observability/README.md'))).toThrow(/ENOENT/);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('are none where only the own service is in both', () => {
    expect(beside(OWN)).toBe(bare);
  });
});

describe('the collector', () => {
  const networksOf = (of: StackModel, part = 'alloy') => composeOf(of).services[part]?.networks;

  it('joins the networks that the service has in place of `default`', () => {
    expect(networksOf(beside(networked('[backend, edge]')))).toEqual(['default', 'backend', 'edge', 'observability']);
    expect(networksOf(beside(networked('{ backend: { aliases: [a] } }')))).toEqual([
      'default',
      'backend',
      'observability',
    ]);
  });

  it('joins no other where it is found in `default`, and the exporters join all, for the database', () => {
    for (const text of [OWN, networked('[default, backend]')])
      expect(networksOf(beside(text))).toEqual(['default', 'observability']);
    const of = beside(networked('[default, backend]'), everything);
    expect(networksOf(of, 'alloy-exporters')).toEqual(['default', 'backend', 'observability', 'docker-api']);
  });

  it('joins `default` where the file is not there, cannot be read or is a folder', () => {
    expect(beside('services: [\n')).toBe(bare);
    rmSync(file);
    expect(besideApplication(bare, cwd)).toBe(bare);
    mkdirSync(file);
    expect(besideApplication(bare, cwd)).toBe(bare);
    rmSync(file, { recursive: true });
    expect(networksOf(bare)).toEqual(['default', 'observability']);
  });
});
