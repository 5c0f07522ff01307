import type { AuditRecord } from './audit-record.ts';
import { flatText, isPlain } from './flat-text.ts';

/** A record before it is text: every member is named, in code unit order. */
export type Draft = { readonly [K in keyof Required<AuditRecord>]: AuditRecord[K] | undefined } & Pick<
  AuditRecord,
  'action' | 'actor' | 'class' | 'id' | 'occurred_at' | 'outcome' | 'recorded_at' | 'subjects'
>;

/** The text of a body, and whether each of its characters is one byte of UTF-8. */
export interface BodyText {
  readonly text: string;
  readonly ascii: boolean;
}

const ASCII = /^[ -~]*$/;

/** `,"key":"value"`, or nothing. */
const word = (key: string, value: unknown): string => (value === undefined ? '' : `,"${key}":"${value as string}"`);

/** `,"key":` and the JSON of the value, or nothing; `null` where it is not ASCII throughout. */
function json(key: string, value: object | undefined): string | null {
  if (value === undefined) return '';
  const flat = flatText(value);
  if (flat !== undefined) return `,"${key}":${flat}`;
  const text = JSON.stringify(value);
  return typeof text === 'string' && ASCII.test(text) ? `,"${key}":${text}` : null;
}

function subjectsText(subjects: Draft['subjects']): string | null {
  let text = '';
  for (const { id, type } of subjects) {
    if (!isPlain(id)) return null;
    text += `${text === '' ? '' : ','}{"id":"${id}","type":"${type}"}`;
  }
  return text;
}

/** Names of declared fields need no escapes. */
const namesText = (names: readonly string[]): string =>
  names.length === 1 ? `["${names[0] as string}"]` : names.length === 0 ? '[]' : `["${names.join('","')}"]`;

/** {@link isPlain}, asked once about a text that comes again at once, such as the route of a request. */
function createIsPlain(): (value: unknown) => boolean {
  let last: unknown;
  return (value) => {
    if (value === last) return true;
    if (!isPlain(value)) return false;
    last = value;
    return true;
  };
}

function createActorText(): (actor: Draft['actor']) => string | null {
  const isPlainRole = createIsPlain();
  const isPlainType = createIsPlain();
  return ({ id, impersonator, role, type }) => {
    if (typeof id !== 'string' || typeof type !== 'string') return null;
    if (!(isPlain(id) && isPlain(impersonator) && isPlainRole(role) && isPlainType(type))) return null;
    return `{"id":"${id}"${word('impersonator', impersonator)}${word('role', role)},"type":"${type}"}`;
  };
}

/**
 * A writer of bodies: what `JSON.stringify` makes of a draft, to the letter. Most records are plain ASCII, and those are put
 * together from parts in half the time; whatever is not goes to `JSON.stringify`.
 */
export function createBodyWriter(source: AuditRecord['source']): (draft: Draft) => BodyText {
  const sourceText = `,"source":${JSON.stringify(source)}`;
  const isAscii = ASCII.test(sourceText);
  const actorText = createActorText();
  const isPlainRoute = createIsPlain();
  const isPlainOrg = createIsPlain();
  const plain = (draft: Draft): string | undefined => {
    const { attempt, feature, org, request_id, route_pattern, surface, trace_id } = draft;
    if (!(isAscii && isPlain(request_id) && isPlainRoute(route_pattern) && isPlain(trace_id) && isPlainOrg(org)))
      return undefined;
    if (!(isPlain(feature) && isPlain(surface) && isPlain(attempt))) return undefined;
    const actor = actorText(draft.actor);
    const subjects = subjectsText(draft.subjects);
    const after = json('after', draft.after);
    const before = json('before', draft.before);
    const changed = draft.changed === undefined ? '' : `,"changed":${namesText(draft.changed)}`;
    const commitments = json('commitments', draft.commitments);
    const counts = json('counts', draft.counts);
    const external = json('external', draft.external);
    const metadata = json('metadata', draft.metadata);
    if (actor === null || subjects === null || after === null || before === null) return undefined;
    if (commitments === null || counts === null || external === null || metadata === null) return undefined;
    const duration = draft.duration_ms === undefined ? '' : `,"duration_ms":${draft.duration_ms}`;
    return `{"action":"${draft.action}","actor":${actor}${after}${word('attempt', attempt)}${before}${changed},"class":"${draft.class}"${word('client', draft.client)}${commitments}${counts}${duration}${external}${word('feature', feature)},"id":"${draft.id}"${metadata},"occurred_at":"${draft.occurred_at}"${word('org', org)},"outcome":"${draft.outcome}","recorded_at":"${draft.recorded_at}"${word('request_id', request_id)}${word('route_pattern', route_pattern)}${word('sensitivity', draft.sensitivity)}${sourceText}${word('stage', draft.stage)},"subjects":[${subjects}]${word('surface', surface)}${word('trace_id', trace_id)},"v":1}`;
  };
  return (draft) => {
    const text = plain(draft);
    return text === undefined ? { text: JSON.stringify(draft), ascii: false } : { text, ascii: true };
  };
}
