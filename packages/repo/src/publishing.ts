import path from 'node:path';
import { readJson } from './workspace.ts';

/** What is decided when the project gets its public place. Null: not owned yet, and nothing that needs it is written. */
export interface Publishing {
  readonly scope: string;
  /** `git+https://…/….git` */
  readonly repository: string | null;
  readonly homepage: string | null;
  /** Where vulnerabilities are reported: an address or a URL. */
  readonly securityContact: string | null;
}

/** The one place that holds the project's public addresses. */
export const readPublishing = (root: string): Publishing =>
  readJson(path.join(root, 'packages/repo/publishing.json')) as Publishing;
