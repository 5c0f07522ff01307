/** Labels that Kubernetes recommends; selectors use the first alone. */
export const labels = (name: string): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': name,
  'app.kubernetes.io/part-of': 'plumbline',
});

export const COLLECTOR = 'plumbline-collector';
export const NODE_COLLECTOR = 'plumbline-node-collector';
export const ENDPOINTS = 'plumbline-endpoints';
export const COLLECTOR_SECRETS = 'plumbline-collector-secrets';

/** Port of the application's metrics, which the PodMonitor names and the patch of the Deployment opens. */
export const METRICS_PORT = 'metrics';

/** Pods of the application, for the PodMonitor: a label of ours, as the Deployment may select by any other. */
export const applicationPods = (name: string): Readonly<Record<string, string>> => ({ 'plumbline.service': name });

/** Name of an object: lower case, digits and hyphens, at most 63 (RFC 1123, section 2.1). */
export const objectName = (text: string): string =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]/)
    .filter((word) => word !== '')
    .join('-')
    .slice(0, 63);

/** Nothing but what a process of its own needs. */
export const CONTAINER_SECURITY = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};
