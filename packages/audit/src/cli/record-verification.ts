import { type CommandIo, type ExitCode, toError } from '@plumbline/core';
import { type TrailOptions, withTrail } from './open-trail.ts';
import { createCommandRecords, type Operator } from './own-records.ts';
import type { VerifyReport } from './verify-report.ts';

/** Who verified, where, and where to say that it could not be recorded. */
interface Recording {
  readonly operator: Operator;
  readonly values: TrailOptions;
  readonly io: CommandIo;
}

function resultOf(code: ExitCode): 'intact' | 'findings' | 'incomplete' {
  if (code === 0) return 'intact';
  return code === 1 ? 'findings' : 'incomplete';
}

/**
 * Adds the record of a verification to the trail, once the source is closed that was opened to be read and no more. A role
 * that may not add records, or a file that may not be written, ends in a warning.
 */
export async function recordVerification(
  { code, result, stamps }: VerifyReport,
  firstSeal: number,
  { io, operator, values }: Recording,
): Promise<void> {
  const { anchoredUpTo, checked, found, lastSeal, records, seals } = result;
  try {
    await withTrail('verify', values, io, async ({ store }) => {
      const own = createCommandRecords(store, operator, io);
      own.record('audit.verified', {
        outcome: code < 2 ? 'success' : 'failed',
        metadata: {
          result: resultOf(code),
          first_seal: firstSeal,
          last_seal: lastSeal,
          anchored_up_to: anchoredUpTo,
        },
        counts: { findings: found + stamps.refused.length, records, checked, seals },
      });
      await own.done();
    });
  } catch (error) {
    io.stderr(`warning: audit.verified could not be recorded (${toError(error).message})\n`);
  }
}
