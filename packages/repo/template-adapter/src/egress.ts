import type { EgressDeclaration } from '@plumbline/core';

export const KIND = '__kind__';

export const SEND_PATH = '/v1/events';

export const ERASE_PATH = '/v1/people/forget';

/** All that leaves besides the listed fields; a test compares it with the wire, both ways. */
export const egressOf = (host: string): EgressDeclaration => ({
  party: 'third-party',
  endpoints: [
    { at: new URL(host).origin, method: 'POST', path: SEND_PATH },
    { at: new URL(host).origin, method: 'POST', path: ERASE_PATH },
  ],
  headers: [
    'accept=*/*',
    'accept-encoding',
    'accept-language=*',
    'authorization',
    'connection=keep-alive',
    'content-length',
    'content-type=application/json',
    'host',
    'sec-fetch-mode=cors',
    'user-agent=node',
  ],
  // What the client of a vendor adds by itself stands here too, key by key.
  sdkAdds: [{ key: 'users', type: 'list of text', what: 'hashes of people to forget, in an erasure alone' }],
  envelope: [
    { slot: 'eventId', as: 'id', transform: 'identity' },
    { slot: 'name', as: 'name', transform: 'identity' },
    { slot: 'occurredAt', as: 'at', transform: 'iso-time' },
    { slot: 'anonymousUserId', as: 'user', transform: 'sha256' },
  ],
  payloadAs: 'properties.{field}',
  retention: 'vendor',
  erasure: 'supported',
});
