import { beginOf, type DependencyMetrics, type DependencyOption } from './dependency-option.ts';
import { watchCall } from './watch-call.ts';
import { brand, unwrapped } from './wrap.ts';

/** A client of Prisma. */
export interface PrismaLike {
  $extends(extension: never): unknown;
}

const OPERATIONS: Readonly<Record<string, string>> = {
  findUnique: 'read',
  findUniqueOrThrow: 'read',
  findFirst: 'read',
  findFirstOrThrow: 'read',
  findMany: 'read',
  count: 'read',
  aggregate: 'read',
  groupBy: 'read',
  create: 'write',
  createMany: 'write',
  createManyAndReturn: 'write',
  update: 'write',
  updateMany: 'write',
  updateManyAndReturn: 'write',
  upsert: 'write',
  delete: 'write',
  deleteMany: 'write',
};

const operationOf = (name: string): string =>
  Object.hasOwn(OPERATIONS, name) ? (OPERATIONS[name] ?? 'other') : 'other';

interface Operation {
  readonly operation: string;
  readonly args: unknown;
  readonly query: (args: unknown) => Promise<unknown>;
}

/**
 * Counts and times the operations of a Prisma client as `read` and `write` of a declared dependency, `database` unless told
 * otherwise; raw statements are `other`. It is a query extension (`$extends`), so use what comes back. Models, arguments,
 * results and errors are not recorded.
 *
 * @throws PLB_METRICS_OPTION when the client is wrapped already under another name
 */
export function instrumentPrisma<T extends PrismaLike, const N extends string = 'database'>(
  metrics: DependencyMetrics<NoInfer<N>>,
  client: T,
  options: DependencyOption<N> = {},
): T {
  const { dependency = 'database' } = options;
  const wrapping = { by: 'instrumentPrisma', as: dependency, metrics };
  const { target, known } = unwrapped(client, wrapping);
  if (known !== undefined) return known;
  const begin = beginOf(metrics, dependency);
  const $allOperations = ({ operation, args, query }: Operation): unknown =>
    metrics.isOn() ? watchCall(begin(operationOf(operation)), () => query(args), []) : query(args);
  const extended = target.$extends({ name: 'plumbline', query: { $allOperations } } as never) as T;
  return brand(extended, target, wrapping);
}
