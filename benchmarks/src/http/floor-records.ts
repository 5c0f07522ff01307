import { attribute, eight, field, type Form, makeForm, slot, whole } from './floor-forms.ts';

/** What the side `floor` says of a request, in the words of `everything`. */

const ROUTE = '/items/:id';
const ROLE = 'approver';

/** In OTLP. */
const INFO = 9;
const SERVER_KIND = 2;

const RESOURCE = {
  'service.name': 'bench',
  'service.version': '1.0.0',
  'deployment.environment.name': 'production',
} as const;

const resourceAttributes = Object.entries(RESOURCE);

/** Before the records of every request: the resource, and the scope. */
export const resource: Buffer = field(1, ...resourceAttributes.map(([key, value]) => attribute(1, key, value)));
export const scope: Buffer = field(1, field(1, 'floor'));
export const resourceJson = {
  attributes: resourceAttributes.map(([key, stringValue]) => ({ key, value: { stringValue } })),
};

const line = (width: number, ...rest: readonly (string | Buffer)[]): Form =>
  makeForm(
    '{"level":"info","time":"',
    slot('iso'),
    '","service":"bench","request_id":"',
    slot('id', width),
    '","trace_id":"',
    slot('trace'),
    '","span_id":"',
    slot('span'),
    '","actor_id":"',
    slot('actor'),
    `","actor_role":"${ROLE}","route_pattern":"${ROUTE}",`,
    ...rest,
  );

const log = (width: number, body: string, ...attributes: readonly Buffer[]): Form => {
  const record = [
    eight(1, slot('nanos')),
    whole(2, INFO),
    field(3, 'info'),
    field(5, field(1, body)),
    attribute(6, 'plumbline.request.id', slot('id', width)),
    attribute(6, 'user.hash', slot('actor')),
    attribute(6, 'user.roles', { any: field(5, field(1, field(1, ROLE))) }),
    attribute(6, 'http.route', ROUTE),
    ...attributes,
    field(9, slot('traceBytes')),
    field(10, slot('spanBytes')),
  ];
  return makeForm(field(2, ...record));
};

const span = (width: number, method: string, status: number, ...parent: readonly Buffer[]): Form => {
  const record = [
    field(1, slot('traceBytes')),
    field(2, slot('spanBytes')),
    ...parent,
    field(5, `${method} ${ROUTE}`),
    whole(6, SERVER_KIND),
    eight(7, slot('nanos')),
    eight(8, slot('endNanos')),
    attribute(9, 'http.request.method', method),
    attribute(9, 'url.scheme', 'http'),
    attribute(9, 'network.protocol.version', '1.1'),
    attribute(9, 'http.response.header.x-request-id', { any: field(5, field(1, field(1, slot('id', width)))) }),
    attribute(9, 'http.route', ROUTE),
    attribute(9, 'http.response.status_code', { any: whole(3, status) }),
    attribute(9, 'user.hash', slot('actor')),
    attribute(9, 'user.roles', { any: field(5, field(1, field(1, ROLE))) }),
  ];
  return makeForm(field(2, ...record));
};

/** What is said when a request of one method has ended with one status. */
export const requestForms = (width: number, method: string, status: number) => ({
  line: line(
    width,
    `"method":"${method}","status":${status},"duration_ms":`,
    slot('micros'),
    ',"outcome":"ok","msg":"request"}\n',
  ),
  log: log(
    width,
    'request',
    attribute(6, 'http.request.method', method),
    attribute(6, 'http.response.status_code', { any: whole(3, status) }),
    attribute(6, 'duration_ms', { any: eight(4, slot('duration')) }),
    attribute(6, 'outcome', 'ok'),
  ),
  span: span(width, method, status),
  child: span(width, method, status, field(4, slot('parentBytes'))),
});

/** What is said of an audit record. */
export const auditForms = (width: number) => ({
  line: line(
    width,
    '"audit_id":"',
    slot('uuid'),
    '","audit_leaf":"',
    slot('leaf'),
    '","action":"role.changed","msg":"audit"}\n',
  ),
  log: log(
    width,
    'audit',
    attribute(6, 'audit_id', slot('uuid')),
    attribute(6, 'audit_leaf', slot('leaf')),
    attribute(6, 'action', 'role.changed'),
  ),
});

/** A product event, as far as its payload. */
export const eventForm: Form = makeForm(
  '{"org_id_hash":"',
  slot('org'),
  '","event_id":"',
  slot('uuid'),
  '","name":"approval_submitted","schema_version":"2026-11-bench-v1","session_id":"","anonymous_user_id":"',
  slot('actor'),
  `","route_pattern":"${ROUTE}","source":"api","payload_json":"`,
);
