import { isIP } from 'node:net';
import type { RecordedRequest } from '../http/read-request.ts';
import { inJson, isRecord, readObject, Refusal } from './strict-server.ts';

/** One event as it was sent. */
export interface PlausibleEvent {
  readonly name: string;
  readonly url: string;
  readonly domain: string;
  readonly props: Readonly<Record<string, string>>;
}

type Note = (where: string, what: string) => void;

const MAX_NAME = 120;
const MAX_URL_BYTES = 2000;
const MAX_PROPS = 30;
const MAX_KEY_BYTES = 300;
const MAX_VALUE_BYTES = 2000;

/** Documented keys. Short forms (`n`, `u`, `d`, `p`) are the tracker's own and are not for callers of the API. */
const KEYS = new Set(['name', 'url', 'domain', 'referrer', 'props', 'revenue', 'interactive']);

/**
 * Words by which libraries and crawlers are known. The service asks a device database of thousands of entries; whoever
 * sends one of these words is dropped there too, and who sends none may still be.
 */
const BOT =
  /bot\b|crawl|spider|curl\/|wget\/|python-|java\/|go-http-client|okhttp|axios\/|node-fetch|undici|headless|^node$/i;

/** Whether an agent is one that the service drops. An empty one is. */
export const looksLikeBot = (agent: string): boolean => agent.trim() === '' || BOT.test(agent);

const bytes = (text: string): number => Buffer.byteLength(text);

function checkProps(props: unknown, errors: Map<string, string>): Readonly<Record<string, string>> {
  if (props === undefined) return {};
  const refuse = (what: string): Readonly<Record<string, string>> => {
    errors.set('props', what);
    return {};
  };
  if (!isRecord(props)) return refuse('must be an object');
  const entries = Object.entries(props);
  if (entries.length > MAX_PROPS) return refuse('has over 30 entries');
  if (entries.some(([key]) => bytes(key) > MAX_KEY_BYTES)) return refuse('has a key of over 300 bytes');
  if (entries.some(([, value]) => value === null || typeof value === 'object'))
    return refuse('has a value that is a list or an object');
  if (entries.some(([, value]) => bytes(String(value)) > MAX_VALUE_BYTES))
    return refuse('has a value of over 2000 bytes');
  return Object.fromEntries(entries.map(([key, value]) => [key, String(value)]));
}

function checkUrl(url: unknown, errors: Map<string, string>): string {
  if (typeof url !== 'string' || url === '') errors.set('url', "can't be blank");
  else if (bytes(url) > MAX_URL_BYTES) errors.set('url', 'has over 2000 bytes');
  else if (!URL.canParse(url) || new URL(url).protocol === 'data:') errors.set('url', 'is invalid');
  return String(url);
}

function checkName(name: unknown, errors: Map<string, string>): string {
  if (typeof name !== 'string' || name === '') errors.set('event_name', "can't be blank");
  else if (name.length > MAX_NAME) errors.set('event_name', 'has over 120 characters');
  else if (name === 'engagement') errors.set('event_name', 'is reserved');
  return String(name);
}

function checkHeaders({ headers }: RecordedRequest, note: Note): void {
  const { 'user-agent': agent, 'x-forwarded-for': forwarded, 'content-type': type = '' } = headers;
  if (agent === undefined) note('header', 'has no user-agent');
  // Without it the address of the sender itself is the visitor.
  if (forwarded === undefined) note('header', 'has no x-forwarded-for');
  else if (isIP(String(forwarded).split(',')[0]?.trim() ?? '') === 0) note('header', 'x-forwarded-for is no address');
  if (!/^(?:application\/json|text\/plain)\b/i.test(type))
    note('header', 'content-type is neither JSON nor plain text');
}

/** Reads one event; throws the service's refusal of anything else. */
export function readPlausibleEvent(request: RecordedRequest, note: Note): PlausibleEvent {
  if (request.method !== 'POST') {
    note('method', 'is not POST');
    throw new Refusal({ status: 405 });
  }
  checkHeaders(request, note);
  const body = readObject(request);
  const errors = new Map<string, string>();
  if (body === undefined) errors.set('request', 'is no JSON object');
  for (const key of Object.keys(body ?? {})) if (!KEYS.has(key)) note('body', 'has a key that is not documented');
  const event = body && {
    name: checkName(body['name'], errors),
    url: checkUrl(body['url'], errors),
    domain: typeof body['domain'] === 'string' ? body['domain'] : '',
    props: checkProps(body['props'], errors),
  };
  if (event?.domain === '') errors.set('domain', "can't be blank");
  if (event !== undefined && errors.size === 0) return event;
  for (const [where, what] of errors) note(where, what);
  throw new Refusal(inJson(400, { errors: Object.fromEntries([...errors].map(([key, what]) => [key, [what]])) }));
}
