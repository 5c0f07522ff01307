import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const program = path.resolve(import.meta.dirname, '../../../packages/cli/src/main.ts');
const cwd = path.resolve(import.meta.dirname, '..');

const stack = async (out: string, environment: Readonly<Record<string, string>>) =>
  promisify(execFile)(process.execPath, ['--conditions=plumbline:source', program, 'stack', 'generate', '--out', out], {
    cwd,
    env: { PATH: process.env['PATH'], ...environment },
  });

it('has a folder for each environment, which goes by its name and finds its own files', async () => {
  const folder = mkdtempSync(path.join(cwd, 'temp-environments-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const outs = { staging: path.join(folder, 'staging'), production: path.join(folder, 'production') };
  const [staging, production] = await Promise.all([
    stack(outs.staging, { DEPLOY_TO: 'staging' }),
    stack(outs.production, {}),
  ]);
  for (const name of ['staging', 'production'] as const) {
    const read = (file: string): string => readFileSync(path.join(outs[name], file), 'utf8');
    const other = name === 'staging' ? 'production' : 'staging';
    expect(read('compose.observability.yml')).toContain(`deployment.environment.name=${name}"`);
    expect(read('compose.observability.yml')).toContain(`${path.basename(folder)}/${name}}/loki/loki.yml`);
    expect(read('prometheus/rules/alerts.yml')).toContain(`deployment_environment_name="${name}"`);
    expect(read('prometheus/rules/alerts.yml')).not.toContain(`deployment_environment_name="${other}"`);
    expect(read('kubernetes/application/deployment.yml')).toContain(`deployment.environment.name=${name}"`);
    expect(read('kubernetes/application/deployment.yml')).toContain('terminationGracePeriodSeconds: 35');
    expect(read('README.md')).toContain(`${path.basename(folder)}/${name}/compose.observability.yml`);
  }
  // The compose file of this example fits: only secrets are missing.
  for (const { stderr } of [staging, production]) {
    expect(stderr).not.toContain('compose.yml:');
    expect(stderr).toContain('grafana-admin-password');
  }
}, 300_000);
