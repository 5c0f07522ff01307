import type { KeyIndex } from '../keys.ts';
import type { ScanRule } from '../rule.ts';
import { scanCodeLists } from './code-list.ts';
import { scanColumns } from './columns.ts';
import { scanDialogues } from './dialogue.ts';
import { scanDumps } from './dumps.ts';
import { scanEntries } from './entry.ts';
import { scanNetwork } from './network.ts';
import { scanParameters } from './parameters.ts';
import { scanRejected } from './rejected.ts';
import { scanConditions } from './sql.ts';
import { scanToldCodes } from './told-codes.ts';
import { scanUnspaced } from './unspaced.ts';
import { scanWrappers } from './wrapper.ts';

/** Values whose name stands beside them without a sign: in tables, dialogues, lists of codes and the dumps of languages. */
export function writtenRule(keys: KeyIndex): ScanRule {
  return {
    kind: 'scan',
    id: 'written-form',
    class: 'secret',
    source: 'https://www.rfc-editor.org/rfc/rfc4180#section-2',
    examples: ['backup codes: 1234-5678, 2345-6789', ['a1 LOGIN jane', 'hunter2now'].join(' ')],
    needs: 0,
    scan(text, emit, spend) {
      scanColumns(text, keys, emit);
      scanCodeLists(text, emit);
      scanDialogues(text, emit);
      scanDumps(text, keys, emit);
      scanEntries(text, keys, emit);
      scanWrappers(text, keys, emit);
      scanConditions(text, keys, emit);
      scanUnspaced(text, keys, emit);
      scanNetwork(text, emit);
      scanToldCodes(text, emit);
      scanRejected(text, keys, emit, spend);
      scanParameters(text, keys, emit, spend);
    },
  };
}
