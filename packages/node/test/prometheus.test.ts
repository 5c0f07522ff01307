import { defineConfig } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { start } from '../src/index.ts';
import { lockOf } from './fixtures/lock.ts';
import { type Config, KEY, quiet, refusal, service } from './fixtures/egress-setting.ts';
import { cleanup } from './run-child.ts';

interface Address {
  readonly address: string;
  readonly port: number;
  readonly path: string;
}

/** What a scrape of a service with this configuration and these variables shows; nothing where there is no endpoint. */
async function scrape(config: Config, environment: Readonly<Record<string, string>> = {}): Promise<string | undefined> {
  const { lines, live } = quiet({ ...KEY, ...environment });
  const plumbline = await start(config, live);
  cleanup.push(() => plumbline.shutdown());
  plumbline.runJob('mail', () => plumbline.captureError(new Error('no')));
  const found = lines.find(({ msg }) => msg === 'metrics can be scraped') as Address | undefined;
  const text = found && (await (await fetch(`http://${found.address}:${found.port}${found.path}`)).text());
  await plumbline.shutdown();
  return text;
}

const metrics = { prometheus: { port: 0 } };
const BY_VARIABLE = { OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: '0' };

describe('the scrape endpoint', () => {
  it('is off, comes on by option or variable, and goes off by variable', async () => {
    expect(await scrape({ service })).toBeUndefined();
    expect(await scrape(defineConfig({ service, metrics }))).toContain('# TYPE plumbline_log_lines_total counter\n');
    expect(await scrape({ service }, BY_VARIABLE)).toContain('service_name="orders"');
    expect(await scrape(defineConfig({ service, metrics }), { OTEL_METRICS_EXPORTER: 'none' })).toBeUndefined();
    expect(await scrape(defineConfig({ service, metrics }), { OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
  });

  it('stands in the egress lockfile: who can read it, and what', async () => {
    const open = defineConfig({ service, metrics: { prometheus: { host: '0.0.0.0', port: 0, path: '/own' } } });
    const lock = lockOf(open);
    expect(lock).toContain('\nsignal  prometheus  undeclared  listen:0.0.0.0:0  GET  /own\n');
    expect(lockOf(defineConfig({ service, metrics }))).toContain(
      '\nsignal  prometheus  first-party  listen:127.0.0.1:0  GET  /metrics\n',
    );
    expect(lockOf({ service })).not.toContain('prometheus');
    const closed = lockOf({ service });
    const error = await refusal(defineConfig({ service, metrics, egress: { lock: closed } }));
    expect(error.message).toMatch(/PLB_EGRESS_LOCK_DIFFERS: .*prometheus/s);
    const egress = { lock: lockOf(defineConfig({ service, metrics })) };
    expect(await scrape(defineConfig({ service, metrics, egress }))).toContain('target_info');
  });

  it('is opened to a network by the configuration alone, and names what is wrong', async () => {
    const byVariable = await refusal({ service }, { ...KEY, ...BY_VARIABLE, OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0' });
    expect(byVariable.message).toContain('OTEL_EXPORTER_PROMETHEUS_HOST: opens the metrics to a network');
    const wrong = { prometheus: { host: 'http://x', port: 70_000, path: 'metrics' } };
    expect((await refusal(defineConfig({ service, metrics: wrong }))).message).toMatch(
      /config\.metrics\.prometheus\.host: must be an address.*\.port: must be a port.*\.path: must be a path/s,
    );
  });
});
