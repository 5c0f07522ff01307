import type { Audit } from '../src/index.ts';
import type { actions } from './support.ts';

// Checked by the compiler: what must not compile is marked.
export function calls(audit: Audit<(typeof actions)['specs']>): void {
  const user = { type: 'user', id: 'u_1' } as const;
  audit.record('user.created', { subject: user });
  audit.record('login.failed', { subject: [], metadata: { method: 'password', reason: 'locked' } });
  audit.record('role.changed', { subject: user, before: { role: 'a' }, after: { role: 'b' } });
  audit.record('plan.changed', { subject: { type: 'org', id: 'o_1' } });
  audit.record('audit.read', { metadata: { purpose: 'review' }, counts: { rows: 3 } });
  // @ts-expect-error an undeclared action
  audit.record('user.renamed', { subject: user });
  // @ts-expect-error no subject
  audit.record('user.created', {});
  // @ts-expect-error a subject of another type
  audit.record('user.created', { subject: { type: 'org', id: 'o_1' } });
  // @ts-expect-error an undeclared field
  audit.record('mfa.enrolled', { subject: user, metadata: { factor: 'totp', email: 'x' } });
  // @ts-expect-error a value outside the enumeration
  audit.record('mfa.enrolled', { subject: user, metadata: { factor: 'pigeon' } });
  // @ts-expect-error missing metadata
  audit.record('mfa.enrolled', { subject: user });
  // @ts-expect-error metadata where none is declared
  audit.record('user.created', { subject: user, metadata: {} });
  // @ts-expect-error values where the level keeps none
  audit.record('user.created', { subject: user, after: { role: 'b' } });
  // @ts-expect-error an unknown outcome
  audit.record('user.created', { subject: user, outcome: 'maybe' });
}
