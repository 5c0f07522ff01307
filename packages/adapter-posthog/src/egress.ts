import { type EgressAddition, type EgressDeclaration, fetchHeaders } from '@plumbline/core';
import type { PosthogOptions } from './options.ts';

export const KIND = 'posthog';

export const SEND_PATH = '/batch/';

export const erasePath = (projectId: string): string => `/api/projects/${projectId}/persons/bulk_delete/`;

const HEADERS = [...fetchHeaders('application/json'), 'content-encoding=gzip'];

const ADDED: readonly EgressAddition[] = [
  { key: 'api_key', type: 'text', what: 'public key of the project' },
  { key: 'sent_at', type: 'time', what: 'when the batch left' },
  { key: 'batch[].properties.$lib', type: 'text', what: 'name of the client' },
  { key: 'batch[].properties.$lib_version', type: 'text', what: 'version of the client' },
  { key: 'batch[].properties.$is_server', type: 'flag', what: 'that the client is on a server' },
  { key: 'batch[].properties.$geoip_disable', type: 'flag', what: 'no lookup of the address' },
  { key: 'batch[].properties.$process_person_profile', type: 'flag', what: 'no person is made' },
];

const ERASING: readonly EgressAddition[] = [
  { key: 'distinct_ids', type: 'list of text', what: 'hashes of people to forget, in an erasure alone' },
  { key: 'delete_events', type: 'flag', what: 'their events too, in an erasure alone' },
];

/** What the declaration depends on. */
export interface EgressTerms extends Pick<PosthogOptions, 'host' | 'appHost' | 'projectId'> {
  readonly projects: readonly string[];
}

/** All that leaves besides the listed fields; a test compares it with the wire, both ways. */
export function egressOf({ host, appHost, projectId, projects }: EgressTerms): EgressDeclaration {
  const erasing = appHost !== undefined && projectId !== undefined;
  return {
    party: 'third-party',
    endpoints: [
      { at: new URL(host).origin, method: 'POST', path: SEND_PATH, accounts: projects },
      ...(erasing ? [{ at: new URL(appHost).origin, method: 'POST', path: erasePath(projectId) }] : []),
    ],
    headers: [...HEADERS, ...(erasing ? ['authorization'] : [])].toSorted(),
    sdkAdds: [...ADDED, ...(erasing ? ERASING : [])],
    envelope: [
      { slot: 'eventId', as: 'uuid', transform: 'identity' },
      { slot: 'name', as: 'event', transform: 'identity' },
      { slot: 'occurredAt', as: 'timestamp', transform: 'iso-time' },
      { slot: 'anonymousUserId', as: 'distinct_id', transform: 'sha256' },
    ],
    payloadAs: 'properties.{field}',
    retention: 'vendor',
    // Its deletion is one of persons, and no event from here makes one.
    erasure: 'not-possible',
  };
}
