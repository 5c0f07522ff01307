import { type DoctorCheck, judge, notNeeded } from './doctor-check.ts';

const API = '@opentelemetry/api';

/**
 * More than one copy of @opentelemetry/api. The first to register wins for the whole process, and an older one makes the
 * SDK register nothing, in silence.
 */
export const otelApi: DoctorCheck = {
  name: 'otel-api',
  run({ packages }) {
    const copies = packages.filter(({ name }) => name === API);
    const [first] = copies;
    if (!first) return notNeeded(`${API} is not installed`);
    if (copies.length === 1) return judge([], `one copy, ${first.version}`);
    const listed = copies.map(({ version, dependents }) => `${version} (for ${dependents.slice(0, 3).join(', ')})`);
    const newest = copies
      .map(({ version }) => version)
      .toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true }))[0];
    return judge(
      [
        {
          what: `${copies.length} copies of ${API} are installed: ${listed.join('; ')}`,
          fix: `Keep one: add "overrides": { "${API}": "${newest}" } to package.json (pnpm: to pnpm-workspace.yaml), install again, and check with \`npm ls ${API}\`.`,
        },
      ],
      '',
    );
  },
};
