import { bothCases, compared, END, HEX, mixed, sample, sampleUuid, UUID, vendor, type AnchoredRule } from '../rule.ts';

/** Keys of monitoring, error, log and analytics services. Keys made to stand in a page's source are not secret and stay. */
export const observabilityRules: readonly AnchoredRule[] = [
  vendor(
    'sentry-token',
    compared('https://docs.sentry.io/account/auth-tokens/'),
    ['sntrys_', 'sntryu_', 'sntrya_', 'sntryi_', 'SNTRYU_', 'SNTRYA_', 'SNTRYI_'],
    `${mixed(26)}[A-Za-z0-9_+/=-]{40,1024}`,
    sample('sntryu_', 64, HEX),
    sample('sntrys_eyJpYXQiO', 180),
  ),
  vendor(
    'grafana-token',
    compared('https://grafana.com/docs/grafana/latest/administration/service-accounts/'),
    ['glsa_'],
    '[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}',
    `${sample('glsa_', 32)}_${sample('', 8, HEX)}`,
  ),
  // `glc_` goes before a JSON object in base64; the older key is such an object alone, and begins with its `k`.
  vendor(
    'grafana-cloud-token',
    compared(
      'https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/access-policies/',
    ),
    ['glc_', 'eyJrIjoi'],
    `${mixed(26)}[A-Za-z0-9+/]{32,400}={0,3}`,
    sample('glc_', 110),
    sample('eyJrIjoi', 80),
  ),
  vendor(
    'newrelic-key',
    compared('https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/'),
    bothCases('NRAK-', 'NRII-', 'NRIQ-', 'NRRA-', 'NRJS-', 'NRBR-', 'NRAA-', 'NRSP-'),
    `(?:[A-Z0-9]{24,48}|${mixed(19)}[A-Za-z0-9_-]{19,64})`,
    sample('NRAK-', 27),
    sample('NRII-', 32),
  ),
  vendor(
    'newrelic-license-key',
    compared('https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/#license-key'),
    ['eu01xx', 'EU01XX'],
    `[a-fA-F0-9]{26}(?:FFFFNRAL|[a-fA-F0-9]{10})(?:-NRMA)?${END}`,
    `${sample('eu01xx', 26, HEX)}FFFFNRAL`,
  ),
  vendor(
    'pixie-key',
    compared('https://docs.px.dev/reference/admin/api-keys/'),
    ['px-api-', 'px-dep-'],
    UUID,
    sampleUuid('px-api-'),
  ),
  vendor(
    'honeycomb-key',
    compared('https://docs.honeycomb.io/configure/environments/manage-api-keys/'),
    ['hcaik_', 'hcaic_', 'hcamk_', 'hcbik_', 'hcxik_', 'hcxmk_', 'hcxlk_'],
    `${mixed(26)}[a-z0-9]{26,64}`,
    sample('hcaik_', 58, HEX),
  ),
  vendor(
    'dynatrace-token',
    compared(
      'https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens',
    ),
    ['dt0c01.', 'dt0s01.', 'dt0s02.', 'dt0s04.', 'dt0s06.', 'dt0s08.', 'dt0s16.', 'dt0a01.'],
    '[A-Z0-9]{8,24}\\.[A-Z0-9]{64}',
    `${sample('dt0c01.', 24, 'ABCD2345')}.${sample('', 64, 'ABCD2345')}`,
  ),
  vendor(
    'axiom-token',
    compared('https://axiom.co/docs/reference/tokens'),
    ['xaat-', 'xapt-', 'xait-'],
    UUID,
    sampleUuid('xaat-'),
  ),
  vendor(
    'pagerduty-token',
    compared('https://developer.pagerduty.com/docs/oauth-functionality'),
    ['pdus+_', 'pdeu+_'],
    `[A-Za-z0-9]{6,12}_${UUID}`,
    sampleUuid('pdus+_0XBPWQQ_'),
  ),
  vendor(
    'rootly-key',
    compared('https://docs.rootly.com/api-reference/overview'),
    ['rootly_'],
    `[a-f0-9]{64}${END}`,
    sample('rootly_', 64, HEX),
  ),
  vendor(
    'checkly-key',
    compared('https://www.checklyhq.com/docs/accounts-and-users/creating-api-key/'),
    ['cu_', 'sv_'],
    `[a-f0-9]{32}${END}`,
    sample('cu_', 32, HEX),
  ),
  vendor(
    'posthog-key',
    compared('https://posthog.com/docs/api'),
    ['phx_', 'phs_', 'pha_', 'phr_', 'phc_'],
    `${mixed(20)}[A-Za-z0-9_-]{32,64}`,
    sample('phx_', 43),
  ),
  vendor(
    'nightfall-key',
    compared('https://help.nightfall.ai/developer-api/key-concepts/creating-api-key'),
    ['NF-'],
    `${mixed(26)}[A-Za-z0-9]{32}${END}`,
    sample('NF-', 32),
  ),
];
