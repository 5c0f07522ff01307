import { blocked, type DoctorCheck, judge, notNeeded } from './doctor-check.ts';

/** As `createPseudonymizer` of core: 32 characters of base64 carry 192 bits. */
const MIN_LENGTH = 32;

const FIX =
  'Put PLUMBLINE_IDENTITY_KEY into the environment (`openssl rand -base64 32` makes one); keep it the same in all replicas.';

/** A missing key of the keyed hashes: without it anonymous IDs change with each start, or the service refuses to start. */
export const identityKey: DoctorCheck = {
  name: 'identity-key',
  run({ config, env }) {
    const key = env['PLUMBLINE_IDENTITY_KEY'];
    if (key !== undefined && key !== '') {
      const what = `PLUMBLINE_IDENTITY_KEY has ${key.length} characters, needs at least ${MIN_LENGTH}`;
      return judge(key.length < MIN_LENGTH ? [{ what, fix: FIX }] : [], 'PLUMBLINE_IDENTITY_KEY is set');
    }
    if (config.status === 'failed') return blocked('plumbline.config.ts does not load');
    if (config.status === 'absent') return notNeeded('there is no configuration');
    if (config.hasIdentityKey) return judge([], 'the configuration sets it');
    const on = config.adapters.filter(({ state }) => state !== 'off').map(({ kind }) => kind);
    if (on.length === 0) return notNeeded('no destination is on');
    const what = `PLUMBLINE_IDENTITY_KEY is not set, though events go to ${on.join(', ')}`;
    return judge([{ what, fix: FIX }], '');
  },
};
