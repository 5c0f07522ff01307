import { HAS_LABEL } from '../bits.ts';
import type { KeyIndex } from '../keys.ts';
import { createNext } from '../next.ts';
import type { Emit, ScanRule } from '../rule.ts';
import { report } from './markup.ts';

const NAMED = /\bname=\\{0,4}(["']?)([^"'\\\r\n;]{1,128})\\{0,4}\1/gi;
/** The rest of the headers and the empty line behind them, with real or written line ends. */
const GAP = /(?:;[^\n\r]{0,200})?(?:\r?\n[A-Za-z-]{1,40}:[^\n\r]{0,200}){0,4}\r?\n\r?\n/y;
const WRITTEN =
  /(?:;(?:[^\n\\]|\\["']){0,200})?(?:\\r)?\\n(?:[A-Za-z-]{1,40}:[^\n\\]{0,200}(?:\\r)?\\n){0,4}(?:\\r)?\\n/y;

/** Where the value of a part begins whose name ends here, and whether its line ends are written as escapes; undefined when it is no part. */
function valueOf(text: string, end: number): { readonly start: number; readonly written: boolean } | undefined {
  for (const [gap, written] of [
    [GAP, false],
    [WRITTEN, true],
  ] as const) {
    gap.lastIndex = end;
    if (gap.test(text)) return { start: gap.lastIndex, written };
  }
  return undefined;
}

function scanParts(text: string, keys: KeyIndex, emit: Emit): void {
  const plainEnds = { part: createNext(text, '\n--'), line: createNext(text, '\n') };
  const writtenEnds = { part: createNext(text, String.raw`\n--`), line: createNext(text, String.raw`\n`) };
  let done = 0;
  for (const match of text.matchAll(NAMED)) {
    if (match.index < done) continue;
    const rule = keys.decide(match[2] ?? '');
    const found = rule === undefined ? undefined : valueOf(text, match.index + match[0].length);
    if (rule === undefined || found === undefined) continue;
    const { start, written } = found;
    const before = text.slice(Math.max(0, match.index - 240), match.index).toLowerCase();
    const header = before.includes('form-data;', before.lastIndexOf('\n') + 1);
    if (!header && match[1] === '') continue;
    const ends = written ? writtenEnds : plainEnds;
    const stop = ends.part(start);
    // Without the header that says what it is, one line at most.
    const open = header ? -1 : ends.line(start);
    const end = stop === -1 ? (open === -1 ? text.length : open) : stop;
    done = end - (text.startsWith(String.raw`\r`, end - 2) ? 2 : 0);
    report(text, start, done, rule, emit);
  }
}

/** The part of a form that carries a sensitive name (RFC 7578): behind the empty line, up to the boundary. */
export function formPartRule(keys: KeyIndex): ScanRule {
  return {
    kind: 'scan',
    id: 'form-part',
    class: 'secret',
    source: 'https://www.rfc-editor.org/rfc/rfc7578#section-4.2',
    examples: ['Content-Disposition: form-data; name="password"\r\n\r\nhunter2now\r\n--b--'],
    needs: HAS_LABEL,
    scan(text, emit) {
      if (/\n\r?\n|\\n(?:\\r)?\\n/.test(text)) scanParts(text, keys, emit);
    },
  };
}
