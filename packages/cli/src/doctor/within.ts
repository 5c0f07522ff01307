import { blocked, type CheckOutcome, type DoctorCheck } from './doctor-check.ts';
import type { LoadedConfig } from './loaded-config.ts';
import type { Project } from './project.ts';

type Loaded = Extract<LoadedConfig, { readonly status: 'loaded' }>;

/** A check of what a configuration says; without one there is nothing to look at. */
export const within = (
  name: string,
  look: (config: Loaded, project: Project) => CheckOutcome | Promise<CheckOutcome>,
): DoctorCheck => ({
  name,
  run(project) {
    const { config } = project;
    if (config.status === 'failed') return blocked(`${config.file} does not load`);
    if (config.status === 'absent') return blocked('there is no plumbline.config.ts');
    return look(config, project);
  },
});
