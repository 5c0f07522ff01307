import { describe, expect, it } from 'vitest';
import { createHostList, normalizeHost } from '../src/host-list.ts';

describe('createHostList', () => {
  it('takes a host for every port and host:port for one', () => {
    const hosts = createHostList(['Api.Internal', 'db.internal:8080', '[::1]:3000']);
    expect(hosts.includes('api.internal', '443')).toBe(true);
    expect(hosts.includes('db.internal', '8080')).toBe(true);
    expect(hosts.includes('db.internal', '8081')).toBe(false);
    expect(hosts.includes(normalizeHost('[::1]'), '3000')).toBe(true);
  });

  it('takes no neighbour', () => {
    const hosts = createHostList(['internal']);
    for (const host of ['evil-internal', 'internal.evil', 'api.internal', '', 'internal.']) {
      expect(hosts.includes(host, '443')).toBe(false);
    }
  });

  it('refuses everything that is no host, all at once', () => {
    const refuse = (): unknown => createHostList(['https://api.internal', 'fine', '*.internal', 'a b', '', 'api/path']);
    expect(refuse).toThrow(/PLB_OPTION_INVALID.*\[0\].*\[2\].*\[3\].*\[4\].*\[5\]/);
    expect(refuse).not.toThrow(/\[1\]/);
    expect(refuse).not.toThrow(/api\.internal/);
  });
});
