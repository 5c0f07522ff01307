import type { Audience } from '../../model/board.ts';

export interface Folder {
  readonly audience: Audience;
  readonly title: string;
  /** Stable: rights are given to it. */
  readonly uid: string;
}

/** One folder for each audience, in the order of Grafana's list. */
export const FOLDERS: readonly Folder[] = [
  { audience: 'operator', title: 'Operators', uid: 'plumbline-operator' },
  { audience: 'product', title: 'Product', uid: 'plumbline-product' },
  { audience: 'security', title: 'Security', uid: 'plumbline-security' },
  { audience: 'leadership', title: 'Leadership', uid: 'plumbline-leadership' },
];

/** Where the folder `grafana/dashboards` is mounted in the container. */
export const DASHBOARDS_MOUNT = '/etc/grafana/dashboards';
