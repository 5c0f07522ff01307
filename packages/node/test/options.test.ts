import { clickhouse } from '@plumbline/adapter-clickhouse';
import { isPlumblineError, type PlumblineError } from '@plumbline/core';
import { describe, expect, it } from 'vitest';
import { start } from '../src/index.ts';
import { resolveOptions } from '../src/options.ts';
import { catalog, shelf } from './fixtures/parts.ts';

// A value as somebody might set by mistake; whatever it stands in, no message repeats it.
const CANARY = 'canary-5f1d9b';

async function refusal(config: unknown, live: unknown): Promise<PlumblineError> {
  const error: unknown = await start(config as never, live as never).catch((thrown: unknown) => thrown);
  if (!isPlumblineError(error)) throw new TypeError('start did not refuse');
  return error;
}

const faultsIn = ({ message }: PlumblineError): string[] =>
  message.split('\n').flatMap((line) => /^ {2}- (.*)$/.exec(line)?.[1] ?? []);

describe('a configuration that cannot work', () => {
  it('is refused with every fault at once, each with its option or variable and what to write instead', async () => {
    const wrong = {
      servce: { name: 'orders' },
      service: { name: `${CANARY} !`, version: 1, environment: '' },
      catalog: { version: CANARY },
      events: { adapters: [CANARY, clickhouse.fromEnv()], maxQueued: 0, maxBatch: CANARY, flushIntervalMs: -1 },
      audit: { actions: CANARY, spoolDirectory: '' },
      errors: { fields: [`${CANARY} !`, 'request_id', 'queue'], reportCrashes: CANARY, root: '', tags: [] },
      logs: {
        level: CANARY,
        levels: { '*': 'info', db: CANARY },
        pretty: CANARY,
        repeat: { burst: 0, perMs: CANARY, levels: [CANARY], other: 1 },
        sampling: { debug: 2, silent: 1 },
        keep: CANARY,
      },
      metrics: { dependencies: { mail: CANARY }, jobs: CANARY },
      trace: {
        sampleRatio: 2,
        keep: { errors: CANARY, slowerThanMs: 0, maxPerSecond: 0.5, slow: 1 },
        propagateTo: [`https://${CANARY}/`],
      },
      identity: { key: CANARY },
      shutdown: { drainMs: -1, timeoutMs: CANARY, graceMs: 0, drain: 1 },
    };
    const environment = {
      LOG_LEVEL: CANARY,
      PLUMBLINE_IDENTITY_KEY: CANARY,
      PLUMBLINE_HEALTH_TOKEN: CANARY,
      PLUMBLINE_EVENTS_DEBUG: CANARY,
      SENTRY_DSN: CANARY,
      CLICKHOUSE_URL: CANARY,
      OTEL_EXPORTER_OTLP_ENDPOINT: CANARY,
      OTEL_EXPORTER_OTLP_PROTOCOL: CANARY,
      OTEL_TRACES_SAMPLER_ARG: CANARY,
      OTEL_METRIC_EXPORT_INTERVAL: '100',
    };
    const error = await refusal(wrong, {
      environment,
      shutdownTimeoutMs: 0,
      sigals: true,
      checks: CANARY,
    });
    expect(error.code).toBe('PLB_CONFIG_INVALID');
    expect(error.message).not.toContain(CANARY);
    const faults = faultsIn(error);
    expect(faults.toSorted()).toMatchInlineSnapshot(`
      [
        "LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal, silent, or such levels by module: info,db=debug",
        "OTEL_EXPORTER_OTLP_ENDPOINT must be an absolute URL",
        "OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf or http/json",
        "OTEL_METRIC_EXPORT_INTERVAL: must be at least OTEL_EXPORTER_OTLP_TIMEOUT (1500 unless set); raise it, or lower the other",
        "OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1",
        "PLUMBLINE_EVENTS_DEBUG: must be 1 or 0; remove it to send events",
        "PLUMBLINE_HEALTH_TOKEN: must have at least 32 characters; set it to the output of \`openssl rand -base64 32\`",
        "PLUMBLINE_IDENTITY_KEY: must have at least 32 characters; set it to the output of \`openssl rand -base64 32\`",
        "SENTRY_DSN: must have the form https://PUBLIC_KEY@HOST/PROJECT_ID; copy it from the project settings of Sentry",
        "clickhouse: CLICKHOUSE_URL must be an http or https address, its path a database",
        "config.audit.actions: must be what \`defineActions\` of @plumbline/audit returned",
        "config.audit.spoolDirectory: must not be empty",
        "config.catalog: must be what \`defineCatalog\` of @plumbline/schema returned",
        "config.errors.fields.0: needs 1 to 32 letters, digits or _ . : -, starting with a letter",
        "config.errors.fields.1: is written from the request context already",
        "config.errors.reportCrashes: must be true or false",
        "config.errors.root: must not be empty",
        "config.errors.tags: is no option; did you mean \`logs\`?",
        "config.events.adapters.0: must be an adapter, such as \`clickhouse.fromEnv()\`",
        "config.events.flushIntervalMs: must be a whole number above 0",
        "config.events.maxBatch: must be a whole number above 0",
        "config.events.maxQueued: must be a whole number above 0",
        "config.identity.key: must have at least 32 characters, such as \`openssl rand -base64 32\` prints",
        "config.logs.keep: must be a list of messages",
        "config.logs.level: must be one of trace, debug, info, warn, error, fatal, silent",
        "config.logs.levels.db: must be one of trace, debug, info, warn, error, fatal, silent",
        "config.logs.pretty: must be true, false or 'auto'",
        "config.logs.repeat.burst: must be a whole number above 0",
        "config.logs.repeat.levels.0: must be one of trace, debug, info, warn, error, fatal",
        "config.logs.repeat.other: is no option; remove it",
        "config.logs.repeat.perMs: must be a number above 0",
        "config.logs.sampling.debug: must be a number from 0 to 1",
        "config.logs.sampling.silent: is no option; remove it",
        "config.metrics.dependencies.mail: must be a list of names",
        "config.metrics.jobs: must be a list of names, or name each job: \`{ digest: { everySeconds: 86_400 } }\`",
        "config.servce: is no option; did you mean \`service\`?",
        "config.service.environment: must not be empty",
        "config.service.name: must be 1 to 100 letters, digits, \`.\`, \`_\` or \`-\`",
        "config.service.version: must be a text",
        "config.shutdown.drain: is no option; did you mean \`drainMs\`?",
        "config.shutdown.drainMs: must be a whole number of ms, 0 or more",
        "config.shutdown.graceMs: must be a whole number above 0",
        "config.shutdown.timeoutMs: must be a whole number above 0",
        "config.trace.keep.errors: must be true or false",
        "config.trace.keep.maxPerSecond: must be a whole number above 0",
        "config.trace.keep.slow: is no option; remove it",
        "config.trace.keep.slowerThanMs: must be a number of ms above 0",
        "config.trace.propagateTo.0: must be \`host\`, \`host:port\` or \`env:NAME\`, without scheme or path",
        "config.trace.sampleRatio: must be a number from 0 to 1",
        "options.checks: must be an object of checks by name",
        "options.shutdownTimeoutMs: must be a whole number above 0",
        "options.sigals: is no option; did you mean \`signals\`?",
      ]
    `);
    expect(error.message).toContain(`${faults.length} faults`);
  });

  it.each([[undefined], [null], ['text'], [[]]])('is refused as %j', async (config) => {
    expect((await refusal(config, { environment: {} })).code).toBe('PLB_CONFIG_INVALID');
  });

  it('is told which variable was misspelt beside the faults that come of it', async () => {
    const { adapter } = shelf('source');
    const config = { service: { name: 'orders' }, catalog, events: { adapters: [adapter] } };
    const environment = {
      NODE_ENV: 'production',
      PLUMBLINE_IDENTITY_KY: CANARY,
      OTEL_EXPORTER_OTLP_ENDPONT: CANARY,
      OTEL_LOG_LEVEL: CANARY,
    };
    const { message } = await refusal(config, { environment });
    expect(message.split('\n').slice(2, -1)).toEqual([
      '  nothing reads PLUMBLINE_IDENTITY_KY (did you mean PLUMBLINE_IDENTITY_KEY?)',
      '  nothing reads OTEL_EXPORTER_OTLP_ENDPONT (did you mean OTEL_EXPORTER_OTLP_ENDPOINT?)',
    ]);
  });

  it('is refused without a service in words that say what to write', async () => {
    expect(faultsIn(await refusal({}, { environment: {} }))).toEqual([
      "config.service.name: is missing; write `service: { name: 'orders' }` with the name of yours",
    ]);
    expect(faultsIn(await refusal({ service: 'orders' }, { environment: {} }))).toEqual([
      "config.service: must be an object, such as `{ name: 'orders' }`",
    ]);
  });

  const good = { service: { name: 'orders' } };

  it.each<[string, unknown, unknown, string]>([
    ['of a promise', Promise.resolve(good), {}, 'config: is a promise; write `await` before it'],
    [
      'of a module',
      { default: good },
      {},
      "config: is a whole module; pass its `default`: `start((await import('./plumbline.config.ts')).default)`",
    ],
    [
      'of live objects',
      { ...good, checks: {} },
      {},
      'config.checks: is handed over beside the configuration; write `start(config, { checks })`',
    ],
    [
      'of a store',
      { ...good, audit: { actions: { find: () => undefined }, store: {} } },
      {},
      'config.audit.store: is handed over beside the configuration; write `start(config, { audit: { store } })`',
    ],
    [
      'beside its own',
      good,
      { logs: {} },
      'options.logs: belongs into the configuration, not into the second argument of start',
    ],
    [
      'with `audit: true`',
      { ...good, audit: true },
      {},
      'config.audit: must be an object, such as `{ actions: defineActions(starterActions) }`',
    ],
    [
      'with a shutdown that SIGKILL would cut off',
      { ...good, shutdown: { drainMs: 20_000, timeoutMs: 10_000 } },
      {},
      'config.shutdown: drain and shutdown may take 30000 ms, and SIGKILL comes 30000 ms after SIGTERM; shorten them, or raise `shutdown.graceMs` together with what the orchestrator allows (terminationGracePeriodSeconds, stop_grace_period)',
    ],
    [
      'with a second deadline',
      { ...good, shutdown: { timeoutMs: 5_000 } },
      { shutdownTimeoutMs: 10_000 },
      'options.shutdownTimeoutMs: stands in the configuration, too; remove it, as `plumbline stack` reads `shutdown.timeoutMs`',
    ],
    [
      'with `prometheus: true`',
      { ...good, metrics: { prometheus: true } },
      {},
      'config.metrics.prometheus: must be an object, such as `{}`',
    ],
  ])('is refused %s in words that say what to write', async (_what, config, options, fault) => {
    const error = await refusal(config, { environment: {}, ...(options as object) });
    expect(faultsIn(error)).toEqual([fault]);
  });

  it('is refused for what only a part knows, all parts at once', async () => {
    const { adapter } = shelf('source');
    const { adapter: mirror } = shelf('mirror', { order_placd: [] });
    const config = {
      service: { name: 'orders' },
      catalog,
      events: { adapters: [adapter, mirror] },
      metrics: { jobs: ['digest', 'digest'] },
    };
    const error = await refusal(config, { environment: {}, checks: { Postgres: () => true } });
    expect(faultsIn(error).map((fault) => /^PLB_\w+/.exec(fault)?.[0])).toEqual([
      'PLB_METRICS_OPTION',
      'PLB_ADAPTER_ALLOWLIST',
      'PLB_HEALTH_OPTION',
    ]);
  });

  it('is refused without a catalog for the destinations, or without an identity key in production', async () => {
    const { adapter } = shelf('source');
    const config = { service: { name: 'orders' }, events: { adapters: [adapter] } };
    expect(faultsIn(await refusal(config, { environment: { NODE_ENV: 'production' } }))).toEqual([
      'config.catalog: is missing, though events have a destination; pass what `defineCatalog` returned',
      'PLUMBLINE_IDENTITY_KEY: is missing, so IDs cannot be made anonymous; set it to the output of `openssl rand -base64 32`',
    ]);
  });

  it('still sees production where another variable is wrong', async () => {
    const { adapter } = shelf('source');
    const config = { service: { name: 'orders' }, catalog, events: { adapters: [adapter] } };
    const error = await refusal(config, { environment: { NODE_ENV: 'production', LOG_LEVEL: 'loud' } });
    expect(faultsIn(error).map((fault) => fault.split(':')[0])).toEqual(['LOG_LEVEL', 'PLUMBLINE_IDENTITY_KEY']);
  });
});

describe('what a configuration and an environment come to', () => {
  const service = { name: 'orders' };
  const resolve = (environment: Record<string, string>, config: object = {}) =>
    resolveOptions({ service, ...config }, environment, {});

  it.each([
    [{}, undefined, true, 'development'],
    [{ NODE_ENV: 'test' }, undefined, true, 'test'],
    [{ NODE_ENV: 'production' }, undefined, false, 'production'],
    [{}, 'staging', false, 'staging'],
    [{ NODE_ENV: 'production' }, 'development', false, 'development'],
  ])('is strict in development only: %j, %s', async (environment, named, strict, name) => {
    const resolved = await resolve(environment, { service: { name: 'orders', ...(named && { environment: named }) } });
    expect([resolved.strict, resolved.environment]).toEqual([strict, name]);
  });

  it('says which variable was probably meant, and takes an empty one as unset', async () => {
    const { notices, preset } = await resolve(
      {
        PLUMBLINE_IDENTITY_KY: CANARY,
        PLUMBLINE_CLICKHOUSE_EMBEDED_DIR: CANARY,
        PLUMBLINE_X: CANARY,
        PLUMBLINE_WORKSPACE_ROOT: '/',
        PLUMBLINE_HEALTH_TOKEN: '',
        LOG_LEVEL: '',
      },
      { catalog, events: { adapters: [clickhouse.fromEnv()] } },
    );
    expect(preset).toEqual({});
    expect(notices.map(({ level, fields }) => ({ level, ...fields }))).toEqual([
      {
        level: 'warn',
        code: 'PLB_CONFIG_UNKNOWN_VARIABLE',
        variable: 'PLUMBLINE_IDENTITY_KY',
        did_you_mean: 'PLUMBLINE_IDENTITY_KEY',
      },
      {
        level: 'warn',
        code: 'PLB_CONFIG_UNKNOWN_VARIABLE',
        variable: 'PLUMBLINE_CLICKHOUSE_EMBEDED_DIR',
        did_you_mean: 'PLUMBLINE_CLICKHOUSE_EMBEDDED_DIR',
      },
      { level: 'warn', code: 'PLB_CONFIG_UNKNOWN_VARIABLE', variable: 'PLUMBLINE_X' },
    ]);
    expect(JSON.stringify(notices)).not.toContain(CANARY);
  });

  it('tells in one line of all OTEL_ variables that nothing reads, by name', async () => {
    const environment = { OTEL_LOG_LEVEL: CANARY, OTEL_CONFIG_FILE: CANARY, OTEL_BSP_SCHEDULE_DELAY: '100' };
    const { notices } = await resolveOptions({ service: { name: 'orders' } }, environment, {});
    expect(notices.map(({ level, fields }) => ({ level, ...fields }))).toEqual([
      { level: 'warn', code: 'PLB_CONFIG_UNKNOWN_VARIABLE', variables: ['OTEL_CONFIG_FILE', 'OTEL_LOG_LEVEL'] },
    ]);
    expect(JSON.stringify(notices)).not.toContain(CANARY);
  });

  it('tells of an address of the scrape endpoint that no variable asks for', async () => {
    const address = { OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1', OTEL_EXPORTER_PROMETHEUS_PORT: '9465' };
    const told = async (environment: Record<string, string>, metrics = {}): Promise<unknown> =>
      (await resolveOptions({ service: { name: 'orders' }, metrics }, environment, {})).notices.map(
        ({ fields }) => fields,
      );
    const fields = {
      code: 'PLB_CONFIG_UNKNOWN_VARIABLE',
      variables: Object.keys(address).map((name) => `${name} (without OTEL_METRICS_EXPORTER=prometheus)`),
    };
    expect(await told(address)).toEqual([fields]);
    // The endpoint of the configuration has the address of the configuration.
    expect(await told(address, { prometheus: {} })).toEqual([fields]);
    expect(await told({ ...address, OTEL_METRICS_EXPORTER: 'otlp,prometheus' })).toEqual([]);
    expect(await told({ OTEL_EXPORTER_PROMETHEUS_PORT: '' })).toEqual([]);
  });

  it.each([
    [{ OTEL_METRIC_EXPORT_TIMEOUT: '90000' }, 'OTEL_METRIC_EXPORT_TIMEOUT'],
    [{ OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '90000' }, 'OTEL_EXPORTER_OTLP_METRICS_TIMEOUT'],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: '90000' }, 'OTEL_EXPORTER_OTLP_TIMEOUT (1500 unless set)'],
  ])('names the timeout that is longer than the interval of metrics: %j', async (environment, name) => {
    await expect(resolveOptions({ service: { name: 'orders' } }, environment, {})).rejects.toThrow(
      `OTEL_METRIC_EXPORT_INTERVAL: must be at least ${name}; raise it, or lower the other`,
    );
  });

  it.each([
    ['1', ['shelf-source']],
    ['true', ['shelf-source']],
    ['0', ['shelf-source', 'shelf-mirror']],
    ['', ['shelf-source', 'shelf-mirror']],
  ])('leaves mirrors off where DO_NOT_TRACK is %j', async (value, kinds) => {
    const adapters = [shelf('source').adapter, shelf('mirror', {}).adapter];
    const key = { PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40) };
    const resolved = await resolve({ ...key, DO_NOT_TRACK: value }, { catalog, events: { adapters } });
    expect(resolved.adapters.map(({ kind }) => kind)).toEqual(kinds);
    expect(resolved.notices).toHaveLength(2 - kinds.length);
  });

  const LOCAL = 'http://127.0.0.1:4318';
  const messages = async (environment: Record<string, string>, config: object = {}): Promise<readonly string[]> =>
    (await resolve(environment, config)).notices.map(({ level, message }) => `${level}: ${message}`);
  const NO_KEY = ['warn: no identity key is set: anonymous IDs change with each start of this process'];

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: LOCAL }, NO_KEY],
    [{ OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: LOCAL }, NO_KEY],
    [{ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: LOCAL }, []],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: LOCAL, PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40) }, []],
    [{}, []],
  ])(
    'warns in production without an identity key where spans or log records leave: %j',
    async (environment, expected) => {
      expect(await messages({ NODE_ENV: 'production', ...environment })).toEqual(expected);
      expect(await messages({ ...environment, OTEL_TRACES_SAMPLER_ARG: '1' })).toEqual([]);
    },
  );

  it.each([
    [{}, {}, true],
    [{ NODE_ENV: 'production', PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40) }, {}, false],
    [{ OTEL_TRACES_SAMPLER_ARG: '0.1' }, {}, false],
    [{}, { trace: { sampleRatio: 0.1 } }, false],
    [{ OTEL_TRACES_EXPORTER: 'none' }, {}, false],
  ])(
    'says in development that one trace in ten is sent, unless somebody chose: %j, %j',
    async (environment, config, says) => {
      expect(await messages({ OTEL_EXPORTER_OTLP_ENDPOINT: LOCAL, ...environment }, config)).toEqual(
        says ? ['info: one trace in ten is sent, the default; OTEL_TRACES_SAMPLER_ARG=1 sends all of them'] : [],
      );
      expect(await messages(environment, config)).toEqual([]);
    },
  );

  const PRODUCTION = { NODE_ENV: 'production', PLUMBLINE_IDENTITY_KEY: 'k'.repeat(40) };

  it.each([
    [['env:STOCK_URL'], {}, ['STOCK_URL']],
    [['env:STOCK_URL'], { STOCK_URL: '' }, ['STOCK_URL']],
    [['env:STOCK_URL'], { STOCK_URL: 'http://127.0.0.1:1' }, undefined],
    [['127.0.0.1:1', 'env:STOCK_URL'], {}, undefined],
    [['127.0.0.1:1', 'env:STOCK_URL'], PRODUCTION, ['STOCK_URL']],
    [['env:MAIL_URL', 'env:STOCK_URL'], { MAIL_URL: 'mail.internal' }, undefined],
    [['env:MAIL_URL', 'env:STOCK_URL'], { ...PRODUCTION, MAIL_URL: 'mail.internal' }, ['STOCK_URL']],
    [[], PRODUCTION, undefined],
  ])('warns of hosts whose variable is not set: %j, %j', async (propagateTo, environment, variables) => {
    const message =
      'config.trace.propagateTo names variables that are not set: requests to their hosts carry no headers';
    expect((await resolve(environment, { trace: { propagateTo } })).notices).toEqual(
      variables === undefined ? [] : [{ level: 'warn', fields: { variables }, message }],
    );
  });
});
