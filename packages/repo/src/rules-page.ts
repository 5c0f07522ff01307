import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { markdownTable } from './markdown-table.ts';

/** One rule as packages/redact declares it. */
interface Rule {
  readonly id: string;
  readonly kind: 'anchored' | 'scan' | 'key';
  readonly class: string;
  readonly source: string;
  readonly examples: readonly string[];
  readonly anchors?: readonly string[];
  readonly lead?: number;
  readonly keys?: readonly string[];
  readonly whole?: boolean;
}

interface Rules {
  readonly PRESETS: Readonly<Record<string, readonly string[]>>;
  readonly keyRules: readonly Rule[];
  readonly shapeRules: (keys: unknown) => readonly Rule[];
}

interface Redact {
  readonly createRedactor: (options: object) => {
    readonly text: (text: string) => string;
    value: (x: unknown) => unknown;
  };
}

const MARKS = /\[redacted:([a-z0-9-]+):[A-Za-z0-9_-]+\]/g;
/** Enough to know a value by, and never one that a scanner would take for a leak. */
const SHOWN = 4;

/** In a table a bar would end the cell, and in code a backtick the code. */
const code = (text: string): string => `\`${text.replaceAll('`', "'").replaceAll(/\s+/g, ' ')}\``;

const linked = (source: string): string =>
  source.replace(/https:\/\/[^\s)]+/, (address) => `[${new URL(address).hostname.replace(/^www\./, '')}](${address})`);

/** Shows an example as it was and as the engine leaves it; what was found is shown by its beginning. */
type Show = (example: string, anchors: readonly string[]) => readonly [string, string];

function createShow({ createRedactor }: Redact): Show {
  let found: string[] = [];
  const redactor = createRedactor({
    presets: ['strict', 'ip'],
    style: { hash: (value: string): string => `${found.push(value)}` },
  });
  return (example, anchors) => {
    found = [];
    const after = redactor.text(example).replaceAll(MARKS, '[redacted:$1]');
    let before = example;
    for (const value of found) {
      const anchor = anchors.find((one) => value.startsWith(one)) ?? '';
      before = before.replace(value, `${value.slice(0, Math.max(Math.min(SHOWN, value.length >> 1), anchor.length))}…`);
    }
    return [before, after];
  };
}

const presetsOf = (rule: Rule, presets: Rules['PRESETS']): string =>
  Object.keys(presets)
    .filter((name) => presets[name]?.includes(rule.class))
    .map(code)
    .join(', ');

/** What rules look for that are code and not a beginning with a body. */
const WHAT: Readonly<Record<string, string>> = {
  jwt: 'a header and a payload in base64url, signed or not',
  'private-key': 'a PEM or OpenSSH block; to the end of the text when it is cut off',
  'telegram-token': "a bot's number, a colon and 35 characters",
  'discord-token': 'three parts of fixed lengths with dots between',
  'mailchimp-key': '32 hexadecimal characters and the data centre',
  'webhook-url': 'what follows the fixed part of an address that is the credential',
  'url-credentials': 'what stands between `://` and `@`',
  'url-query': 'each value of a query or fragment that is no small number or switch',
  authorization: 'what follows the name of an authentication scheme',
  labelled: 'what follows a name below and `:` or `=`',
  'command-flag': 'what follows a name below as an option of a command',
  email: 'an address with a sound domain',
  phone: 'a number in international or North American form',
  card: 'a number of a known issuer with a sound check digit',
  iban: 'the length of its country, and mod 97',
};

function findsOf({ id, anchors, lead }: Rule): string {
  if (anchors === undefined) return WHAT[id] ?? 'a structure, a checksum or its context, by code';
  return `${lead === undefined ? 'begins with' : 'holds'} ${anchors.map(code).join(', ')}`;
}

function formRow(rule: Rule, presets: Rules['PRESETS'], show: Show): readonly string[] {
  const pairs = rule.examples.map((example) => show(example, rule.anchors ?? []));
  const texts = new Set(pairs.map(([before, after]) => `${code(before)} → ${code(after)}`));
  return [code(rule.id), findsOf(rule), [...texts].join('<br>'), presetsOf(rule, presets), linked(rule.source)];
}

function keyRow(
  rule: Rule,
  presets: Rules['PRESETS'],
  redactor: ReturnType<Redact['createRedactor']>,
): readonly string[] {
  const name = (rule.keys?.[0] ?? '').replaceAll(/ (.)/g, (_, letter: string) => letter.toUpperCase());
  const after = JSON.stringify(redactor.value({ [name]: 'what it was' }));
  return [
    code(rule.id),
    (rule.keys ?? []).join(', '),
    rule.whole === true ? 'the whole key' : 'the end of the key',
    code(after),
    presetsOf(rule, presets),
    linked(rule.source),
  ];
}

const INTRO = `Every rule of [\`@plumbline/redact\`](../../packages/redact/README.md): what it finds, where the form is documented, and
what the engine makes of its examples. Examples are nobody's secrets, and of each only the beginning is shown.`;

const USE = `To leave a rule out, name it: \`createRedactor({ remove: ['stripe-key'] })\`. To keep the values of one name although a rule
lists it, allow the name with the reason: \`createRedactor({ allowKeys: { session_id: 'rotated hourly and hashed' } })\`; known
forms in them still go. A preset holds all rules of its classes: \`createRedactor({ presets: ['secrets'] })\`. A rule of your
own is an entry of \`add\`.`;

/** The page of rules; undefined in a workspace without the engine. */
export async function rulesPage(root: string, note: string): Promise<string | undefined> {
  const from = (name: string): string => path.join(root, 'packages/redact/src', name);
  if (!existsSync(from('rules.ts'))) return undefined;
  const load = async (name: string): Promise<unknown> => import(pathToFileURL(from(name)).href);
  const rules = (await load('rules.ts')) as Rules;
  const redact = (await load('index.ts')) as Redact;
  const { KEY_NAMES } = (await load('shapes/key-names.ts')) as {
    KEY_NAMES: Readonly<Record<string, readonly string[]>>;
  };
  const { createKeyIndex } = (await load('keys.ts')) as { createKeyIndex: (of: readonly Rule[]) => unknown };
  const show = createShow(redact);
  const redactor = redact.createRedactor({});
  const forms = rules.shapeRules(createKeyIndex(rules.keyRules));
  const parts = [
    '# Redaction rules',
    `${INTRO} ${note}`,
    USE,
    `## Forms: ${forms.length} rules`,
    'A form is found in any text, whatever the key. Where two overlap, the one that is listed first names the whole.',
    markdownTable(
      ['rule', 'finds', 'before and after', 'presets', 'source'],
      forms.map((rule) => formRow(rule, rules.PRESETS, show)),
    ),
    `## Names: ${rules.keyRules.length} rules`,
    `A name hides its value at any depth, in any case and however its words are joined: \`api key\` is \`apiKey\`, \`API-KEY\`,
\`api_key\` and \`apikey\`. Only whole words count. The same names are labels in running text: \`api_key=…\`.`,
    markdownTable(
      ['rule', 'names', 'which must be', 'after', 'presets', 'source'],
      rules.keyRules.map((rule) => keyRow({ ...rule, keys: KEY_NAMES[rule.id] ?? [] }, rules.PRESETS, redactor)),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}
