import { HAS_FLAG } from '../bits.ts';
import type { KeyIndex } from '../keys.ts';
import type { ScanRule } from '../rule.ts';
import { STATES } from './label-words.ts';
import { isMarker } from './marker.ts';
import { valueAfter } from './values.ts';

/** Behind `=` stands a value and no sentence, so only these are none. */
const FLAG_WORDS: ReadonlySet<string> = new Set(
  'via in is as and or from flag option argument parameter switch instead when where with on if are can cannot should will takes needs requires needed given specified'.split(
    ' ',
  ),
);
/** `tool -u app -p …`: in whatever tool takes both. */
const USER_AND_PASSWORD = /(?<=[\w"'] )-[uU] ?[^\s-]\S{0,63} {1,3}-[pP] ?([^\s"'|;&]{4,128})/g;

/** What a usage writes for the value. */
const METAVARIABLE =
  /^(?:[A-Z]{2,12}_){0,3}(?:KEY|TOKEN|SECRET|PASSWORD|PASS|PWD|VALUE|STRING|PATH|FILE|NAME|ID|URL|USER|CREDENTIALS?)[\])>]{0,3}$/;

/** `the --password flag is …`, `--token (see …)`. */
function isFlagProse(word: string): boolean {
  return (
    METAVARIABLE.test(word) ||
    STATES.has(word.toLowerCase()) ||
    FLAG_WORDS.has(word.toLowerCase()) ||
    /^[(<[{$|&>]/.test(word)
  );
}

/** Options of commands with a sensitive name: `--token …`, also as one of a list of arguments. */
export function flagRule(keys: KeyIndex): ScanRule {
  const flags = /(?<![A-Za-z0-9-])--?([A-Za-z][A-Za-z0-9-]{2,40})(?: |\\{0,2}["'], {0,2})(?=\\{0,2}["']?[^\s"'-])/g;
  return {
    kind: 'scan',
    id: 'command-flag',
    class: 'secret',
    source: 'https://cwe.mitre.org/data/definitions/214.html',
    examples: [['deploy', '--password', 'hunter2now'].join(' ')],
    needs: HAS_FLAG,
    scan(text, emit) {
      for (const match of text.matchAll(USER_AND_PASSWORD)) {
        const end = match.index + match[0].length;
        const value = match[1] ?? '';
        if (!/^[\d.:-]+$|^[/$<(-]/.test(value) && !isMarker(value)) emit(end - value.length, end);
      }
      for (const match of text.matchAll(flags)) {
        const rule = keys.decide(match[1] ?? '');
        if (rule === undefined || match[1]?.endsWith('-stdin') === true) continue;
        const value = valueAfter(text, match.index + match[0].length - 1);
        const raw = text.slice(value.start, value.end);
        if (raw !== '' && !isMarker(raw) && !isFlagProse(raw)) emit(value.start, value.end, rule);
      }
    },
  };
}
