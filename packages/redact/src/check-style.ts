import { decodeBase64, encodeBase64 } from './base64-text.ts';
import type { RedactionStyle } from './options.ts';
import { kindOf, note, type Problems, readRecord, refuseOthers } from './read-option.ts';

/** Two values of one length, of letters that are not those of hexadecimal: what a hash has in common with them is no chance. */
const PROBES: readonly string[] = ['wrzmkqtvyhnglpsu', 'ukvhytlqpsgmwnzr'];
/** MD5, SHA-1, SHA-256 and SHA-512 of the first, which anybody can compute: a hash like that has no key. */
const UNKEYED: readonly string[] = [
  'ab45fcb0f7c7374d09c0bb628d4cb552',
  '4d80f4032650682db72f294f165bb57450c83d86',
  'aa556701b161b674778b3c591100491a9a488996b4b3a06f8b1b10a85afbc23f',
  'b3487f8589df15734a3f3a2b03bffb230d699d10bc87b4f17bfd6f46ed308bf2dba3077a2dd6356a5106c811db0ada150ac93019394a6b963d056be2267dc97b',
];
const FIX =
  "write 'label', 'mask' or { hash }, with a hash such as (value) => createHmac('sha256', key).update(value).digest('base64url')";
/** Characters of the value in one row that a hash may not show: of so many one in 10^9 does by chance, for both values. */
const ROW = 4;

/** Whether the result says something of the value itself: a part of it, or its beginning or end. */
function shows(result: string, probe: string): boolean {
  const text = result.toLowerCase();
  if (text.startsWith(probe.slice(0, 3)) || text.endsWith(probe.slice(-3))) return true;
  for (let i = 0; i + ROW <= probe.length; i++) if (text.includes(probe.slice(i, i + ROW))) return true;
  return false;
}

/** The result as it is, backwards, and what it is the hexadecimal or base64 form of. */
function readings(result: string): readonly string[] {
  const turned = result.split('').toReversed().join('');
  const bytes = result.match(/[\da-f]{2}/gi)?.map((pair) => String.fromCodePoint(Number.parseInt(pair, 16))) ?? [];
  const encoded = result.replaceAll('-', '+').replaceAll('_', '/');
  return [result, turned, bytes.join(''), decodeBase64(encoded.replaceAll(/[^A-Za-z0-9+/]/g, ''))];
}

const clean = (text: string): string => text.replaceAll(/[^A-Za-z0-9]/g, '');

/** The digest in hexadecimal and in base64. */
function spellings(hex: string): readonly string[] {
  const bytes = hex.match(/../g)?.map((pair) => String.fromCharCode(Number.parseInt(pair, 16))) ?? [];
  return [hex, clean(encodeBase64(bytes.join('')))];
}

function isUnkeyed(result: string): boolean {
  const own = clean(result);
  if (own.length < 6) return false;
  const isOf = (known: string, given: string): boolean => known.includes(given) || given.includes(known);
  return UNKEYED.flatMap(spellings).some((known) => isOf(known, own) || isOf(known, own.toLowerCase()));
}

function tried(hash: (value: string, rule: string) => unknown, probe: string): unknown {
  const result = hash(probe, 'email');
  if (typeof result === 'string' || !kindOf(result).endsWith('Promise')) return result;
  // What it rejects with later is nobody's business.
  Promise.resolve(result).catch(() => undefined);
  return result;
}

function checkHash(hash: (value: string, rule: string) => unknown, problems: Problems): void {
  const fault = (what: string): void => note(problems, 'style.hash', what, FIX);
  let results: readonly unknown[];
  try {
    results = PROBES.map((probe) => tried(hash, probe));
  } catch {
    fault('throws when it is tried with a made-up value');
    return;
  }
  const odd = results.find((result) => typeof result !== 'string');
  if (odd !== undefined || results.includes(undefined)) {
    fault(`gives ${kindOf(odd)} and no text`);
    return;
  }
  const texts = results.filter((result) => typeof result === 'string');
  const kept = texts.map((text) => text.replaceAll(/[^A-Za-z0-9_-]/g, '').slice(0, 64));
  if (kept.includes('')) fault('gives a text without letters and digits, of which nothing is kept');
  else if (texts.every((text, i) => readings(text).some((reading) => shows(reading, PROBES[i] ?? ''))))
    fault('shows the value or a part of it');
  else if (kept[0] === kept[1]) fault('gives the same for two different values');
  else if (isUnkeyed(texts[0] ?? '')) fault('has no key: whoever guesses a value can compute it');
}

export function readStyle(x: unknown, problems: Problems): RedactionStyle {
  if (x === undefined || x === 'label' || x === 'mask') return x ?? 'label';
  if (typeof x !== 'object' || x === null) {
    note(problems, 'style', `is ${kindOf(x, true)}`, FIX);
    return 'label';
  }
  const of = readRecord(x, 'style', FIX, problems);
  if (of === undefined) return 'label';
  refuseOthers(of, ['hash'], 'style', problems);
  const hash = of.get('hash');
  if (typeof hash !== 'function') {
    note(problems, 'style.hash', hash === undefined ? 'is missing' : `is ${kindOf(hash)} and no function`, FIX);
    return 'label';
  }
  const call = (value: string, rule: string): string => Reflect.apply(hash, x, [value, rule]) as string;
  checkHash(call, problems);
  return { hash: call };
}
