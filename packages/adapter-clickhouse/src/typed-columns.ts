import { PlumblineError } from '@plumbline/core';
import { type ClickhouseClient, readRows } from './client.ts';
import { type ClusterOptions, localName, onCluster } from './cluster.ts';
import type { SchemaOptions } from './migrate.ts';

/** The part of a catalog of `@plumbline/schema` that columns are made of. */
export interface ColumnCatalog {
  readonly events: Readonly<
    Record<string, { readonly fields: Readonly<Record<string, { readonly class: string; readonly type: string }>> }>
  >;
  /** Names that the server fills. */
  readonly dimensions?: Readonly<Record<string, readonly string[]>>;
}

/** A column that ClickHouse fills from the payload. */
export interface TypedColumn {
  /** `p_` and the name of the field in snake case. */
  readonly name: string;
  /** As `system.columns` has it. */
  readonly type: string;
  /** Type, expression and codec, as `ADD COLUMN` takes them. */
  readonly ddl: string;
}

interface Shape {
  readonly type: string;
  readonly extract: string;
  readonly codec?: string;
}

const CATEGORY: Shape = { type: 'LowCardinality(String)', extract: 'JSONExtractString' };

/** By privacy class; free text gets no column, because nobody should group by what people typed. */
const SHAPES: Readonly<Record<string, Shape>> = {
  category: CATEGORY,
  count: { type: 'UInt32', extract: 'JSONExtractUInt' },
  duration: { type: 'UInt32', extract: 'JSONExtractUInt' },
  flag: { type: 'Bool', extract: 'JSONExtractBool' },
  'opaque-id': { type: 'String', extract: 'JSONExtractString', codec: 'ZSTD(1)' },
};

const LIST_TYPE = 'Array(LowCardinality(String))';

/** Field names are identifiers; the catalog refuses any other, and so does this. */
const FIELD_NAME = /^[A-Za-z]\w{0,63}$/;

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function columnOf(field: string, privacy: string, type: string): TypedColumn | undefined {
  const shape = Object.hasOwn(SHAPES, privacy) ? SHAPES[privacy] : undefined;
  if (shape === undefined || !FIELD_NAME.test(field)) return undefined;
  const name = `p_${snake(field)}`;
  if (type.startsWith('list(')) {
    return {
      name,
      type: LIST_TYPE,
      ddl: `${LIST_TYPE} MATERIALIZED JSONExtract(payload_json, '${field}', '${LIST_TYPE}')`,
    };
  }
  const codec = shape.codec === undefined ? '' : ` CODEC(${shape.codec})`;
  return {
    name,
    type: shape.type,
    ddl: `${shape.type} MATERIALIZED ${shape.extract}(payload_json, '${field}')${codec}`,
  };
}

/** Made with the event table itself. */
const BASE: ReadonlySet<string> = new Set(['p_feature', 'p_surface']);

interface Origin extends TypedColumn {
  /** Where it is declared, in words. */
  readonly at: string;
}

function originsOf({ events, dimensions = {} }: ColumnCatalog): readonly Origin[] {
  const declared = [
    ...Object.entries(events).flatMap(([event, { fields }]) =>
      Object.entries(fields).map(([field, { class: privacy, type }]) => ({
        field,
        privacy,
        type,
        at: `${event}.${field}`,
      })),
    ),
    ...Object.keys(dimensions).map((field) => ({ field, privacy: 'category', type: '', at: `dimension ${field}` })),
  ];
  return declared.flatMap(({ field, privacy, type, at }) => {
    const column = columnOf(field, privacy, type);
    return column === undefined ? [] : [{ ...column, at }];
  });
}

/**
 * The columns that a catalog's fields get: one for each name, whatever event it stands in. Throws PLB_CLICKHOUSE_SCHEMA,
 * naming both places, where two events give one name different types.
 */
export function typedColumns(catalog: ColumnCatalog): readonly TypedColumn[] {
  const first = new Map<string, Origin>();
  for (const origin of originsOf(catalog)) {
    const other = first.get(origin.name);
    if (other !== undefined && other.ddl !== origin.ddl) {
      throw new PlumblineError(
        'PLB_CLICKHOUSE_SCHEMA',
        `clickhouse: \`${origin.name}\` cannot be one column: ${other.at} is ${other.ddl} and ${origin.at} is ${origin.ddl}`,
        { fix: 'Give one of the two fields another name, or both the same type.' },
      );
    }
    if (other === undefined) first.set(origin.name, origin);
  }
  return [...first.values()]
    .filter(({ name }) => !BASE.has(name))
    .map(({ name, type, ddl }) => ({ name, type, ddl }))
    .toSorted((one, two) => (one.name < two.name ? -1 : 1));
}

/** Tables that need a column: on a cluster the one that holds the rows, then the one that is read. */
export const tablesWithColumns = (table: string, cluster: ClusterOptions | undefined): readonly string[] =>
  cluster === undefined ? [table] : [localName(table), table];

/** The statement that adds a column. It changes no part: rows that are there are computed as they are read. */
export const addColumn = ({ database, table, cluster }: Required<SchemaOptions>, { name, ddl }: TypedColumn): string =>
  `ALTER TABLE ${database}.${table}${onCluster(cluster)} ADD COLUMN IF NOT EXISTS ${name} ${ddl}`;

/** What a table lacks of a catalog's columns, and which columns it has with another type. */
export interface ColumnPlan {
  readonly missing: readonly TypedColumn[];
  readonly different: readonly { readonly column: TypedColumn; readonly found: string }[];
}

/** Compares a table with the columns that it should have. Columns of fields that are gone stay. */
export async function comparedColumns(
  client: ClickhouseClient,
  columns: readonly TypedColumn[],
  options: SchemaOptions = {},
): Promise<ColumnPlan> {
  const { database = 'plumbline', table = 'product_telemetry_events' } = options;
  const found = await readRows<{ readonly name: string; readonly type: string }>(
    client,
    'SELECT name, type FROM system.columns WHERE database = {database:String} AND table = {table:String}',
    { database, table },
  );
  const wanted = columns.map((column) => ({
    column,
    found: found.find(({ name }) => name === column.name)?.type,
  }));
  return {
    missing: wanted.filter((one) => one.found === undefined).map(({ column }) => column),
    different: wanted.flatMap(({ column, found: type }) =>
      type === undefined || type === column.type ? [] : [{ column, found: type }],
    ),
  };
}
