import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { markdownTable } from './markdown-table.ts';

interface Attribute {
  readonly type: string;
  readonly on: readonly string[];
  readonly meaning: string;
  readonly stability?: string;
}

type Attributes = Readonly<Record<string, Attribute>>;

const INTRO = `The name of every attribute that the baseline sets on what it sends over OTLP, for
[\`@plumbline/otel\`](../../packages/otel/README.md) and [\`@plumbline/node\`](../../packages/node/README.md). A test holds each that
arrives at a strict receiver against these tables, and these against the registry of OpenTelemetry's semantic conventions: known
there with this type and not deprecated, or under \`plumbline\`, which is no namespace of theirs.`;

const LINES = `A log record is the copy of a line. The line itself keeps its names
([the contract](../../packages/logger/README.md)); only the copy has those below. Fields of an application keep theirs too, and so do these
fields of lines that the packages write:`;

const LABELS = `Labels of metrics are in [the table of metrics](signals.md): short words on instruments of \`plumbline.*\`. Two of them
are namespaces of the conventions and leave under another name: \`destination\` as \`plumbline.destination\` and \`source\` as
\`plumbline.source\`.`;

const ABSENT = `Not set, although the conventions ask for it: \`url.path\`, \`url.full\`, \`url.query\`, \`client.address\` and
\`user_agent.original\`, which tell of persons; \`http.route\` says which request it was.`;

const row = ([name, { type, on, meaning, stability }]: readonly [string, Attribute]): readonly string[] => [
  `\`${name}\``,
  `\`${type}\``,
  on.join(', '),
  ...(stability === undefined ? [] : [stability]),
  meaning,
];

/** The page of attribute names; undefined in a workspace without their tables. */
export async function attributesPage(root: string, note: string): Promise<string | undefined> {
  const from = (name: string): string => path.join(root, 'packages/otel/test/conventions', name);
  if (!existsSync(from('attribute-table.ts'))) return undefined;
  const load = async (name: string): Promise<unknown> => import(pathToFileURL(from(name)).href);
  const tables = (await load('attribute-table.ts')) as { conventionAttributes: Attributes; ownAttributes: Attributes };
  const { lineFields } = (await load('line-fields.ts')) as { lineFields: Readonly<Record<string, string>> };
  const fields = Object.entries(lineFields).map(([name, type]) => `\`${name}\` (${type})`);
  const parts = [
    '# Attributes',
    `${INTRO} ${note}`,
    '## Of our own',
    markdownTable(['attribute', 'type', 'on', 'stability', 'meaning'], Object.entries(tables.ownAttributes).map(row)),
    '## Of the semantic conventions',
    markdownTable(['attribute', 'type', 'on', 'meaning'], Object.entries(tables.conventionAttributes).map(row)),
    ABSENT,
    '## Fields of lines',
    LINES,
    `${fields.join(', ')}.`,
    'A field whose name is a namespace of the conventions (`code`, `file`, `event`, `user`) stands in `plumbline.field.*`.',
    '## Labels',
    LABELS,
  ];
  return `${parts.join('\n\n')}\n`;
}
