import { createHash } from 'node:crypto';
import type { StackModel } from '../model/stack-model.ts';

/** Boards that are made of what one application declares. The rest ask for any service, and one Grafana has them once. */
const OF_A_SERVICE: ReadonlySet<string> = new Set([
  'plumbline-reliability',
  'plumbline-usage',
  'plumbline-audit',
  'plumbline-executive',
  'plumbline-workflow',
  'plumbline-slo',
  'plumbline-stack',
  'plumbline-database',
  'plumbline-reports',
  'plumbline-reports-product',
  'plumbline-reports-operator',
  'plumbline-reports-security',
]);

/** Grafana takes no longer uid. */
const MAX_UID = 40;
const HASH = 8;

/** Whether a board carries the name of its service, so that other services have theirs beside it. */
export const isOwnBoard = ({ boards }: Pick<StackModel, 'boards'>, uid: string): boolean =>
  boards === 'own' && OF_A_SERVICE.has(uid);

/**
 * The uid of a board in Grafana: with `boards: 'own'` that of a service ends with its name, and with a hash where the name is
 * too long or has other letters than lower case ones, digits and hyphens, so that two services never have the same.
 */
export function ownUid(model: StackModel, uid: string): string {
  if (!isOwnBoard(model, uid)) return uid;
  const { name } = model.application.service;
  const whole = `${uid}-${name}`;
  if (whole.length <= MAX_UID && /^[a-z0-9-]+$/.test(whole)) return whole;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH);
  const words = whole.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `${words.slice(0, MAX_UID - HASH - 1)}-${hash}`;
}

/** The uids that are nobody else's. */
export const ownUids = (model: StackModel): ReadonlySet<string> =>
  new Set([...OF_A_SERVICE].filter((uid) => isOwnBoard(model, uid)).map((uid) => ownUid(model, uid)));
