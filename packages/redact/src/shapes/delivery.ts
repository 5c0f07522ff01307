import { HEX, sample, vendor, type AnchoredRule } from '../rule.ts';

const END = '(?![A-Za-z0-9])';

/** Tokens of secret stores, delivery and monitoring tools. */
export const deliveryRules: readonly AnchoredRule[] = [
  vendor(
    'vault-token',
    'https://developer.hashicorp.com/vault/docs/concepts/tokens',
    ['hvs.', 'hvb.', 'hvr.'],
    '[A-Za-z0-9_-]{20,512}',
    sample('hvs.', 90),
  ),
  {
    ...vendor(
      'terraform-token',
      'https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens',
      ['.atlasv1.'],
      '[A-Za-z0-9_=-]{60,80}',
      `${sample('', 14)}${sample('.atlasv1.', 67)}`,
    ),
    lead: 14,
  },
  vendor(
    'doppler-token',
    'https://docs.doppler.com/docs/service-tokens',
    ['dp.pt.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.', 'dp.st.'],
    '[A-Za-z0-9_.-]{40,80}',
    sample('dp.pt.', 43),
    sample('dp.st.prd.', 43),
  ),
  vendor(
    'onepassword-token',
    'https://developer.1password.com/docs/service-accounts/',
    ['ops_eyJ'],
    '[A-Za-z0-9+/_=-]{100,4096}',
    sample('ops_eyJ', 300),
  ),
  vendor(
    'age-key',
    'https://github.com/C2SP/C2SP/blob/main/age.md',
    ['AGE-SECRET-KEY-1'],
    '[A-Z0-9]{58}',
    sample('AGE-SECRET-KEY-1', 58, 'QPZRY9X8GF2TVDW0'),
  ),
  vendor(
    'postman-key',
    'https://learning.postman.com/docs/developer/postman-api/authentication/',
    ['PMAK-'],
    '[A-Za-z0-9]{24}-[A-Za-z0-9]{34}',
    `${sample('PMAK-', 24, HEX)}-${sample('', 34, HEX)}`,
  ),
  vendor(
    'sentry-token',
    'https://docs.sentry.io/account/auth-tokens/',
    ['sntrys_', 'sntryu_', 'sntrya_', 'sntryi_'],
    '[A-Za-z0-9_+/=-]{40,1024}',
    sample('sntryu_', 64, HEX),
  ),
  vendor(
    'pulumi-token',
    'https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/',
    ['pul-'],
    `[a-f0-9]{40}${END}`,
    sample('pul-', 40, HEX),
  ),
  vendor(
    'grafana-token',
    'https://grafana.com/docs/grafana/latest/administration/service-accounts/',
    ['glsa_', 'glc_'],
    '[A-Za-z0-9_+/=]{32,512}',
    `${sample('glsa_', 32)}_${sample('', 8, HEX)}`,
  ),
  vendor(
    'newrelic-key',
    'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/',
    ['NRAK-', 'NRII-', 'NRJS-', 'NRAA-'],
    '[A-Za-z0-9_-]{19,64}',
    sample('NRAK-', 27),
  ),
  vendor(
    'dynatrace-token',
    'https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens',
    ['dt0c01.', 'dt0s01.', 'dt0s16.'],
    '[A-Z0-9]{8,24}\\.[A-Z0-9]{64}',
    `${sample('dt0c01.', 24, 'ABCD2345')}.${sample('', 64, 'ABCD2345')}`,
  ),
  vendor(
    'circleci-token',
    'https://circleci.com/docs/managing-api-tokens/',
    ['CCIPAT_', 'CCIPRJ_'],
    '[A-Za-z0-9_]{40,80}',
    sample('CCIPAT_', 63),
  ),
  vendor(
    'buildkite-token',
    'https://buildkite.com/docs/apis/managing-api-tokens',
    ['bkua_', 'bkct_', 'bkaj_'],
    '[A-Za-z0-9]{40,80}',
    sample('bkua_', 40, HEX),
  ),
  vendor(
    'sonar-token',
    'https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens/',
    ['squ_', 'sqp_', 'sqa_'],
    `[a-f0-9]{40}${END}`,
    sample('squ_', 40, HEX),
  ),
  vendor(
    'mapbox-secret',
    'https://docs.mapbox.com/help/glossary/access-token/',
    ['sk.eyJ'],
    '[A-Za-z0-9_-]{20,512}\\.[A-Za-z0-9_-]{16,64}',
    `${sample('sk.eyJ', 60)}.${sample('', 22)}`,
  ),
  vendor(
    'launchdarkly-key',
    'https://launchdarkly.com/docs/home/account/api',
    ['sdk-'],
    '[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}',
    `${sample('sdk-', 8, HEX)}-0a1b-4c2d-8e3f-${sample('', 12, HEX)}`,
  ),
];
