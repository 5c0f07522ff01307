import { resolvePackage } from '../installation.ts';
import { type DoctorCheck, judge, notNeeded } from './doctor-check.ts';

/** A package that Plumbline's packages expect the application to install, such as zod, and that is not there. */
export const peers: DoctorCheck = {
  name: 'peers',
  run({ packages }) {
    const ours = packages.filter(({ name }) => name.startsWith('@plumbline/'));
    if (ours.length === 0) return notNeeded('no @plumbline package is a dependency');
    const missing = new Map<string, { readonly range: string; readonly by: string[] }>();
    for (const { name, folder, manifest } of ours) {
      for (const [peer, range] of Object.entries(manifest.peerDependencies ?? {})) {
        const optional = manifest.peerDependenciesMeta?.[peer]?.optional === true;
        if (optional || resolvePackage(peer, folder) !== undefined) continue;
        const entry = missing.get(peer) ?? { range, by: [] };
        entry.by.push(name);
        missing.set(peer, entry);
      }
    }
    const faults = Array.from(missing, ([peer, { range, by }]) => ({
      what: `${peer} is not installed, and ${by.join(', ')} ${by.length === 1 ? 'needs' : 'need'} it`,
      fix: `npm install '${peer}@${/^[\d^~<>=]/.test(range) ? range : 'latest'}'`,
    }));
    return judge(faults, `${ours.length} packages have what they need`);
  },
};
