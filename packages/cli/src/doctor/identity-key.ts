import { blocked, type DoctorCheck, judge, notNeeded } from './doctor-check.ts';
import { VARIABLES } from './otlp.ts';

/** As `createPseudonymizer` of core: 32 characters of base64 carry 192 bits. */
const MIN_LENGTH = 32;

const FIX =
  'Put PLUMBLINE_IDENTITY_KEY into the environment (`openssl rand -base64 32` makes one); keep it the same in all replicas.';

/** What sends spans or log lines, which carry the hash; metrics do not. */
const CARRIERS = VARIABLES.filter((name) => !name.includes('METRICS'));

/** A missing key of the keyed hashes: without it anonymous IDs change with each start, or the service refuses to start. */
export const identityKey: DoctorCheck = {
  name: 'identity-key',
  run({ config, env }) {
    const key = env['PLUMBLINE_IDENTITY_KEY'];
    if (key !== undefined && key !== '') {
      const what = `PLUMBLINE_IDENTITY_KEY has ${key.length} characters, needs at least ${MIN_LENGTH}`;
      return judge(key.length < MIN_LENGTH ? [{ what, fix: FIX }] : [], 'PLUMBLINE_IDENTITY_KEY is set');
    }
    if (config.status === 'failed') return blocked(`${config.file} does not load`);
    if (config.status === 'absent') return notNeeded('there is no configuration');
    if (config.hasIdentityKey) return judge([], 'the configuration sets it');
    const on = config.adapters.filter(({ state }) => state !== 'off').map(({ kind }) => `events go to ${kind}`);
    // As the start: while developing nobody needs the same ID on the next day.
    const collectors = env['NODE_ENV'] === 'production' ? CARRIERS.filter((name) => env[name]) : [];
    const carried = [...on, ...collectors.map((name) => `spans or log records go where ${name} says`)];
    if (carried.length === 0) return notNeeded('no destination is on');
    return judge([{ what: `PLUMBLINE_IDENTITY_KEY is not set, though ${carried.join(', ')}`, fix: FIX }], '');
  },
};
