import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { deploymentNotes } from '../src/deployment-notes.ts';
import type { StackModel } from '../src/model/stack-model.ts';
import { composeMisfits } from '../src/services/compose/compose-fit.ts';
import { bare, everything } from './services-support.ts';

/** A file that goes together with the overlay of `bare`. */
const GOOD = `services:
  approvals:
    image: approvals:1
    ports: ["127.0.0.1:8080:3000"]
    environment: [DATABASE_URL=postgres://db/app]
    stop_grace_period: 30s
    healthcheck: { test: [CMD, node, check.js] }
  db: { image: "postgres:17" }
`;

const said = (text: string, of: StackModel = bare): string[] =>
  composeMisfits(of, text).map(({ fix, what }) => `${what} | ${fix}`);

const probed: StackModel = { ...bare, probe: 'http://approvals:8080/readyz' };
const drains: StackModel = {
  ...bare,
  application: { ...bare.application, shutdown: { drainMs: 20_000, timeoutMs: 10_000, graceMs: 40_000 } },
};

describe("the application's compose file", () => {
  it('is said nothing of where it fits, in each form that Compose knows', () => {
    expect(said(GOOD)).toEqual([]);
    const other = `x-app: &app { stop_grace_period: 1m }
services:
  approvals:
    <<: *app
    ports: [{ target: 3000, published: "8080" }]
    environment: { NODE_ENV: production }
    networks: { default: {}, backend: {} }
    healthcheck: { test: "exit 0" }
networks: { backend: {} }
`;
    expect(said(other)).toEqual([]);
  });

  it.each<[string, string, StackModel, RegExp]>([
    [
      'a service of another name',
      GOOD.replace('approvals:\n', 'aprovals:\n'),
      bare,
      /^has no service `approvals`; there are aprovals, db \| .*`compose: \{ service: 'aprovals' \}`/,
    ],
    [
      'no healthcheck',
      GOOD.replace(/ {4}healthcheck.*\n/, ''),
      bare,
      /^`approvals` has no healthcheck.* \| .*fetch\('http:\/\/127\.0\.0\.1:3000\/readyz'\)/,
    ],
    [
      'a healthcheck that is off',
      GOOD.replace(/healthcheck.*\n/, 'healthcheck: { disable: true, test: [NONE] }\n'),
      bare,
      /has no healthcheck/,
    ],
    [
      "Compose's own ten seconds",
      GOOD.replace(/ {4}stop.*\n/, ''),
      drains,
      /killed after 10 s, .* 30 s \| .*`stop_grace_period: 40s`/,
    ],
    ['as much time as is needed, and none more', GOOD, drains, /killed after 30 s/],
    [
      'another port than the probe asks',
      GOOD,
      probed,
      /publishes 3000, and `probe` asks it at 8080 \| .*'http:\/\/approvals:3000\/readyz'/,
    ],
    [
      'a port of the machine that the overlay takes',
      GOOD.replace('127.0.0.1:8080', '${PORT:-3000}'),
      bare,
      /^publishes port 3000 of the machine for `approvals`, which the overlay takes for `grafana` \| .*urls: \{ grafana/,
    ],
    [
      'a port of the collector',
      `${GOOD}  own-collector: { image: x, ports: ["4318:4318/tcp"] }\n`,
      bare,
      /4318 .*for `own-collector`.*for `alloy` \| Publish `own-collector` on another port/,
    ],
    [
      'a service that extends another one',
      GOOD.replace('    stop', '    extends: { file: base.yml, service: base }\n    stop'),
      bare,
      /^`approvals` extends another service, whose networks are not seen here: the collector joins `default` alone \| /,
    ],
    [
      'the network of the machine',
      GOOD.replace('    stop', '    network_mode: host\n    stop'),
      bare,
      /`network_mode: host`, where the name `alloy` leads nowhere/,
    ],
    [
      'a variable of the overlay',
      GOOD.replace('[DATA', '[OTEL_SERVICE_NAME=x, DATA'),
      bare,
      /sets OTEL_SERVICE_NAME, which the overlay sets/,
    ],
    [
      'no such target',
      GOOD,
      { ...everything, probe: 'http://approvals:3000/readyz', scrapeTargets: ['api:9464'] },
      /^has no service `api`, which `scrapeTargets` names/,
    ],
    ['a fault of YAML', 'services:\n  a: [\n', bare, /^cannot be read: .*line \d/],
    ['no services', 'nothing\n', bare, /^has no service `approvals` \|/],
  ])('with %s is told so, and what to write', (_what, text, of, message) => {
    const sentences = said(text, of);
    expect(sentences).toEqual([expect.stringMatching(message)]);
  });

  it('may include others, whose services nobody misses', () => {
    expect(said('include: [other.yml]\nservices: { db: {} }\n')).toEqual([
      expect.stringMatching(/^`approvals` may be in a file that it includes, whose networks are not seen here/),
    ]);
    expect(said(`${GOOD}include: [other.yml]\n`)).toEqual([]);
  });
});

describe('what is said of a deployment', () => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'stack-fit-'));
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));
  const folder = path.join(cwd, 'observability');
  const notes = (of: StackModel): string[] =>
    deploymentNotes(of, { cwd, folder, name: 'observability' }).map(({ fix, what }) => `${what} | ${fix}`);
  const [NO_FILE, NO_SECRET] = [/^compose\.yml is not there/, /missing or empty in observability\/secrets: /];

  it('names a compose file that is not there, and each secret until it is there', () => {
    expect(notes(bare)).toEqual([expect.stringMatching(NO_FILE), expect.stringMatching(NO_SECRET)]);
    writeFileSync(path.join(cwd, 'compose.yaml'), GOOD);
    expect(notes(bare)[0]).toContain("`compose: { application: 'compose.yaml' }`");
    writeFileSync(path.join(cwd, 'compose.yml'), GOOD);
    expect(notes(bare)).toEqual([expect.stringContaining('secrets: grafana-admin-password; ')]);
    mkdirSync(path.join(folder, 'secrets'), { recursive: true });
    writeFileSync(path.join(folder, 'secrets/grafana-admin-password'), '');
    expect(notes(bare)).toHaveLength(1);
    writeFileSync(path.join(folder, 'secrets/grafana-admin-password'), 'canary');
    expect(notes(bare)).toEqual([]);
    expect(notes(everything).join()).toMatch(
      /deadman, pagerduty, postgres-exporter-dsn, signoz, slack, smtp; .*alertmanager, alloy-exporters, alloy/,
    );
    expect(notes(everything).join()).not.toContain('canary');
  });

  it('says of the road `scrape` that the application has to open its endpoint', () => {
    const scraped: StackModel = { ...bare, road: 'scrape' };
    expect(notes(scraped)).toEqual([expect.stringContaining('`metrics: { prometheus: {} }`')]);
    expect(notes({ ...scraped, application: { ...bare.application, prometheus: {} } })).toEqual([]);
  });

  it('reads the compose file and leaves it as it is', () => {
    const file = path.join(cwd, 'compose.yml');
    const before = statSync(file);
    notes(everything);
    expect([readFileSync(file, 'utf8'), statSync(file).mtimeMs, statSync(file).ino]).toEqual([
      GOOD,
      before.mtimeMs,
      before.ino,
    ]);
  });
});
