import type { RuleName } from '../src/index.ts';

/** Code that a rule is tried on by both linters. */
export interface Case {
  readonly code: string;
  /** `ts` where the code has types, which ESLint's own parser does not read: oxlint alone runs it then. @default 'js' */
  readonly language?: 'js' | 'ts';
  readonly options?: Readonly<Record<string, readonly string[]>>;
  /** Start of the message of each finding, in order; none for code that passes. */
  readonly findings?: readonly string[];
}

const CONSOLE: readonly Case[] = [
  { code: "logger.info({ id }, 'order created');" },
  { code: "const console = make(); console.log('a local one');" },
  { code: 'function report(console) { console.log(1); }' },
  { code: 'const kinds = { console: 1, log: 2 }; use(kinds.console, kinds.log);' },
  { code: 'class Panel { console() {} open() { this.console(); } }' },
  { code: 'import { console } from "./ui.js"; console.log(1);' },
  { code: 'interface Ui { console: string }\nexport const ui: Ui = { console: "x" };', language: 'ts' },
  { code: "console.log('started');", findings: ['`console.log` writes a line'] },
  { code: 'console.error(failure);', findings: ['`console.error` writes a line'] },
  { code: "console['warn']('late');", findings: ['`console.warn` writes'] },
  { code: 'console?.debug?.(1);', findings: ['`console.debug` writes'] },
  { code: 'work().catch(console.error);', findings: ['`console.error` writes'] },
  { code: 'const { log } = console;', findings: ['`console` writes'] },
  { code: 'create({ log: console });', findings: ['`console` writes'] },
  { code: 'create({ console });', findings: ['`console` writes'] },
  { code: 'globalThis.console.table(rows); window.console.log(1);', findings: ['`console.table`', '`console.log`'] },
  { code: "import { log } from 'node:console';", findings: ['`console` writes'] },
  { code: 'const out = console as Console;', language: 'ts', findings: ['`console` writes'] },
  { code: 'console!.info("x");', language: 'ts', findings: ['`console'] },
];

const BUILT: readonly Case[] = [
  { code: "log.info('order created');" },
  { code: "log.info({ id, count: `${a}-${b}` }, 'order created');" },
  { code: 'logger.warn({ id }, `a template without values`);' },
  { code: "logger.info({ id }, 'a long message ' + 'on two lines');" },
  { code: "const NAME = 'orders'; logger.info(`${NAME} is listening`);" },
  { code: "const message = ok ? 'accepted' : 'refused'; logger.info({ id }, message);" },
  { code: "logger.info({ id }, ok ? 'accepted' : 'refused');" },
  { code: "logger.error({ err: error }, 'order refused'); logger.error(error, 'order refused'); logger.error(error);" },
  { code: "const NAME = 'orders'; logger.info(ok ? 'a ' + 'b' : `${NAME} is listening`);" },
  { code: "let text = `a ${b}`; text = 'fixed'; logger.info(text);" },
  { code: 'function tell(message) { logger.info(message); }' },
  { code: 'blog.info(`${title} is up`); catalog.warn("a" + b); Math.log(`${x}`); dialog.error(String(e));' },
  { code: "log.child({ module: `${area}/${part}` }).info('ready');" },
  { code: 'log.push(`${x}`); log.info(...parts); log.info(); logger.message(String(x));' },
  { code: 'logger.error(result.error); logger.error(toError(reason)); logger.error(job.lastError, "failed");' },
  { code: "logger.info(order.fields, 'order created'); logger.info(fieldsOf(order), 'order created');" },
  { code: "const row = await load(); logger.info(row, 'seen'); logger.info(row);" },
  { code: "const TEXTS = { made: 'order created' }; logger.info(TEXTS.made); logger.info(Message.Created);" },
  { code: "const texts = { made: 'order created' }; logger.info({ id }, texts.made);" },
  { code: "logger.info('100 % done', { id }); logger.info('order %s'); logger.info({ share: '%s' }, 'seen');" },
  { code: "let text = 'a'; text += more; logger.info({ id }, text);" },
  { code: 'console.info(`${x}`);' },
  {
    code: 'log.info(`order ${orderId} created`);',
    findings: ["The message of this log call is a template … fix: … `log.info({ orderId }, 'order created')`."],
  },
  {
    code: 'class Job { #logger = make(); run() { this.#logger.warn({ id }, `retry ${attempt} of ${limits.max}: ${id}`); } }',
    findings: ["The … `log.warn({ …, attempt, max, id }, 'retry of')`."],
  },
  {
    code: "logger.info('user %s did %d', user.name, 5);",
    findings: ["The message of this log call has places … fix: … `log.info({ name }, 'user did')`."],
  },
  {
    code: "logger.warn({ id }, 'took %dms' + ' of %o', took, limits); logger.info('%s', x);",
    findings: ["The … `log.warn({ …, took, limits }, 'took ms of')`.", 'The message of this log call has places'],
  },
  {
    code: "logger.info(queueItem.message); logger.info({ id }, req.params.message); logger.info(ctx.t('x'));",
    findings: [
      'The message of this log call is a value that nobody knows here',
      'The message of this log call is a value that nobody knows here',
      'The message of this log call is a value that nobody knows here',
    ],
  },
  {
    code: "logger.info({ id }, t('created')); logger.info(ok ? 'accepted' : answer.reason);",
    findings: ['The message of this log call is a value', 'The message of this log call is a value'],
  },
  {
    code: "app.log.error(error, 'cannot read ' + path);",
    findings: ["The message of this log call is joined … fix: … `log.error({ …, path }, 'cannot read')`."],
  },
  { code: "request.log.info('a' + b + 'c');", findings: ['The message of this log call is joined'] },
  {
    code: 'logger.info(String(order)); logger.info(JSON.stringify(order)); logger.info(util.format("%s", order));',
    findings: [
      'The message of this log call is a value made into text',
      'The message of this log call is a value made into text',
      'The message of this log call is a value made into text',
    ],
  },
  { code: 'logger.info(order?.toString());', findings: ['The message of this log call is a value made into text'] },
  { code: 'logger.info(order.toString());', findings: ['The message of this log call is a value made into text'] },
  { code: "logger.info({ id }, parts.join(' '));", findings: ['The message of this log call is a value made'] },
  { code: 'logger.error(error.message);', findings: ['The message of this log call is the text of an error'] },
  { code: 'logger.error({ id }, validationError.stack);', findings: ['The message of this log call is the text'] },
  {
    code: "logger.info(ok ? 'accepted' : `refused: ${why}`);",
    findings: ['The message of this log call is a template'],
  },
  { code: "logger.info(text ?? 'order ' + id);", findings: ['The message of this log call is joined'] },
  { code: 'const text = `order ${id}`; logger.info({ a: 1 }, text);', findings: ['The message of this log call is a'] },
  {
    code: 'const out = createLogger({}); out.info(`x ${y}`);',
    findings: ['The message of this log call is a template'],
  },
  {
    code: 'const db = logger.child({ module }); db.info(`x ${y}`);',
    findings: ['The message of this log call is a t'],
  },
  { code: "getLogger('x').debug(`x ${y}`);", findings: ['The message of this log call is a template'] },
  { code: "requestLog['info'](`x ${y}`); LOGGER.info(`x ${y}`);", findings: ['The message', 'The message'] },
  { code: 'logger?.info?.(`x ${y}`);', findings: ['The message of this log call is a template'] },
  { code: "logger.info(`it's ${x}`);", findings: ['The … `log.info({ x }, "it\'s")`.'] },
  { code: 'audit.info(`x ${y}`); log.info(`x ${y}`);', options: { loggers: ['audit'] }, findings: ['The message'] },
  {
    code: 'const l = 0;\nlogger!.info(`x ${y}` as string);',
    language: 'ts',
    findings: ['The message of this log call is'],
  },
  {
    code: '(logger satisfies Log).info(<string>`x ${y}`);',
    language: 'ts',
    findings: ['The message of this log call'],
  },
];

const WHOLE: readonly Case[] = [
  { code: "log.info({ method: req.method, size: req.body.length, type: req.headers['content-type'] }, 'seen');" },
  { code: "const { itemId } = request.body; log.info({ itemId, ...rest }, 'seen');" },
  { code: "const body = { kind: 'empty' }; log.info({ body }, 'seen');" },
  { code: "const request = 'nightly'; log.info({ request }, 'seen');" },
  { code: 'send({ ...req, headers });' },
  { code: "log.info({ type: req.get('accept'), size: body.size() }, 'seen');" },
  { code: "log.info({ request: requestId, body: size(body), headers: pick(headers, ['accept']) }, 'seen');" },
  { code: "log.info({ ...req }, 'seen');", findings: ['This log call takes the whole `req` along'] },
  {
    code: "log.info({ id, ...request.headers }, 'seen');",
    findings: ['This log call takes the whole `headers` along'],
  },
  { code: "log.info({ ...ctx.request.body }, 'seen');", findings: ['This log call takes the whole `body` along'] },
  { code: "log.error({ err, req }, 'failed');", findings: ['This log call takes the whole `req` along'] },
  { code: "log.info({ body: context.req?.body }, 'seen');", findings: ['This log call takes the whole `body` along'] },
  { code: "log.info(req, 'seen');", findings: ['This log call takes the whole `req` along'] },
  {
    code: "log.info({ http: { head: [req.headers], body: JSON.stringify(req.body) } }, 'seen');",
    findings: ['This log call takes the whole `headers`', 'This log call takes the whole `body`'],
  },
  { code: "log.info({ at, data: await request.json() }, 'seen');", findings: ['This log call takes the whole `body`'] },
  {
    code: "log.info(Object.assign({}, headers, { id }), 'seen');",
    findings: ['This log call takes the whole `headers`'],
  },
  { code: "log.info(id ? { body } : {}, 'seen');", findings: ['This log call takes the whole `body`'] },
  { code: 'const child = log.child({ req });', findings: ['This log call takes the whole `req`'] },
  {
    code: "const all = { ...req.headers }; log.info(all, 'seen');",
    findings: ['This log call takes the whole `headers`'],
  },
  { code: "const b = req.body; log.info({ b }, 'seen');", findings: ['This log call takes the whole `body`'] },
  { code: "log.info({ req, payload }, 'seen');", options: { names: ['payload'] }, findings: ['This … `payload`'] },
  { code: "log.info({ query, params, page: req.query.page, id: req.params.id, sql: db.query }, 'seen');" },
  { code: "const { query, params: { id } } = db; log.info({ query, id }, 'seen');" },
  { code: "const { query } = req; log.info({ query }, 'seen');", findings: ['This log call takes the whole `query`'] },
  {
    code: "log.info({ query: req.query, ...ctx.request.params }, 'seen'); log.child({ q: ctx.query });",
    findings: [
      'This log call takes the whole `query` … `{ page: request.query.page }`',
      'This log call takes the whole `params`',
      'This log call takes the whole `query`',
    ],
  },
  {
    code: "log.info({ body: (req as Req).body! }, 'seen');",
    language: 'ts',
    findings: ['This log call takes the whole'],
  },
];

const VENDOR: readonly Case[] = [
  { code: "import { posthog } from '@plumbline/adapter-posthog';" },
  { code: "import { events } from './events.js'; import fs from 'node:fs'; import post from 'posthogs';" },
  { code: "import sentry from './@sentry/node.js'; import x from '../mixpanel';" },
  { code: 'const load = (name) => import(name); load("mixpanel");' },
  { code: "function require(name) { return name; } require('mixpanel');" },
  { code: "module.require('mixpanel'); require(name); require();" },
  { code: "import type { PostHog } from 'posthog-node'; export type { Event } from '@sentry/node';", language: 'ts' },
  { code: "import { createClient } from '@clickhouse/client';", options: { allow: ['@clickhouse/client'] } },
  { code: "import * as Sentry from '@sentry/node';", options: { allow: ['@sentry/*'] } },
  {
    code: "import { PostHog } from 'posthog-node';",
    findings: ['`posthog-node` sends to a vendor … fix: use `events.capture` and an adapter in plumbline.config.ts.'],
  },
  { code: "import posthog from 'posthog-js/dist/module.no-external';", findings: ['`posthog-js` sends'] },
  { code: "import '@amplitude/analytics-node';", findings: ['`@amplitude/analytics-node` sends'] },
  { code: "import mixpanel from 'npm:mixpanel@0.24.0';", findings: ['`mixpanel` sends'] },
  { code: "export { Analytics } from '@segment/analytics-node';", findings: ['`@segment/analytics-node` sends'] },
  { code: "export * from '@snowplow/node-tracker';", findings: ['`@snowplow/node-tracker` sends'] },
  {
    code: "const { Kafka } = await import('kafkajs');",
    findings: ['`kafkajs` sends … fix: use `@plumbline/adapter-kafka`'],
  },
  { code: 'const load = () => import(`chdb`);', findings: ['`chdb` sends … `@plumbline/adapter-clickhouse`'] },
  {
    code: "const Sentry = require('@sentry/node');",
    findings: ['`@sentry/node` sends … fix: use `@plumbline/sentry`, or `captureError`'],
  },
  {
    code: "import house from 'house-tracker';",
    options: { vendors: ['house-*'] },
    findings: ['`house-tracker` sends'],
  },
  {
    code: "import a from 'mixpanel';\nimport b from 'rudder-sdk-js';",
    options: { allow: ['mixpanel'] },
    findings: ['`rudder-sdk-js` sends'],
  },
  { code: "import { type Event, init } from '@sentry/node';", language: 'ts', findings: ['`@sentry/node` sends'] },
  { code: "import plausible = require('plausible-tracker');", language: 'ts', findings: ['`plausible-tracker` sends'] },
];

/** What each rule says to which code. The same table runs through both linters, so that they cannot come to differ. */
export const CASES: Readonly<Record<RuleName, readonly Case[]>> = {
  'no-console': CONSOLE,
  'no-built-log-message': BUILT,
  'no-whole-request': WHOLE,
  'no-vendor-import': VENDOR,
};

/** An expected message as a pattern: it starts with the first piece, and the others between `…` follow in this order. */
export const patternOf = (expected: string): RegExp =>
  new RegExp(
    `^${expected
      .split('…')
      .map((piece) => piece.trim().replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`))
      .join('[^]*')}`,
  );
