import { expect, it } from 'vitest';
import { checks } from '../src/cli.ts';

const check = (env: Readonly<Record<string, string>>) => checks.map((one) => one.run({ env }));

it('has nothing to look at without a variable', () => {
  expect(check({ PATH: '/bin', OTEL_SERVICE_NAME: '' })).toEqual([
    { status: 'not_needed', note: 'no OTEL_ variable is set' },
  ]);
});

it('says which variables nothing reads', () => {
  expect(check({ OTEL_SERVICE_NAME: 'orders', OTEL_LOG_LEVEL: 'debug', OTEL_CONFIG_FILE: '/x' })).toEqual([
    { status: 'ok', note: '1 OTEL_ variable(s) can be used; nothing reads OTEL_CONFIG_FILE, OTEL_LOG_LEVEL' },
  ]);
  expect(check({ OTEL_SERVICE_NAME: 'orders' })).toEqual([{ status: 'ok', note: '1 OTEL_ variable(s) can be used' }]);
});

it('names each variable that would end the start', () => {
  expect(check({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_BSP_SCHEDULE_DELAY: 'soon' })).toEqual([
    {
      status: 'fault',
      faults: [
        {
          what: expect.stringContaining('OTEL_BSP_SCHEDULE_DELAY must be'),
          fix: expect.stringContaining('docs/environment.md'),
        },
        { what: expect.stringContaining('OTEL_EXPORTER_OTLP_PROTOCOL is `grpc`'), fix: expect.any(String) },
      ],
    },
  ]);
});
