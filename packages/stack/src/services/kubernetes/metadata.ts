import { createHash } from 'node:crypto';
import type { StackModel } from '../../model/stack-model.ts';

/** Labels that Kubernetes recommends; selectors use the first alone. */
export const labels = (name: string): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'plumbline',
});

/** Port of the application's metrics, which the PodMonitor names and the patch of the Deployment opens. */
export const METRICS_PORT = 'metrics';

/** Names of objects and values of labels (RFC 1123, section 2.1). */
const MAX_NAME = 63;
const HASH = 8;

const hashOf = (words: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, HASH);

/** Lower case, digits and hyphens. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]/)
    .filter((word) => word !== '')
    .join('-');

const cut = (name: string, hash: string): string => `${name.slice(0, MAX_NAME - HASH - 1)}-${hash}`;

/** Name of an object: at most 63 characters; what is cut ends with a hash of the whole. */
export function objectName(text: string): string {
  const name = plain(text) || 'service';
  return name.length > MAX_NAME || plain(text) === '' ? cut(name, hashOf([text])) : name;
}

/**
 * Name of an object of one service in one environment, so that the stacks of two may be applied into one namespace. Where it
 * would be too long, or where others could have the same one (`a.b` is written as `a-b`, and `x` of `a-b` as `x-a` of `b`),
 * it ends with a hash.
 */
export function ownName(kind: string, { application, environment }: StackModel): string {
  const words = [kind, application.service.name, environment].filter((word) => word !== '');
  const name = plain(words.join('-'));
  const isExact = name === words.join('-') && !environment.includes('-') && name.length <= MAX_NAME;
  return isExact ? name : cut(name, hashOf(words));
}

/** Every name of what belongs to one service in one environment. No kind begins with another one and a hyphen. */
export const namesOf = (model: StackModel) => ({
  collector: ownName('plumbline-collector', model),
  nodeCollector: ownName('plumbline-node-collector', model),
  /** Addresses of the stores, which an overlay changes. */
  endpoints: ownName('plumbline-endpoints', model),
  secrets: ownName('plumbline-secrets', model),
  podMonitor: ownName('plumbline-application', model),
  /** Who applies these objects: the API server refuses what another one has written differently. */
  manager: ownName('plumbline', model),
});

/** Pods of the application, for the PodMonitor: a label of ours, as the Deployment may select by any other. */
export const applicationPods = (model: StackModel): Readonly<Record<string, string>> => ({
  'plumbline.service': ownName('', model),
});

/** Nothing but what a process of its own needs. */
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};
