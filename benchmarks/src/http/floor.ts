import { AsyncLocalStorage } from 'node:async_hooks';
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { fields } from '../events/setting.ts';
import { openAudit } from './floor-audit.ts';
import { createCounts, type Durations, makeDurations, record } from './floor-counts.ts';
import { createDelivery } from './floor-delivery.ts';
import { put, putMicros } from './floor-forms.ts';
import { auditForms, eventForm, requestForms } from './floor-records.ts';
import { createLines } from './floor-lines.ts';
import { createScopes, createStamps, type Scope, traceIdOf } from './floor-scope.ts';
import { createUuids, UUID_LENGTH } from './floor-uuid.ts';
import { makeHandler, type User } from './handler.ts';
import { type Destinations, entry, type Stack } from './stack.ts';

/**
 * The duties of `everything` at the least that they can cost here, and of use to nobody: no redaction, no check of any
 * value, no bound, no error, no field and no route that was not known when this was written.
 */

const KEY = 'k'.repeat(40);
/** More than an ID is long. */
const LENGTHS = 256;

/** What is made for each key when it is met first. */
function createMemo<Key, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const known = new Map<Key, Made>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}

const hashed = (id: string): Buffer =>
  Buffer.from(createHmac('sha256', KEY).update(id).digest('hex').slice(0, 32), 'latin1');

/** Of a method and a status. */
const createSeries = (all: Durations[]) =>
  createMemo((key: string) => {
    const [method = '', status = ''] = key.split(' ');
    const labels = { 'http.request.method': method, 'http.route': '/items/:id', 'http.response.status_code': status };
    const made = makeDurations(labels);
    all.push(made);
    return made;
  });

/** What is said of a request that has ended, by its method, its status and the length of its ID. */
function createEndings(durations: Durations[]) {
  const seriesOf = createSeries(durations);
  return createMemo((method: string) =>
    createMemo((key: number) => {
      const status = Math.floor(key / LENGTHS);
      return { ...requestForms(key % LENGTHS, method, status), durations: seriesOf(`${method} ${status}`) };
    }),
  );
}

/** A body comes from the socket's own callback, outside of the request. */
function runBodyIn(context: AsyncLocalStorage<Scope>, scope: Scope, request: IncomingMessage): void {
  const emit = request.emit.bind(request) as (...args: unknown[]) => boolean;
  request.emit = (...args: unknown[]) => context.run(scope, emit, ...args);
}

function openParts({ otlp, sink }: Destinations, gathered: boolean) {
  const delivery = createDelivery();
  const counts = createCounts();
  delivery.metrics(`${otlp}/v1/metrics`, () => counts.collect());
  return {
    context: new AsyncLocalStorage<Scope>(),
    delivery,
    counts,
    audit: openAudit(),
    stamps: createStamps(),
    lines: createLines(gathered),
    putUuid: createUuids(),
    hashOf: createMemo(hashed),
    endingOf: createEndings(counts.durations),
    auditFormsOf: createMemo(auditForms),
    spans: delivery.records(`${otlp}/v1/traces`),
    logs: delivery.records(`${otlp}/v1/logs`),
    events: delivery.rows(`${sink}/rows`),
  };
}

type Parts = ReturnType<typeof openParts>;

const createCapture =
  ({ context, counts, events, hashOf, putUuid, stamps }: Parts) =>
  ({ orgId }: User): void => {
    const scope = context.getStore() as Scope;
    const now = Date.now();
    stamps.at(now);
    const { bytes, uuid, actor, org } = eventForm;
    putUuid(bytes, uuid, now);
    put(bytes, actor, scope.actor, 0, scope.actor.length);
    put(bytes, org, hashOf(orgId), 0, scope.actor.length);
    const { decision, item_age_days: days, round, surface, urgent } = fields;
    const open = `{\\"decision\\":\\"${decision}\\",\\"feature\\":\\"approvals\\",\\"item_age_days\\":${days}`;
    const rest = `,\\"round\\":${round},\\"surface\\":\\"${surface}\\",\\"urgent\\":${urgent}}`;
    events.add(bytes, open + rest + stamps.times());
    counts.events += 1;
  };

const createRecord =
  ({ context, counts, audit, auditFormsOf, lines, logs, putUuid, stamps }: Parts) =>
  ({ id: actor, orgId, role }: User): void => {
    const scope = context.getStore() as Scope;
    const now = Date.now();
    stamps.at(now);
    const { line, log } = auditFormsOf(scope.idLength);
    putUuid(line.bytes, line.uuid, now);
    const id = line.bytes.toString('latin1', line.uuid, line.uuid + UUID_LENGTH);
    const at = new Date(now).toISOString();
    const { subject, before, after } = entry;
    const who = `"actor":{"id":"${actor}","role":"${role}","type":"user"}`;
    const what = `"after":{"role":"${after.role}"},"before":{"role":"${before.role}"},"changed":["role"]`;
    const when = `"id":"${id}","occurred_at":"${at}","org":"${orgId}","outcome":"success","recorded_at":"${at}"`;
    const where = `"request_id":"${scope.requestId}","route_pattern":"/items/:id"`;
    const source = '"source":{"instance":"bench","service":"bench","version":"1.0.0"}';
    const whom = `"subjects":[{"id":"${subject.id}","type":"${subject.type}"}],"trace_id":"${traceIdOf(scope)}","v":1`;
    const body = `{"action":"role.changed",${who},${what},"class":"access",${when},${where},${source},${whom}}`;
    const leaf = audit.keep(id, body);
    counts.audited += 1;
    stamps.line(line, scope);
    line.bytes.write(leaf, line.leaf, 'latin1');
    stamps.record(log, scope);
    log.bytes.write(leaf, log.leaf, 'latin1');
    put(log.bytes, log.uuid, line.bytes, line.uuid, UUID_LENGTH);
    lines.write(line.bytes);
    logs.add(log.bytes);
    counts.lines += 1;
  };

const createEnd =
  ({ counts, endingOf, lines, logs, spans, stamps }: Parts) =>
  (scope: Scope, method: string, status: number): void => {
    const micros = Math.round((performance.now() - scope.began) * 1_000);
    stamps.at(Date.now());
    const { line, log, span, child, durations } = endingOf(method)(status * LENGTHS + scope.idLength);
    stamps.line(line, scope);
    putMicros(line.bytes, line.micros, micros);
    lines.write(line.bytes);
    stamps.record(log, scope);
    log.bytes.writeDoubleLE(micros / 1_000, log.duration);
    logs.add(log.bytes);
    if (scope.sampled) {
      const form = scope.parent === undefined ? span : child;
      stamps.span(form, scope, micros);
      spans.add(form.bytes);
    }
    record(durations, micros / 1e6);
    counts.lines += 1;
  };

/** With `gathered` lines wait for each other, and what waits is lost with the process: less than the duty. */
export function startFloor(destinations: Destinations, gathered: boolean): Stack {
  const parts = openParts(destinations, gathered);
  const { context, audit, delivery, hashOf, lines } = parts;
  const end = createEnd(parts);
  const scopeOf = createScopes();
  const answer = makeHandler({
    authenticated: ({ id }) => void ((context.getStore() as Scope).actor = hashOf(id)),
    changed: createRecord(parts),
    served: createCapture(parts),
  });
  const handler: RequestListener = (request, response) => {
    const scope = scopeOf(request.headers);
    response.setHeader('x-request-id', scope.requestId);
    response.on('close', () => end(scope, request.method ?? '', response.statusCode));
    if (request.method === 'POST') runBodyIn(context, scope, request);
    context.run(scope, answer, request, response);
  };
  return {
    createServer,
    handler,
    captureError: () => undefined,
    async finish() {
      lines.flush();
      await delivery.finish();
      return { audited: audit.finish() };
    },
  };
}
