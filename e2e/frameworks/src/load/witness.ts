import type { IncomingMessage } from 'node:http';
import { createPseudonymizer } from '@plumbline/core/context';
import type { OtlpReceiver } from '@plumbline/testkit/otlp';
import type { Ingest } from '../../../../packages/sentry/test/ingest.ts';
import type { LogLine } from '../world.ts';
import { type Place, PLACES } from './places.ts';
import {
  accountOf,
  isAnonymous,
  jobAccountOf,
  orderOf,
  orderOfTrace,
  orgOf,
  requestIdOf,
  traceIdOf,
} from './requests.ts';

/** An identity as one layer has it: undefined where that layer does not carry it, empty for nobody. */
interface Claim {
  readonly request?: unknown;
  readonly trace?: unknown;
  readonly account?: unknown;
}

/** What a witness has heard in the end. */
export interface Heard {
  /** Records by where they stand. */
  readonly counts: Readonly<Record<Place, number>>;
  /** Records that say something of another request, job or account, or say it twice. */
  readonly leaks: number;
  /** The first of them. */
  readonly faults: readonly string[];
}

const NONE = '';

/** Hears everything that left a service, and holds each record against the number that it belongs to. */
export function createWitness(key: string, from: number, to: number) {
  const hashes = createPseudonymizer(key);
  const counts = Object.fromEntries(Object.keys(PLACES).map((place) => [place, 0])) as Record<Place, number>;
  const seen = Object.fromEntries(Object.keys(PLACES).map((place) => [place, new Uint8Array(to - from)])) as Record<
    Place,
    Uint8Array
  >;
  const jobIds = new Set<string>();
  const faults: string[] = [];
  let leaks = 0;
  const fault = (what: string): void => {
    leaks += 1;
    if (faults.length < 20) faults.push(what);
  };
  const hashOf = (place: Place, order: number): string => {
    if (place === 'begun') return NONE;
    if (place.includes('job')) return hashes.user(jobAccountOf(order), orgOf(order));
    return isAnonymous(order) ? NONE : hashes.user(accountOf(order), orgOf(order));
  };

  const hear = (place: Place, order: number, { request, trace, account }: Claim, hash = hashOf(place, order)): void => {
    const index = order - from;
    if (!PLACES[place](order) || index < 0 || index >= to - from) return fault(`${place}: ${order} has none`);
    counts[place] += 1;
    // A request has up to four log records; everything else stands once.
    seen[place][index] = (seen[place][index] ?? 0) + 1;
    if ((seen[place][index] ?? 0) > (place === 'log record' ? 4 : 1)) fault(`${place}: ${order} twice`);
    const wanted = { request: requestIdOf(order), trace: traceIdOf(order), account: hash };
    for (const [name, got] of Object.entries({ request, trace, account })) {
      const must = wanted[name as keyof typeof wanted];
      if (got !== undefined && got !== must)
        fault(`${place}: ${order} has ${name} ${JSON.stringify(got)} instead of ${must}`);
    }
  };

  const claimOf = (line: LogLine): Claim => ({
    request: line['request_id'] ?? NONE,
    trace: line['trace_id'] ?? NONE,
    account: line['actor_id'] ?? NONE,
  });

  return {
    line(line: LogLine): void {
      const place = String(line['msg']) as Place;
      if (place === 'job') {
        const id = String(line['request_id']);
        if (orderOf(id) !== undefined || jobIds.has(id)) fault(`job: ${id} is the ID of another`);
        jobIds.add(id);
        hear(place, Number(line['order']), { account: line['actor_id'] ?? NONE });
        return;
      }
      const order = orderOf(line['request_id']);
      if (order === undefined) {
        if (Object.hasOwn(PLACES, place)) fault(`${place}: a line of nobody: ${JSON.stringify(line)}`);
        return;
      }
      if (Object.hasOwn(PLACES, place)) hear(place, Number(line['order'] ?? order), claimOf(line));
      if (line['service'] === undefined && line['msg'] === undefined) fault(`a line without a message: ${order}`);
    },
    call({ url = '', headers }: IncomingMessage): void {
      const [, whose, number] = url.split('/');
      const order = Number(number);
      const { 'x-request-id': request = NONE, traceparent } = headers;
      const trace = traceparent?.toString().split('-')[1] ?? NONE;
      if (whose === 'ours') hear('call of the next service', order, { request, trace });
      else if (request !== NONE || trace !== NONE)
        fault(`call of a stranger: ${order} has ${request.toString()}, ${trace}`);
    },
    spans(receiver: OtlpReceiver): void {
      for (const span of receiver.spans()) {
        if (span.scope !== '@plumbline/trace') continue;
        const account = span.attributes['user.hash'] ?? NONE;
        if (span.kind === 'server') {
          const id = (span.attributes['http.response.header.x-request-id'] as readonly string[] | undefined)?.[0];
          const order = orderOf(id);
          if (order === undefined) fault(`span of a request: ${String(id)}`);
          else hear('span of a request', order, { request: id, trace: span.traceId, account });
        } else if (span.kind === 'internal') {
          const order = orderOfTrace(span.links[0]?.traceId);
          hear('span of a job', order, { account });
          if (span.traceId === traceIdOf(order)) fault(`span of a job: ${order} is in the trace of its request`);
        }
      }
    },
    records(receiver: OtlpReceiver): void {
      for (const { body, attributes, traceId } of receiver.logs()) {
        if (typeof body !== 'string') continue;
        const request = attributes['plumbline.request.id'];
        const order = orderOf(request);
        // Those of jobs have an ID of their own, and are judged as lines.
        if (order === undefined || !Object.hasOwn(PLACES, body)) continue;
        const account = attributes['user.hash'] ?? NONE;
        hear('log record', order, { request, trace: traceId, account }, hashOf(body as Place, order));
      }
    },
    event(line: string): void {
      const { payload, anonymousUserId, orgIdHash } = JSON.parse(line) as {
        readonly payload: { readonly order: number; readonly place: 'request' | 'job' };
        readonly anonymousUserId: string;
        readonly orgIdHash: string;
      };
      const { order } = payload;
      hear(`event of a ${payload.place}`, order, { account: anonymousUserId });
      const org = anonymousUserId === NONE ? NONE : hashes.org(orgOf(order));
      if (orgIdHash !== org) fault(`event of a ${payload.place}: ${order} has another organisation`);
    },
    audit(body: string): void {
      const {
        subjects,
        actor,
        request_id: request,
        trace_id: trace,
      } = JSON.parse(body) as {
        readonly subjects: readonly { readonly id: string }[];
        readonly actor: { readonly id?: string };
        readonly request_id?: string;
        readonly trace_id?: string;
      };
      const order = Number(subjects[0]?.id);
      hear(
        'audit record',
        order,
        { request: request ?? NONE, trace: trace ?? NONE, account: actor.id ?? NONE },
        accountOf(order),
      );
    },
    errors({ received }: Ingest): void {
      for (const { event } of received) {
        const request = event.tags?.['request_id'];
        const order = orderOf(request);
        if (order === undefined) fault(`error event: ${String(request)}`);
        else
          hear('error event', order, {
            request,
            trace: event.contexts?.trace?.['trace_id'],
            account: event.user?.['id'] ?? NONE,
          });
      }
    },
    heard: (): Heard => ({ counts, leaks, faults }),
    /** How many records there must be in a place. */
    wanted: (place: Place): number => {
      let total = 0;
      for (let order = from; order < to; order += 1) if (PLACES[place](order)) total += 1;
      return total;
    },
  };
}
