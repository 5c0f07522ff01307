import { stampFault } from './der.ts';
import type { StampCertificate } from './stamp-certificate.ts';

/** Longer than any chain of time-stamp authorities. */
const MAX_DEPTH = 8;

function isIssued(child: StampCertificate, parent: StampCertificate): boolean {
  try {
    return child.x509.checkIssued(parent.x509) && child.x509.verify(parent.x509.publicKey);
  } catch {
    return false;
  }
}

const same = (a: StampCertificate, b: StampCertificate): boolean => a.x509.raw.equals(b.x509.raw);

const isValidAt = ({ x509 }: StampCertificate, time: number): boolean =>
  Date.parse(x509.validFrom) <= time && time <= Date.parse(x509.validTo);

/**
 * Follows issuers from a certificate to one of the trusted ones, all valid at a time, as RFC 5280, section 6, says of
 * names, signatures, validity, authorities and path lengths. Revocation is not asked for: that needs the network.
 */
export function checkChain(options: {
  readonly leaf: StampCertificate;
  readonly others: readonly StampCertificate[];
  readonly trusted: readonly StampCertificate[];
  readonly time: number;
}): void {
  const { leaf, others, trusted, time } = options;
  const leadsToTrust = (child: StampCertificate, below: number): boolean => {
    if (!isValidAt(child, time)) return false;
    if (trusted.some((one) => same(one, child))) return true;
    if (below >= MAX_DEPTH) return false;
    return [...trusted, ...others].some((parent) => {
      const isAuthority = parent.x509.ca && (parent.pathLength === undefined || parent.pathLength >= below);
      return isAuthority && !same(parent, child) && isIssued(child, parent) && leadsToTrust(parent, below + 1);
    });
  };
  if (leadsToTrust(leaf, 0)) return;
  if (!isValidAt(leaf, time)) stampFault('the certificate of its authority was not valid at that time');
  stampFault('the certificate of its authority does not lead to one of the trusted `certificates`');
}
