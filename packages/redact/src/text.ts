import type { Find } from './find.ts';
import type { RuleName } from './rule.ts';
import { isMarker } from './shapes/labelled.ts';
import type { RedactionStyle } from './options.ts';

export type Report = (rule: RuleName) => void;

/** What the walk's own marks are counted under. */
export const LIMITS = {
  circular: { id: 'limit-circular', class: 'limit' },
  depth: { id: 'limit-depth', class: 'limit' },
  breadth: { id: 'limit-breadth', class: 'limit' },
  nodes: { id: 'limit-nodes', class: 'limit' },
  text: { id: 'limit-text', class: 'limit' },
  unreadable: { id: 'limit-unreadable', class: 'limit' },
  binary: { id: 'limit-binary', class: 'limit' },
  failure: { id: 'limit-failure', class: 'limit' },
} as const satisfies Record<string, RuleName>;

/** Replaces one value. */
export type Replace = (value: string, rule: RuleName) => string;

export function createReplace(style: RedactionStyle): Replace {
  if (style === 'mask') return () => '********';
  if (style === 'label') return (_, rule) => `[redacted:${rule.id}]`;
  return (value, rule) => {
    try {
      const hash = style
        .hash(value, rule.id)
        .replaceAll(/[^A-Za-z0-9_-]/g, '')
        .slice(0, 64);
      return hash === '' ? `[redacted:${rule.id}]` : `[redacted:${rule.id}:${hash}]`;
    } catch {
      return `[redacted:${rule.id}]`;
    }
  };
}

/** A replacement can bring two parts together that form something new, so the result is searched again, a bounded number of times. */
const PASSES = 4;
/** Where a text is cut, up to this much more goes with it, so that no half of a secret stays. */
const CUT = 8192;

export interface TextOptions {
  readonly find: Find;
  readonly replace: Replace;
  readonly maxTextLength: number;
}

/** Cleans one text without looking into JSON. */
export function createText({ find, replace, maxTextLength }: TextOptions): (text: string, report: Report) => string {
  function clean(text: string, report: Report): string {
    let current = text;
    for (let pass = 0; pass < PASSES; pass++) {
      const spans = find(current);
      if (spans.length === 0) return current;
      let out = '';
      let from = 0;
      for (const { start, end, rule } of spans) {
        const value = current.slice(start, end);
        if (isMarker(value)) continue;
        report(rule);
        out += current.slice(from, start) + replace(value, rule);
        from = end;
      }
      if (from === 0) return current;
      current = out + current.slice(from);
    }
    return current;
  }
  return (text, report) => {
    if (text.length <= maxTextLength) return text.length < 4 ? text : clean(text, report);
    report(LIMITS.text);
    const head = text.slice(0, maxTextLength);
    const space = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n'));
    const end = space > maxTextLength - CUT && space > 0 ? space : Math.max(0, maxTextLength - CUT);
    return `${clean(head.slice(0, end), report)}[truncated:${text.length - end}]`;
  };
}

/** Whether a text can be a JSON object or array. */
export function looksLikeJson(text: string): boolean {
  const trimmed =
    text.length > 2 && (text.charCodeAt(0) <= 32 || text.charCodeAt(text.length - 1) <= 32) ? text.trim() : text;
  const first = trimmed[0];
  const last = trimmed[trimmed.length - 1];
  return (first === '{' && last === '}') || (first === '[' && last === ']');
}
