import { type DoctorCheck, judge } from './doctor-check.ts';

/** The first that runs TypeScript as it is, as every package's `engines` says. */
const OLDEST = [22, 18] as const;

/** Node too old for the packages. */
export const nodeVersion: DoctorCheck = {
  name: 'node-version',
  run({ nodeVersion: version }) {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const old = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
    const fault = {
      what: `Node ${version} is older than ${OLDEST.join('.')}, which the packages need`,
      fix: 'Install Node 24 (the current long-term release) and run this again.',
    };
    return judge(old ? [fault] : [], `Node ${version}`);
  },
};
