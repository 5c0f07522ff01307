import { PlumblineError } from '@plumbline/core';
import { createFindings } from '../evidence/findings.ts';
import {
  parsePruneStatement,
  PRUNE_FORMAT,
  type PruneStatement,
  speaksOfThePast,
} from '../evidence/prune-statement.ts';
import { createSealChain } from '../evidence/seal-chain.ts';
import type { Seal } from '../seal/seal.ts';
import type { SealHeader } from '../seal/seal-header.ts';
import type { KeeperOptions } from './keeper-types.ts';
import { walkSeals } from './walk-seals.ts';

/** A statement that a key of the trail vouches for. */
export interface SignedStatement {
  readonly no: number;
  readonly statement: PruneStatement;
}

function read(seal: Seal, header: SealHeader | undefined, fault: string | undefined): SignedStatement {
  const statement = parsePruneStatement(seal.statement ?? '', seal.no);
  const isPast = statement !== undefined && header !== undefined && speaksOfThePast(statement, header.sealedAt);
  if (statement && isPast && fault === undefined) return { no: seal.no, statement };
  const why = fault ?? (statement ? 'It would prune what was less than a day old.' : 'It cannot be read.');
  throw new PlumblineError('PLB_AUDIT_SEAL', `prune: the statement of seal ${seal.no} cannot be relied on: ${why}`, {
    fix: 'Run `npx plumbline audit verify`; nothing is pruned until it is intact. After a rotation give `publicKeys` (--public-key) the keys of before.',
  });
}

/**
 * The prune statements of seal `first` and later. Whoever may add seals may write any text there, so none counts before
 * all seals up to it have been verified with keys from outside of the database. Rejects with PLB_AUDIT_SEAL.
 */
export async function earlierStatements(options: KeeperOptions, first: number): Promise<readonly SignedStatement[]> {
  const { publicKeys = [], sealer, store } = options;
  const findings = createFindings(1);
  const chain = createSealChain({
    trail: await store.trail(),
    from: 1,
    publicKeys: [...publicKeys, ...sealer.publicKeys],
    findings,
  });
  const statements: SignedStatement[] = [];
  for await (const seal of walkSeals(store)) {
    const { header } = chain.judge(seal);
    const [fault] = findings.list;
    if (seal.no < first || !seal.statement?.startsWith(PRUNE_FORMAT)) continue;
    statements.push(read(seal, header, fault && `Seal ${fault.seal}: ${fault.what}`));
  }
  return statements;
}
