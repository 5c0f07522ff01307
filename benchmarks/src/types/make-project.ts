import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** As many events as one file of an application's catalog holds. */
const EVENTS_PER_FILE = 25;

/** Words of event and field names: no two of a kind are the same, so that no event costs less for another one. */
const THINGS = ['item', 'order', 'board', 'draft', 'report', 'invite', 'review', 'export', 'filter', 'thread'];
const ACTS = [
  'created',
  'opened',
  'moved',
  'shared',
  'archived',
  'restored',
  'approved',
  'rejected',
  'exported',
  'rated',
];

const list = (values: readonly string[]): string => `[${values.map((value) => `'${value}'`).join(', ')}]`;

const some = (prefix: string, many: number): readonly string[] =>
  Array.from({ length: many }, (_, index) => `${prefix}_${index}`);

interface MadeEvent {
  readonly name: string;
  readonly declaration: string;
  readonly call: string;
}

const pick = (values: readonly string[], index: number): string => values[index % values.length] as string;

/** One event with the fields that events have: two closed lists, numbers, a flag, in every second one an ID, in every tenth a text. */
function makeEvent(index: number): MadeEvent {
  const thing = pick(THINGS, index);
  const name = `${thing}_${index}_${pick(ACTS, Math.floor(index / THINGS.length))}`;
  const kinds = some(`kind_${index}`, 3 + (index % 6));
  const several = index % 3 === 0;
  const fields: readonly (readonly [name: string, builder: string, value: string | undefined])[] = [
    [`${thing}Kind`, `category(${list(kinds)})`, `'${kinds[0]}'`],
    [`step${index}`, `category(${list(some('step', 4))})`, "'step_1'"],
    ['round', 'count({ max: 100 })', '3'],
    ['tookMs', 'duration().optional()', undefined],
    ['isDraft', 'flag()', 'false'],
    [`${thing}Labels`, `categories(${list(some('label', 5))}).optional()`, "['label_2']"],
    ...(index % 2 === 0 ? [[`${thing}Ref${index}`, 'opaqueId()', "'itm_1'"] as const] : []),
    ...(index % 10 === 0
      ? [
          [
            'remark',
            "freeText({ justification: 'Users explain why in their own words.', maxLength: 200 })",
            "'fine'",
          ] as const,
        ]
      : []),
  ];
  const terms = [
    'owner, review, expires',
    `description: 'Event ${index} happened.'`,
    `purpose: 'How often ${index} happens.'`,
    `consent: '${index % 4 === 0 ? 'analytics' : 'essential'}'`,
    `feature: ${several ? list(['content', 'reports', `area_${index}`]) : `'${thing}s'`}`,
    `surfaces: ${list(several ? ['page', 'drawer', 'modal'] : ['api'])}`,
    `fields: {\n${fields.map(([field, builder]) => `      ${field}: ${builder},`).join('\n')}\n    }`,
  ];
  const given = [
    ...(several ? ["feature: 'reports'", "surface: 'drawer'"] : []),
    ...fields.flatMap(([field, , value]) => (value === undefined ? [] : [`${field}: ${value}`])),
  ];
  return {
    name,
    declaration: `  ${name}: defineEvent({\n    ${terms.join(',\n    ')},\n  }),`,
    call: `  events.capture('${name}', { ${given.join(', ')} });`,
  };
}

const BUILDERS = 'categories, category, count, defineEvent, duration, flag, freeText, opaqueId';

const areaFile = (area: number, events: readonly MadeEvent[]): string => `
import { ${BUILDERS} } from '@plumbline/schema';

const [owner, review, expires] = ['@team-${area}', 'docs/privacy.md', '2027-12-31'] as const;

export const area${area} = {
${events.map(({ declaration }) => declaration).join('\n')}
};
export const builders = [${BUILDERS}];
`;

const catalogFile = (areas: readonly number[]): string => `
import { createEvents } from '@plumbline/events';
import { ${BUILDERS}, defineCatalog } from '@plumbline/schema';
${areas.map((area) => `import { area${area} } from './area-${area}.ts';`).join('\n')}

export const catalog = defineCatalog({
  version: '2026-05-telemetry-v1',
  dimensions: { role: ['admin', 'editor', 'viewer'], plan: ['free', 'team'] },
  events: { ${areas.map((area) => `...area${area}`).join(', ')} },
});
export const events = createEvents({ catalog });
export const builders = [${BUILDERS}];
`;

const callsFile = (area: number, events: readonly MadeEvent[]): string => `
import { events } from './catalog.ts';

export function record${area}(): void {
${events.map(({ call }) => call).join('\n')}
}
`;

/** Files of an application with this many events, each captured once. With none, the imports and an empty catalog. */
export function makeFiles(many: number): Readonly<Record<string, string>> {
  const events = Array.from({ length: many }, (_, index) => makeEvent(index));
  const areas = Array.from({ length: Math.ceil(many / EVENTS_PER_FILE) }, (_, area) => area);
  const of = (area: number): readonly MadeEvent[] => events.slice(area * EVENTS_PER_FILE, (area + 1) * EVENTS_PER_FILE);
  return {
    'catalog.ts': catalogFile(areas),
    ...Object.fromEntries(areas.map((area) => [`area-${area}.ts`, areaFile(area, of(area))])),
    ...Object.fromEntries(areas.map((area) => [`record-${area}.ts`, callsFile(area, of(area))])),
  };
}

/** Writes such an application into a folder of this package, whose dependencies it sees, and gives the path of the folder. */
export function makeProject(name: string, many: number, fromSource: boolean): string {
  const folder = path.resolve(import.meta.dirname, '../../temp/types', name);
  mkdirSync(folder, { recursive: true });
  const files = makeFiles(many);
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  const compilerOptions = fromSource ? {} : { customConditions: [] };
  const config = { extends: '../../../../tsconfig.base.json', compilerOptions, files: Object.keys(files) };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  return folder;
}
