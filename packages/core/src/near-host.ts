/** Names that no public registry gives away: RFC 6761, 6762, 8375, the `.internal` of ICANN, and the services of Kubernetes. */
const NEAR_NAME = /(?:^|\.)(?:localhost|local|internal|home\.arpa|svc)$/;

/** First bytes of networks that are not routed in public: this machine, private use, carriers' shared addresses, link-local. */
const NEAR_IPV4 =
  /^(?:0\.|127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;

/** `[::]`, `[::1]`, unique local (fc00::/7) and link-local (fe80::/10). */
const NEAR_IPV6 = /^\[(?:::1?\]|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:)/;

const MAPPED_IPV4 = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;

const bytesOf = (hex: string): string => `${Number.parseInt(hex, 16) >> 8}.${Number.parseInt(hex, 16) & 255}`;

/** What an address is by itself: names are not looked up, so that a start asks nobody. */
function isNear(host: string): boolean {
  const [, high, low] = MAPPED_IPV4.exec(host) ?? [];
  if (high !== undefined && low !== undefined) return NEAR_IPV4.test(`${bytesOf(high)}.${bytesOf(low)}`);
  if (host.startsWith('[')) return NEAR_IPV6.test(host);
  if (/^[\d.]+$/.test(host)) return NEAR_IPV4.test(host);
  const name = host.replace(/\.$/, '');
  // One word is found by the resolver of a machine, a cluster or a company, and is nobody's domain.
  return !name.includes('.') || NEAR_NAME.test(name);
}

/**
 * Whether an address is on this machine or in a network that is not public, as far as its text says: loopback and private
 * addresses, names of one word, and names such as `collector.internal`. False for what is no http or https address, and for a
 * name of a domain, whatever a private DNS makes of it.
 */
export function isNearAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return /^https?:$/.test(protocol) && hostname !== '' && isNear(hostname);
}
