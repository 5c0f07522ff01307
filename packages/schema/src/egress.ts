export { type ApprovalTerms, approvalHash, approveFacts, findApproval } from './egress/approve.ts';
export { checkLock, expiredGates, lockedAllowlist, type LockCheckOptions } from './egress/check.ts';
export { describeFacts } from './egress/beyond-words.ts';
export { collectFacts, type EgressSources } from './egress/collect.ts';
export { diffFacts, type EgressChange, factsBeyond, wideningFacts } from './egress/diff.ts';
export { type Fact, formatFact, parseFact } from './egress/fact.ts';
export { formatLock, LOCK_FILE, parseLock } from './egress/lock.ts';
export type { Judgement } from './egress/widening.ts';
export { describeChanges } from './egress/words.ts';
