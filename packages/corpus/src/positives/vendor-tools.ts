import { withCrc } from '../encodings.ts';
import type { PositiveKind } from '../fact.ts';
import { alphabets } from '../random.ts';
import { base64Of, token, vendor } from './make.ts';

/** Source hosting, registries, builds, monitoring. */
export const toolVendors: readonly PositiveKind[] = [
  vendor(
    'github',
    'https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github',
    (r, index) => token(`gh${'pousr'[index % 5]}_`, withCrc(r.alnum(30))),
    15,
  ),
  vendor(
    'github-fine-grained',
    'https://github.blog/changelog/2022-10-18-introducing-fine-grained-personal-access-tokens/',
    (r) => token('github_pat_', `${r.alnum(22)}_${r.alnum(59)}`),
  ),
  vendor(
    'gitlab',
    'https://docs.gitlab.com/security/tokens/#token-prefixes',
    (r) => token(r.pick(['glpat-', 'gldt-', 'glrt-', 'glft-', 'gloas-']), r.base64url(20)),
    10,
  ),
  vendor('gitlab-routable', 'https://docs.gitlab.com/security/tokens/#token-prefixes', (r) =>
    token('glpat-', `${r.base64url(27)}.01.${r.lowerDigits(9)}`),
  ),
  vendor('gitlab-trigger', 'https://docs.gitlab.com/ci/triggers/', (r) => token('glptt-', r.hex(40))),
  vendor('bitbucket', 'https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/', (r) =>
    token('ATBB', r.alnum(32)),
  ),
  vendor(
    'atlassian',
    'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/',
    (r) => token('ATATT3xFfGF0', `${r.base64url(171)}=${r.upperDigits(8)}`),
  ),
  vendor('trello', 'https://developer.atlassian.com/cloud/trello/guides/rest-api/api-introduction/', (r) =>
    token('ATTA', `${r.hex(64)}${r.text('0123456789ABCDEF', 8)}`),
  ),
  vendor(
    'npm',
    'https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/',
    (r) => token('npm_', withCrc(r.alnum(30))),
  ),
  vendor('pypi', 'https://pypi.org/help/#apitoken', (r) =>
    token('pypi-', `AgEIcHlwaS5vcmc${r.base64url(r.between(140, 170))}`),
  ),
  vendor('rubygems', 'https://guides.rubygems.org/api-key-scopes/', (r) => token('rubygems_', r.hex(48))),
  vendor('crates', 'https://doc.rust-lang.org/cargo/reference/publishing.html', (r) => token('cio', r.alnum(32))),
  vendor('nuget', 'https://learn.microsoft.com/en-us/nuget/nuget-org/publish-a-package', (r) =>
    token('oy2', r.text(`${alphabets.lower}234567`, 43)),
  ),
  vendor('clojars', 'https://github.com/clojars/clojars-web/wiki/Deploy-Tokens', (r) => token('CLOJARS_', r.hex(60))),
  vendor('docker-hub', 'https://docs.docker.com/security/access-tokens/', (r, index) =>
    index < 4 ? token('dckr_pat_', r.base64url(27)) : token('dckr_oat_', r.base64url(32)),
  ),
  vendor('circleci', 'https://circleci.com/docs/managing-api-tokens/', (r) =>
    token(r.pick(['CCIPAT_', 'CCIPRJ_']), `${r.alnum(22)}_${r.hex(40)}`),
  ),
  vendor('buildkite', 'https://buildkite.com/docs/apis/managing-api-tokens', (r) => token('bkua_', r.hex(40))),
  vendor('sonarqube', 'https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens', (r) =>
    token(r.pick(['squ_', 'sqp_', 'sqa_']), r.hex(40)),
  ),
  vendor('sentry', 'https://docs.sentry.io/account/auth-tokens/', (r, index) =>
    index < 3
      ? token('sntryu_', r.hex(64))
      : token(
          'sntrys_',
          `${base64Of(`{"iat":${r.digits(10)}.1,"url":"https://sentry.io","org":"acme"}`)}_${r.base64(43)}`,
        ),
  ),
  vendor('grafana-service-account', 'https://grafana.com/docs/grafana/latest/administration/service-accounts/', (r) =>
    token('glsa_', `${r.alnum(32)}_${r.hex(8)}`),
  ),
  vendor(
    'grafana-cloud',
    'https://grafana.com/docs/grafana-cloud/account-management/authentication-and-permissions/',
    (r) =>
      token(
        'glc_',
        base64Of(`{"o":"${r.digits(6)}","n":"stack-${r.digits(6)}-push","k":"${r.alnum(24)}","m":{"r":"eu"}}`),
      ),
  ),
  vendor('new-relic-user', 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/', (r) =>
    token('NRAK-', r.upperDigits(27)),
  ),
  vendor('new-relic-license', 'https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/', (r) => ({
    text: `${r.hex(32)}FFFFNRAL`,
  })),
  vendor('dynatrace', 'https://docs.dynatrace.com/docs/dynatrace-api/basics/dynatrace-api-authentication', (r) => {
    const body = r.text(alphabets.base32, 64);
    return { text: `dt0c01.${r.text(alphabets.base32, 24)}.${body}`, core: body };
  }),
  vendor('launchdarkly', 'https://launchdarkly.com/docs/home/account/environment/keys', (r) =>
    token(r.pick(['sdk-', 'api-']), r.uuid()),
  ),
  vendor('postman', 'https://learning.postman.com/docs/developer/postman-api/authentication/', (r) =>
    token('PMAK-', `${r.hex(24)}-${r.hex(34)}`),
  ),
  vendor('posthog-personal', 'https://posthog.com/docs/api', (r) => token('phx_', r.alnum(r.pick([43, 47, 48])))),
  vendor('inngest-signing', 'https://www.inngest.com/docs/platform/signing-keys', (r) =>
    token('signkey-prod-', r.hex(64)),
  ),
  vendor('prefect', 'https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys', (r) =>
    token('pnu_', r.alnum(36)),
  ),
  vendor('sourcegraph', 'https://sourcegraph.com/docs/cli/how-tos/creating_an_access_token', (r) =>
    token('sgp_', `${r.hex(16)}_${r.hex(40)}`),
  ),
  vendor('readme', 'https://docs.readme.com/main/reference/authentication', (r) => token('rdme_', r.lowerDigits(70))),
  vendor('adafruit', 'https://io.adafruit.com/api/docs/#authentication', (r) => token('aio_', r.alnum(28))),
  vendor('typeform', 'https://www.typeform.com/developers/get-started/personal-access-token/', (r) =>
    token('tfp_', `${r.base64url(44)}_${r.base64url(14)}`),
  ),
  vendor('contentful', 'https://www.contentful.com/developers/docs/references/authentication/', (r) =>
    token('CFPAT-', r.base64url(43)),
  ),
  vendor('statsig', 'https://docs.statsig.com/sdk-keys/api-keys', (r) => token('secret-', r.alnum(43))),
];
