import { blocked, type DoctorCheck, judge, notNeeded } from './doctor-check.ts';

/** Events of the catalog whose purpose must be argued anew. */
export const expiredEvents: DoctorCheck = {
  name: 'catalog',
  run({ config, now }) {
    if (config.status === 'failed') return blocked('plumbline.config.ts does not load');
    if (config.status === 'absent' || config.expiries === undefined) return notNeeded('there is no catalog');
    const today = new Date(now).toISOString().slice(0, 10);
    const all = Object.entries(config.expiries);
    const faults = all
      .filter(([, expires]) => expires < today)
      .map(([name, expires]) => ({
        what: `the event ${name} expired on ${expires}`,
        fix: `Remove ${name} from the catalog, or have its purpose reviewed and set a new \`expires\`.`,
      }));
    return judge(faults, `${all.length} event${all.length === 1 ? '' : 's'}, none expired`);
  },
};
