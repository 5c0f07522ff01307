import { quoted } from './one-line.ts';
import { isComplaint } from './complaint.ts';
import { replaceObjects } from './embedded.ts';
import { isLabel } from './kinds.ts';
import { isOrdinaryValue } from './ordinary.ts';
import type { KeyIndex } from './keys.ts';
import type { KeyRule, RuleName } from './rule.ts';
import { isCard } from './shapes/financial.ts';
import { rewrite } from './rewrite.ts';
import { isMarker, isPlaceholder } from './shapes/marker.ts';
import { createCleanTexts } from './clean-texts.ts';
import type { Looks } from './plain.ts';
import { LIMITS, looksLikeJson, type Replace } from './text.ts';
import { type Allow, NOWHERE, type Note, type Place, type Relief } from './allow.ts';

/** What one walk carries along. */
export interface Walk {
  readonly report: (rule: RuleName) => void;
  /** Copy everything, so that the result shares nothing with the input and JSON.stringify cannot fail on it. */
  readonly detach: boolean;
  /** Kept only when somebody reads it. */
  readonly path: (string | number)[] | undefined;
  readonly stack: object[];
  /** Entries of one container. */
  readonly maxBreadth: number;
  nodes: number;
  /** Characters of texts that were looked at. */
  characters: number;
  /** What a writer has found and not reported yet: it may have to begin again. */
  readonly found: RuleName[];
  /** How many containers a writer has handed to the walk. */
  converted: number;
  /** What a writer has written beside the rest. */
  apart: string;
  /** Where the walk is, as far as exceptions care; undefined before the first container, and where there are none. */
  place: Place | undefined;
  /** Told what exceptions let through, where somebody asks. */
  readonly allowed: Note | undefined;
}

export interface WalkPolicy {
  readonly keys: KeyIndex;
  readonly looks: Looks;
  readonly clean: (text: string, report: (rule: RuleName) => void) => string;
  readonly replace: Replace;
  readonly cards: RuleName | undefined;
  readonly maxDepth: number;
  readonly maxNodes: number;
  readonly errorName: 'name' | 'type';
  /** The exceptions; undefined where there are none. */
  readonly allow: Allow | undefined;
}

/** Longest text that is parsed as JSON; a longer one is searched as text. */
const MAX_JSON = 65_536;

/** Characters of one value that are looked at: what stands in a thousand places counts a thousand times. */
const MAX_CHARACTERS = 16_777_216;

/** From this length on it is cheaper to ask whether a text is remembered than to look at it. */
const LONG = 16;

const NO_PATHS: Pick<Place, 'paths' | 'here'> = { paths: [], here: [] };

/** What the walk does with values that hold no others. */
export interface Leaves {
  readonly hide: (value: string, rule: RuleName, walk: Walk) => string;
  /** A text under a name that hides it. */
  readonly told: (text: string, rule: RuleName, walk: Walk) => string;
  readonly visitText: (text: string, walk: Walk) => string;
  /** The JSON of a text, cleaned. */
  readonly quote: (text: string, walk: Walk) => string;
  readonly visitNumber: (x: number, forced: KeyRule | undefined, walk: Walk) => unknown;
}

export function createLeaves(policy: WalkPolicy, visit: (x: unknown, walk: Walk) => unknown): Leaves {
  const { clean, looks, replace, maxDepth } = policy;
  const { isBare, isPlain } = looks;
  const texts = createCleanTexts();

  function hide(value: string, rule: RuleName, walk: Walk): string {
    if (value === '' || isMarker(value) || isPlaceholder(value)) return value;
    walk.report(rule);
    return replace(value, rule);
  }

  function told(text: string, rule: RuleName, walk: Walk): string {
    if (isComplaint(text)) return visitText(text, walk);
    // Half of a path is none, and would be hidden the second time.
    const stays = isOrdinaryValue(text, rule) || isLabel(text, rule, policy.keys);
    return stays && visitText(text, walk) === text ? text : hide(text, rule, walk);
  }

  /** JSON without what its names tell; undefined when that is nothing, or when it is no JSON. */
  function cleanJson(json: string, walk: Walk, relief: Relief | undefined): string | undefined {
    let parsed: unknown;
    try {
      parsed = JSON.parse(json);
    } catch {
      return undefined;
    }
    const next = visit(parsed, {
      ...walk,
      detach: false,
      maxBreadth: Number.POSITIVE_INFINITY,
      nodes: Number.NEGATIVE_INFINITY,
      // The text as a whole is searched as well, so that no path leads into it.
      place: relief === undefined ? NOWHERE : { ...NO_PATHS, relief },
    });
    if (next === parsed) return undefined;
    const written = JSON.stringify(next);
    try {
      // What is written as the engine writes it, as most JSON is, loses nothing by that.
      return JSON.stringify(parsed) === json ? written : rewrite(json, parsed, next);
    } catch {
      // Too deep to be written again as it was.
      return written;
    }
  }

  function search(text: string, walk: Walk, relief: Relief | undefined): string {
    let current = text;
    if (text.length <= MAX_JSON && walk.stack.length < maxDepth) {
      const whole = looksLikeJson(text) ? cleanJson(text, walk, relief) : undefined;
      current = whole ?? replaceObjects(text, (json) => cleanJson(json, walk, relief));
    }
    return (relief?.clean ?? clean)(current, walk.report);
  }

  /** A text at a place with exceptions; what it looks like there is not remembered for other places. */
  function relieved(text: string, relief: Relief, walk: Walk): string {
    const { allowed } = walk;
    if (allowed !== undefined)
      clean(text, (rule) => {
        if (relief.rules.has(rule.id)) allowed(rule, relief.by(rule.id));
      });
    return search(text, walk, relief);
  }

  /** Whether the value has more text than is looked at. */
  function isBeyond(text: string, walk: Walk): boolean {
    walk.characters += text.length;
    return walk.characters > MAX_CHARACTERS;
  }

  function cutOff(text: string, walk: Walk): string {
    walk.report(LIMITS.text);
    return `[truncated:${text.length}]`;
  }

  function visitText(text: string, walk: Walk): string {
    if (isBeyond(text, walk)) return cutOff(text, walk);
    if (isPlain(text) || texts.find(text) !== undefined) return text;
    const relief = walk.place?.relief;
    if (relief !== undefined) return relieved(text, relief, walk);
    const out = search(text, walk, undefined);
    if (out === text) keep(text, quoted(text), walk);
    return out;
  }

  /** At the greatest depth JSON is not looked into, so nothing is learned of the text. */
  function keep(text: string, json: string, walk: Walk): void {
    if (walk.stack.length < maxDepth) texts.keep(text, json);
  }

  function quote(text: string, walk: Walk): string {
    if (isBare(text)) return `"${text}"`;
    const long = text.length >= LONG;
    if (long && isBeyond(text, walk)) return `"${cutOff(text, walk)}"`;
    if (!long && isPlain(text)) return `"${text}"`;
    const known = texts.find(text);
    if (known !== undefined) return known;
    if (long && isPlain(text)) {
      const json = `"${text}"`;
      keep(text, json, walk);
      return json;
    }
    const out = search(text, walk, undefined);
    const json = quoted(out);
    if (out === text) keep(text, json, walk);
    return json;
  }

  function visitNumber(x: number, forced: KeyRule | undefined, walk: Walk): unknown {
    if (forced !== undefined && forced.keepNumbers !== true) return hide(String(x), forced, walk);
    // As JSON has it, and so that no other format is given what it may not have.
    if (walk.detach && !Number.isFinite(x)) return null;
    if (policy.cards === undefined || x < 1e13 || !Number.isSafeInteger(x)) return x;
    if (!isCard(String(x))) return x;
    const relief = walk.place?.relief;
    if (relief?.rules.has(policy.cards.id) !== true) return hide(String(x), policy.cards, walk);
    walk.allowed?.(policy.cards, relief.by(policy.cards.id));
    return x;
  }

  return { hide, told, visitText, quote, visitNumber };
}
