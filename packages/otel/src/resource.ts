import type { Attributes } from '@opentelemetry/api';
import type { ServiceIdentity } from '@plumbline/core';

/**
 * What an application may add to its resource. Host, process, user and command line are not on it: a command line holds
 * secrets, an owner is a person, and none is needed to tell services apart.
 */
const ALLOWED: ReadonlySet<string> = new Set([
  'service.namespace',
  'service.instance.id',
  'cloud.provider',
  'cloud.platform',
  'cloud.region',
  'cloud.availability_zone',
  'container.image.name',
  'k8s.cluster.name',
  'k8s.namespace.name',
  'k8s.deployment.name',
  'k8s.statefulset.name',
  'k8s.daemonset.name',
  'k8s.job.name',
  'k8s.cronjob.name',
  'k8s.pod.name',
  'k8s.container.name',
]);

/** Whether a resource attribute may be added to those that `service` gives. */
export const isResourceAttribute = (key: string): boolean => ALLOWED.has(key);

/**
 * Everything that a resource of ours holds besides `telemetry.sdk.*`. The instance is a random ID of this start, as the semantic
 * conventions recommend: without one the counters of two replicas fall into one series, each writing over the other.
 */
export function resourceAttributes(service: ServiceIdentity, more: Readonly<Record<string, string>> = {}): Attributes {
  return {
    'service.instance.id': crypto.randomUUID(),
    ...more,
    'service.name': service.name,
    ...(service.version !== undefined && { 'service.version': service.version }),
    'deployment.environment.name': service.environment ?? 'development',
  };
}
