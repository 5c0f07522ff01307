import type { PositiveKind } from '../fact.ts';
import { alphabets } from '../random.ts';
import { token, underName, vendor } from './make.ts';

/** Vendors that lists of well-known forms often leave out. */
export const moreVendors: readonly PositiveKind[] = [
  vendor('linear-oauth', 'https://linear.app/developers/oauth-2-0-authentication', (r) =>
    token('lin_oauth_', r.hex(64)),
  ),
  vendor('mailersend', 'https://developers.mailersend.com/general.html#authentication', (r) =>
    token('mlsn.', r.hex(64)),
  ),
  vendor('honeybadger', 'https://docs.honeybadger.io/api/', (r) => token('hbp_', r.alnum(36))),
  vendor('rootly', 'https://docs.rootly.com/api-reference/overview', (r) => token('rootly_', r.hex(64))),
  vendor('e2b', 'https://e2b.dev/docs/api-key', (r) => token('e2b_', r.hex(40))),
  vendor('runpod', 'https://docs.runpod.io/get-started/api-keys', (r) =>
    token('rpa_', `${r.upperDigits(38)}${r.lowerDigits(6)}`),
  ),
  vendor('helicone', 'https://docs.helicone.ai/helicone-headers/helicone-auth', (r) =>
    token('sk-helicone-', `${r.lowerDigits(7)}-${r.lowerDigits(7)}-${r.lowerDigits(7)}-${r.lowerDigits(7)}`),
  ),
  vendor('together-v1', 'https://docs.together.ai/docs/quickstart', (r) => token('tgp_v1_', r.base64url(43))),
  vendor('infracost', 'https://www.infracost.io/docs/', (r) => token('ico-', r.alnum(32))),
  vendor('zuplo', 'https://zuplo.com/docs/articles/api-key-leak-detection', (r) =>
    token('zpka_', `${r.hex(32)}_${r.hex(8)}`),
  ),
  vendor('polar', 'https://polar.sh/docs/integrate/oat', (r) => token('polar_oat_', r.alnum(43))),
  vendor('paddle', 'https://developer.paddle.com/api-reference/about/authentication', (r) =>
    token('pdl_live_apikey_', `01${r.lowerDigits(24)}_${r.alnum(22)}_${r.alnum(3)}`),
  ),
  vendor('backblaze', 'https://www.backblaze.com/docs/cloud-storage-application-keys', (r) =>
    token('K00', `${r.digits(1)}${r.base64(27)}`),
  ),
  vendor('aiven-password', 'https://aiven.io/docs/platform/reference/password-policy', (r) =>
    token('AVNS_', r.base64url(19)),
  ),
  vendor('gitlab-ci-job', 'https://docs.gitlab.com/security/tokens/#token-prefixes', (r) =>
    token(r.pick(['glcbt-', 'glsoat-', 'glimt-', 'glagent-']), r.pick([`64_${r.base64url(20)}`, r.base64url(25)])),
  ),
  vendor('gitlab-registration', 'https://docs.gitlab.com/security/tokens/#runner-registration-tokens-deprecated', (r) =>
    token('GR1348941', r.base64url(20)),
  ),
  vendor('huggingface-org', 'https://huggingface.co/docs/hub/security-tokens', (r) =>
    token('api_org_', r.text(alphabets.letters, 34)),
  ),
  vendor('kagi', 'https://help.kagi.com/kagi/api/overview.html', (r) => token('sk-ka-', r.base64url(40))),
  underName(
    'scaleway',
    'https://www.scaleway.com/en/docs/iam/how-to/create-api-keys/',
    ['SCW_SECRET_KEY', 'scwSecretKey'],
    (r) => r.uuid(),
  ),
  underName(
    'deepgram',
    'https://developers.deepgram.com/docs/create-additional-api-keys',
    ['DEEPGRAM_API_KEY', 'deepgramKey'],
    (r) => r.hex(40),
  ),
  underName(
    'paypal',
    'https://developer.paypal.com/api/rest/',
    ['PAYPAL_CLIENT_SECRET', 'paypal.client.secret'],
    (r) => `E${r.base64url(79)}`,
  ),
  underName('serpapi', 'https://serpapi.com/search-api', ['SERPAPI_API_KEY', 'serp_api_key'], (r) => r.hex(64)),
  underName(
    'ghost-admin',
    'https://docs.ghost.org/admin-api',
    ['GHOST_ADMIN_API_KEY', 'ghostAdminKey'],
    (r) => `${r.hex(24)}:${r.hex(64)}`,
  ),
  underName(
    'trello-named',
    'https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/',
    ['TRELLO_TOKEN', 'trelloSecret'],
    (r) => r.hex(64),
  ),
];
