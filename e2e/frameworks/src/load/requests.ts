// What the load consists of, as client, service and judge know it: everything about a request follows from its number.

const inHex = (value: number): string => value.toString(16).padStart(8, '0');

export const requestIdOf = (order: number): string => `load-${String(order).padStart(8, '0')}`;
export const traceIdOf = (order: number): string => `${'c'.repeat(24)}${inHex(order)}`;
export const parentIdOf = (order: number): string => `${'a'.repeat(8)}${inHex(order)}`;

/** The number in a request ID of ours, and in a trace ID. */
export function orderOf(requestId: unknown): number | undefined {
  const digits = /^load-(\d{8})$/.exec(String(requestId))?.[1];
  return digits === undefined ? undefined : Number(digits);
}
export const orderOfTrace = (traceId: string | undefined): number => Number.parseInt(traceId?.slice(24) ?? '', 16);

/** Who acts in a request, and in the job that it starts. */
export const accountOf = (order: number): string => `account-${order}`;
export const jobAccountOf = (order: number): string => `job-account-${order}`;
export const orgOf = (order: number): string => `org-${order % 7}`;

/** Of every fifty: bodies that come in parts, clients that go away, requests that fail, requests of nobody. */
export const isDrip = (order: number): boolean => order % 10 === 1 || leaves(order);
export const leaves = (order: number): boolean => order % 50 === 2;
export const fails = (order: number): boolean => order % 50 === 7;
export const isAnonymous = (order: number): boolean => order % 10 === 0;
export const hasJob = (order: number): boolean => order % 2 === 0 && !isDrip(order);
export const isAudited = (order: number): boolean => order % 10 === 4;

export const pathOf = (order: number): string => `/${isDrip(order) ? 'drip' : 'work'}/${order}`;
