import { PlumblineError } from '@plumbline/core';
import { createFindings } from '../evidence/findings.ts';
import {
  parsePruneStatement,
  PRUNE_FORMAT,
  type PruneStatement,
  speaksOfThePast,
} from '../evidence/prune-statement.ts';
import { createSealChain } from '../evidence/seal-chain.ts';
import type { SealHeader } from '../seal/seal-header.ts';
import type { KeeperOptions } from './keeper-types.ts';
import type { OwnRecord, OwnTrace } from './own-trace.ts';
import { walkSeals } from './walk-seals.ts';

/** A statement that a key of the trail vouches for. */
export interface SignedStatement {
  readonly no: number;
  readonly statement: PruneStatement;
  /** Whether `audit.pruned` says so already. */
  readonly isRecorded: boolean;
}

/** A statement as it stands there. */
interface Found {
  readonly no: number;
  readonly text: string;
  readonly header: SealHeader | undefined;
  /** The first fault of the chain up to it. */
  readonly fault: string | undefined;
  readonly isRecorded: boolean;
}

function read({ fault, header, isRecorded, no, text }: Found): SignedStatement {
  const statement = parsePruneStatement(text, no);
  const isPast = statement !== undefined && header !== undefined && speaksOfThePast(statement, header.sealedAt);
  if (statement && isPast && fault === undefined) return { isRecorded, no, statement };
  const why = fault ?? (statement ? 'It would prune what was less than a day old.' : 'It cannot be read.');
  throw new PlumblineError('PLB_AUDIT_SEAL', `prune: the statement of seal ${no} cannot be relied on: ${why}`, {
    fix: 'Run `npx plumbline audit verify`; nothing is pruned until it is intact. After a rotation give `publicKeys` (--public-key) the keys of before.',
  });
}

/** The records `audit.pruned`, by the number of the seal that each names. */
async function recordsBySeal(trace: OwnTrace): Promise<ReadonlyMap<number, readonly OwnRecord[]>> {
  const bySeal = new Map<number, OwnRecord[]>();
  for await (const record of trace.records('audit.pruned')) {
    const seal = Number(record.metadata['seal']);
    bySeal.set(seal, [...(bySeal.get(seal) ?? []), record]);
  }
  return bySeal;
}

/**
 * Statements whose call may have been cut off: those since the last one that is on record, and that one. Whoever may add
 * seals may write any text there, so none counts before all seals up to it have been verified with keys from outside of the
 * database; and a record that was sealed before the statement that it names was made in advance, by somebody else. Rejects
 * with PLB_AUDIT_SEAL.
 */
export async function earlierStatements(options: KeeperOptions, trace: OwnTrace): Promise<readonly SignedStatement[]> {
  const { publicKeys = [], sealer, store } = options;
  const findings = createFindings(1);
  const keys = [...publicKeys, ...sealer.publicKeys];
  const chain = createSealChain({ trail: await store.trail(), from: 1, publicKeys: keys, findings });
  const recorded = await recordsBySeal(trace);
  const asked = new Set([...recorded.values()].flat().map(({ id }) => id));
  const tooEarly = new Set<string>();
  let found: Found[] = [];
  for await (const seal of walkSeals(store)) {
    const { header } = chain.judge(seal);
    for (const id of seal.ids) if (asked.has(id)) tooEarly.add(id);
    const { no, statement: text } = seal;
    if (!text?.startsWith(PRUNE_FORMAT)) continue;
    const isRecorded = (recorded.get(no) ?? []).some(({ id }) => !tooEarly.has(id));
    if (isRecorded) found = [];
    const [fault] = findings.list;
    found.push({ no, text, header, fault: fault && `Seal ${fault.seal}: ${fault.what}`, isRecorded });
  }
  return found.map((one) => read(one));
}
