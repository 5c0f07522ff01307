import { dsnFault } from '@plumbline/core';
import { blocked, type DoctorCheck, judge, notNeeded } from './doctor-check.ts';

/** A DSN that the configuration does not ask for, or that names somebody else: the preset does not start with it. */
export const errorsReceiver: DoctorCheck = {
  name: 'errors',
  run({ config, env, packages }) {
    const dsn = env['SENTRY_DSN'] ?? '';
    if (dsn === '') return notNeeded('SENTRY_DSN is not set, so that errors stay here');
    if (!packages.some(({ name }) => name === '@plumbline/node')) {
      return notNeeded('@plumbline/node, which reads SENTRY_DSN, is not installed');
    }
    if (config.status === 'failed') return blocked(`${config.file} does not load`);
    if (!URL.canParse(dsn)) {
      const fix = 'Copy it from the project settings of Sentry, as https://PUBLIC_KEY@HOST/PROJECT_ID.';
      return judge([{ what: 'SENTRY_DSN is no address', fix }], '');
    }
    const fault = dsnFault(dsn, config.status === 'loaded' ? config.egress.errors : undefined);
    if (fault === undefined) return judge([], 'SENTRY_DSN is of the receiver that `egress.errors` names');
    const [what = '', fix = ''] = fault.split(/; (.*)/s);
    return judge([{ what: `${what.replace(':', '')}, so that no start accepts it`, fix: sentence(fix) }], '');
  },
};

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
