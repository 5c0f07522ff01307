import { type Catalog, OTHER } from './define-catalog.ts';
import type { EventDefinition } from './define-event.ts';

/** Text that stays one cell of a table, whatever it holds. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');

const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

function fieldRows(event: EventDefinition): string[] {
  const fields = Object.entries(event.fields).map(([name, field]) =>
    row(`\`${name}\``, `\`${field.type}\``, field.class, field.isOptional ? 'no' : 'yes', field.justification ?? ''),
  );
  return [
    '| field | type | class | always | why |',
    '|---|---|---|---|---|',
    row('`feature`', `\`enum(${event.features.join('|')})\``, 'category', 'yes', ''),
    row('`surface`', `\`enum(${event.surfaces.join('|')})\``, 'category', 'yes', ''),
    ...fields,
  ];
}

const eventSection = (name: string, event: EventDefinition): string[] => [
  `## \`${name}\``,
  '',
  event.description,
  '',
  `- Purpose: ${event.purpose}`,
  `- Owner: ${event.owner}; review: ${event.review}; expires: ${event.expires}`,
  `- Consent: ${event.consent}; audience: ${event.audience}; captured in: ${event.sources.join(', ')}`,
  ...(event.fromContext.length > 0 ? [`- May come from the running request: ${event.fromContext.join(', ')}`] : []),
  '',
  ...fieldRows(event),
  '',
];

/** The tracking plan: every event with its purpose, owner, consent, expiry and fields, sorted by name. */
export function emitMarkdown(catalog: Catalog): string {
  const { previous } = catalog;
  const dimensions = Object.entries(catalog.dimensions);
  const names = Object.keys(catalog.events).sort();
  const common = [
    'Dimensions that the server adds from who acts:',
    '',
    '| dimension | values |',
    '|---|---|',
    ...dimensions.map(([name, values]) => row(`\`${name}\``, [...new Set([...values, OTHER])].join(', '))),
    '',
  ];
  return [
    `# Tracking plan ${catalog.version}`,
    '',
    `${names.length} events. Generated from the catalog; change the catalog, not this page.`,
    '',
    ...(previous === undefined ? [] : [`Payloads of ${previous.version} are still accepted.`, '']),
    ...(dimensions.length > 0 ? common : []),
    ...names.flatMap((name) => {
      const event = catalog.events[name];
      return event === undefined ? [] : eventSection(name, event);
    }),
  ].join('\n');
}
