import type { EgressDeclaration } from '@plumbline/core';
import { type ClickhouseOptions, resolveTarget } from './options.ts';
import { RETENTION_DAYS } from './table.ts';

/** Who gives the address, where it does not stand in code. */
export interface AddressSource {
  /** Such as `env:NAME`; it stands for the address in the egress lockfile. */
  readonly at?: string;
}

/** The address of an adapter that the environment switches on. */
export const IN_ENVIRONMENT = 'env:CLICKHOUSE_URL';

/** What leaves besides the payload. Embedded data stays on this machine, so that it has no address. */
export function egressOf(options: Pick<ClickhouseOptions, 'url' | 'compression'> & AddressSource): EgressDeclaration {
  const { url } = options;
  const at = options.at ?? (url === undefined ? undefined : resolveTarget({ url }).server?.origin);
  return {
    party: 'first-party',
    endpoints: at === undefined ? [] : [{ at, method: 'POST', path: '/' }],
    headers: [
      'authorization',
      'connection=keep-alive',
      ...(options.compression === true ? ['content-encoding=gzip'] : []),
      'host',
      'transfer-encoding',
      'user-agent',
    ],
    sdkAdds: [],
    envelope: [
      { slot: 'orgIdHash', as: 'org_id_hash', transform: 'identity' },
      { slot: 'eventId', as: 'event_id', transform: 'identity' },
      { slot: 'name', as: 'name', transform: 'identity' },
      { slot: 'schemaVersion', as: 'schema_version', transform: 'identity' },
      { slot: 'sessionId', as: 'session_id', transform: 'identity' },
      { slot: 'anonymousUserId', as: 'anonymous_user_id', transform: 'identity' },
      { slot: 'routePattern', as: 'route_pattern', transform: 'identity' },
      { slot: 'occurredAt', as: 'occurred_at', transform: 'identity' },
      { slot: 'ingestedAt', as: 'ingested_at', transform: 'identity' },
      { slot: 'source', as: 'source', transform: 'identity' },
    ],
    payloadAs: 'payload_json.{field}',
    retention: `${RETENTION_DAYS}d`,
    erasure: 'supported',
  };
}
