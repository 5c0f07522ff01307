import type { PositiveKind } from '../fact.ts';
import { alphabets } from '../random.ts';
import { base64Of, base64urlOf, token, vendor } from './make.ts';

const GITHUB_LIST =
  'https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns';

/** Clouds, hosting, databases as a service. */
export const cloudVendors: readonly PositiveKind[] = [
  vendor(
    'aws-access-key-id',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html',
    (r, index) => token(index % 2 === 0 ? 'AKIA' : 'ASIA', r.text(alphabets.base32, 16)),
  ),
  vendor(
    'aws-session-token',
    'https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html',
    (r, index) => {
      const text = `${index % 2 === 0 ? 'IQoJb3JpZ2luX2Vj' : 'FwoGZXIvYXdzE'}${r.base64(r.between(280, 420))}==`;
      return index < 3 ? { text, field: 'aws_session_token' } : { text };
    },
  ),
  vendor('aws-bedrock-key', 'https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html', (r) =>
    token('ABSK', base64Of(`BedrockAPIKey-${r.lowerDigits(4)}-at-${r.digits(12)}:${r.base64(44)}`).replaceAll('=', '')),
  ),
  vendor('google-api-key', 'https://cloud.google.com/docs/authentication/api-keys', (r) =>
    token('AIza', `Sy${r.base64url(33)}`),
  ),
  vendor('google-oauth-client-secret', 'https://support.google.com/cloud/answer/6158849', (r) =>
    token('GOCSPX-', r.base64url(28)),
  ),
  vendor('google-access-token', 'https://developers.google.com/identity/protocols/oauth2', (r) =>
    token('ya29.', `a0A${r.base64url(r.between(140, 200))}`),
  ),
  vendor('google-refresh-token', 'https://developers.google.com/identity/protocols/oauth2', (r) =>
    token('1//0', `${r.pick(['3', '4', 'e', 'g'])}${r.base64url(97)}`),
  ),
  vendor(
    'azure-client-secret',
    'https://learn.microsoft.com/en-us/entra/identity-platform/quickstart-register-app',
    (r) => ({ text: `${r.alnum(3)}8Q~${r.text(`${alphabets.alnum}_.~-`, 33)}${r.alnum(1)}` }),
  ),
  vendor(
    'azure-devops-token',
    'https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate',
    (r) => ({ text: `${r.alnum(76)}AZDO${r.alnum(4)}` }),
  ),
  vendor(
    'azure-storage-key',
    'https://learn.microsoft.com/en-us/azure/storage/common/storage-account-keys-manage',
    (r) => ({ text: `${r.base64(76)}+ASt${r.base64(5)}${r.pick(['A', 'Q', 'g', 'w'])}==` }),
  ),
  vendor('azure-function-key', 'https://learn.microsoft.com/en-us/azure/azure-functions/function-keys-how-to', (r) => ({
    text: `${r.base64url(44)}AzFu${r.base64url(5)}${r.pick(['A', 'Q', 'g', 'w'])}==`,
  })),
  vendor('digitalocean', 'https://docs.digitalocean.com/reference/api/create-personal-access-token/', (r) =>
    token(r.pick(['dop_v1_', 'doo_v1_', 'dor_v1_']), r.hex(64)),
  ),
  vendor('cloudflare-origin-ca', 'https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/', (r) =>
    token('v1.0-', `${r.hex(24)}-${r.hex(146)}`),
  ),
  vendor('heroku', 'https://devcenter.heroku.com/articles/authentication', (r) =>
    token('HRKU-', `AA${r.base64url(58)}`),
  ),
  vendor('vercel-blob', 'https://vercel.com/docs/vercel-blob/using-blob-sdk', (r) =>
    token('vercel_blob_rw_', `${r.alnum(16)}_${r.alnum(30)}`),
  ),
  vendor('netlify', 'https://docs.netlify.com/api/get-started/', (r) => token('nfp_', r.alnum(36))),
  vendor('fly', 'https://fly.io/docs/security/tokens/', (r, index) =>
    index < 3 ? token('FlyV1 fm2_', `lJPE${r.base64(r.between(160, 240))}`) : token('fo1_', r.base64url(43)),
  ),
  vendor('render', 'https://render.com/docs/api', (r) => token('rnd_', r.alnum(28))),
  vendor('supabase-access', 'https://supabase.com/docs/reference/api/introduction', (r) => token('sbp_', r.hex(40))),
  vendor('supabase-secret', 'https://supabase.com/docs/guides/api/api-keys', (r) =>
    token('sb_secret_', `${r.base64url(22)}_${r.alnum(8)}`),
  ),
  vendor('planetscale', 'https://planetscale.com/docs/concepts/service-tokens', (r) =>
    token(r.pick(['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_']), r.base64url(43)),
  ),
  vendor('neon', 'https://neon.com/docs/manage/api-keys', (r) => token('napi_', r.lowerDigits(64))),
  vendor('databricks', 'https://docs.databricks.com/aws/en/dev-tools/auth/pat', (r, index) =>
    token('dapi', r.hex(32), index % 2 === 0 ? '' : '-2'),
  ),
  vendor('confluent', 'https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/', (r) =>
    token('cflt', r.base64(60)),
  ),
  vendor('mongodb-atlas', 'https://www.mongodb.com/docs/atlas/api/service-accounts-overview/', (r) =>
    token('mdb_sa_sk_', r.base64url(40)),
  ),
  vendor('alibaba-key-id', 'https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair', (r) =>
    token('LTAI5t', r.alnum(18)),
  ),
  vendor('tencent-secret-id', 'https://www.tencentcloud.com/document/product/598/32675', (r) =>
    token('AKID', r.alnum(32)),
  ),
  vendor('yandex-oauth', 'https://yandex.cloud/en/docs/iam/concepts/authorization/oauth-token', (r) =>
    token('y0_', `AgAAAA${r.base64url(52)}`),
  ),
  vendor('scalingo', 'https://developers.scalingo.com/', (r) => token('tk-us-', r.base64url(48))),
  vendor('tailscale', 'https://tailscale.com/kb/1085/auth-keys', (r) =>
    token(r.pick(['tskey-auth-', 'tskey-api-', 'tskey-client-']), `k${r.alnum(11)}CNTRL-${r.alnum(32)}`),
  ),
  vendor('deno-deploy', 'https://docs.deno.com/subhosting/api/authentication/', (r) => token('ddp_', r.alnum(36))),
  vendor('vault-service', 'https://developer.hashicorp.com/vault/docs/concepts/tokens', (r) =>
    token('hvs.', `CAESI${r.base64url(r.between(86, 110))}`),
  ),
  vendor('vault-batch', 'https://developer.hashicorp.com/vault/docs/concepts/tokens', (r) =>
    token('hvb.', `AAAAAQ${r.base64url(r.between(140, 200))}`),
  ),
  vendor(
    'terraform-cloud',
    'https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens',
    (r) => {
      const body = r.base64url(67);
      return { text: `${r.alnum(14)}.atlasv1.${body}`, core: body };
    },
  ),
  vendor('pulumi', 'https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/', (r) =>
    token('pul-', r.hex(40)),
  ),
  vendor('doppler', 'https://docs.doppler.com/reference/auth-token-formats', (r) =>
    token(r.pick(['dp.pt.', 'dp.st.prd.', 'dp.ct.', 'dp.sa.']), r.alnum(43)),
  ),
  vendor('onepassword-service-account', 'https://developer.1password.com/docs/service-accounts/security/', (r) =>
    token(
      'ops_',
      base64urlOf(
        `{"signInAddress":"my.1password.com","userAuth":{"method":"SRPg-4096"},"email":"${r.lowerDigits(13)}@1passwordserviceaccounts.com","srpX":"${r.hex(64)}","secretKey":"A3-${r.upperDigits(26)}"}`,
      ),
    ),
  ),
  vendor('onepassword-secret-key', 'https://support.1password.com/secret-key-security/', (r) => {
    const group = (length: number): string => r.text(alphabets.crockford, length);
    return token('A3-', `${group(6)}-${group(6)}-${group(5)}-${group(5)}-${group(5)}-${group(5)}`);
  }),
  vendor('age-secret-key', 'https://github.com/C2SP/C2SP/blob/main/age.md', (r) =>
    token('AGE-SECRET-KEY-1', r.text('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)),
  ),
  vendor('jfrog-api-key', GITHUB_LIST, (r) => token('AKCp', `8${r.alnum(68)}`)),
  vendor('jfrog-reference-token', GITHUB_LIST, (r) =>
    token('cmVmdGtu', base64Of(`:01:${r.digits(10)}:${r.alnum(27)}`)),
  ),
];
