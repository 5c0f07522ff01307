import type { ActionClass, ActionSpec, ActionSpecs, AuditLevel } from './action-spec.ts';
import { subjectTypes } from './compile-action.ts';
import type { AuditActions } from './define-actions.ts';
import { type FieldWords, fieldWords } from './field-words.ts';
import { ownSpecs } from './own-specs.ts';

export interface DescribeOptions {
  /** How long records of a class are kept, in words, such as `{ security: '400 days' }`. */
  readonly retention?: Readonly<Partial<Record<ActionClass, string>>>;
}

const KEPT: Readonly<Record<FieldWords['privacy'], string>> = {
  category: 'as it is',
  count: 'as it is, redacted where it looks like a secret',
  time: 'as it is, redacted where it looks like a secret',
  'opaque-id': 'as it is, redacted where it looks like a secret',
  'free-text': 'redacted',
  personal: 'salted commitment; the value apart, erasable',
};

const LEVELS: Readonly<Record<AuditLevel, string>> = {
  metadata: 'declared fields',
  change: 'declared fields, names of what changed',
  values: 'declared fields, values before and after',
};

const HEAD = `# Audited actions

Made from the declarations; nothing else can be recorded. A record goes to the audit store of the application and nowhere else; the log gets its ID, its hash and the name of its action.

Beside the fields below each record says: ID, outcome, actor and who acts in its name, subjects by type and internal ID, organisation, service and instance, request and trace ID, route pattern, feature and surface, a coarse class of the client, the time it happened and was recorded, duration, counts, and of calls to other systems their name, status and request ID. It never holds payloads, IP addresses or user agents.
`;

const cell = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('|', String.raw`\|`);

const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

const table = (head: readonly string[], rows: readonly string[]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows].join('\n');

function actionRow(name: string, spec: ActionSpec, retention: DescribeOptions['retention']): string {
  const subjects = subjectTypes(spec).map((type) => `\`${type}\``);
  return row(
    `\`${name}\``,
    spec.description,
    spec.owner,
    spec.class,
    retention?.[spec.class] ?? `rule for class \`${spec.class}\``,
    spec.sensitivity ?? 'normal',
    `\`${spec.level}\`: ${LEVELS[spec.level]}`,
    subjects.length === 0 ? 'none' : subjects.join(', '),
  );
}

function fieldRows(name: string, { changes, fields, level }: ActionSpec): string[] {
  const rowOf = (label: string, { privacy, required, values }: FieldWords, kept: string): string =>
    row(`\`${name}\``, label, `${values}${required ? '' : ' (optional)'}`, privacy, kept);
  const own = Object.entries(fields ?? {}).map(([field, type]) => {
    const words = fieldWords(type);
    return rowOf(`\`${field}\``, words, KEPT[words.privacy]);
  });
  const changed = Object.entries(changes ?? {}).map(([field, type]) => {
    const words = fieldWords(type);
    const kept = level === 'values' ? KEPT[words.privacy] : 'not kept: only that it changed';
    return rowOf(`\`before.${field}\`, \`after.${field}\``, { ...words, required: true }, kept);
  });
  return [...own, ...changed];
}

function section(specs: ActionSpecs, names: readonly string[], { retention }: DescribeOptions): string {
  const entries = names.map((name) => [name, specs[name] as ActionSpec] as const);
  const about = ['Action', 'When', 'Owner', 'Class', 'Kept for', 'Sensitivity', 'Level', 'Subjects'];
  const fields = entries.flatMap(([name, spec]) => fieldRows(name, spec));
  const parts = [
    table(
      about,
      entries.map(([name, spec]) => actionRow(name, spec, retention)),
    ),
  ];
  if (fields.length > 0) parts.push(table(['Action', 'Field', 'Values', 'Privacy class', 'In the record'], fields));
  return parts.join('\n\n');
}

/**
 * The declared actions as a page (Markdown) for who reviews what an application records: each action with its owner, class,
 * sensitivity and level, each field with the privacy class that its type gives it, and what is kept of it.
 */
export function describeActions(actions: AuditActions, options: DescribeOptions = {}): string {
  const declared = section(actions.specs, actions.names, options);
  const own = section(ownSpecs, Object.keys(ownSpecs).toSorted(), options);
  return `${HEAD}\n## Declared by the application\n\n${declared}\n\n## Recorded by the trail about itself\n\n${own}\n`;
}
