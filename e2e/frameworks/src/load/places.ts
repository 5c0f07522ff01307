import { fails, hasJob, isAudited, isDrip } from './requests.ts';

/** Where something of a request or job stands. */
export const PLACES = {
  begun: (order: number) => !isDrip(order),
  done: (order: number) => !isDrip(order) && !fails(order),
  part: isDrip,
  'unhandled error': fails,
  request: () => true,
  closed: () => true,
  'call of the next service': (order: number) => !isDrip(order),
  job: hasJob,
  'span of a request': () => true,
  'span of a job': hasJob,
  'log record': () => true,
  'event of a request': () => true,
  'event of a job': hasJob,
  'audit record': isAudited,
  'error event': fails,
} satisfies Record<string, (order: number) => boolean>;

export type Place = keyof typeof PLACES;
