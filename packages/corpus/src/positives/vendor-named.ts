import type { PositiveKind } from '../fact.ts';
import { underName } from './make.ts';

/** Keys that are bare hexadecimal, UUID or the like: only the name says that they are secrets. */
export const namedVendors: readonly PositiveKind[] = [
  underName(
    'datadog',
    'https://docs.datadoghq.com/account_management/api-app-keys/',
    ['DD_API_KEY', 'DD-API-KEY', 'datadogApiKey'],
    (r) => r.hex(32),
  ),
  underName(
    'datadog-app',
    'https://docs.datadoghq.com/account_management/api-app-keys/',
    ['DD_APP_KEY', 'DD-APPLICATION-KEY'],
    (r) => r.hex(40),
  ),
  underName(
    'aws-secret',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    ['aws_secret_access_key', 'AWS_SECRET_ACCESS_KEY', 'secretAccessKey', 'SecretAccessKey'],
    (r) => r.base64(40),
  ),
  underName(
    'twilio',
    'https://www.twilio.com/docs/iam/api/authtoken',
    ['TWILIO_AUTH_TOKEN', 'twilioAuthToken', 'authToken'],
    (r) => r.hex(32),
  ),
  underName(
    'cloudflare',
    'https://developers.cloudflare.com/fundamentals/api/get-started/create-token/',
    ['CLOUDFLARE_API_TOKEN', 'CF_API_TOKEN', 'X-Auth-Key'],
    (r) => r.base64url(40),
  ),
  underName(
    'fastly',
    'https://www.fastly.com/documentation/reference/api/auth-tokens/',
    ['FASTLY_API_TOKEN', 'Fastly-Key'],
    (r) => r.base64url(32),
  ),
  underName(
    'algolia',
    'https://www.algolia.com/doc/guides/security/api-keys',
    ['ALGOLIA_ADMIN_KEY', 'X-Algolia-API-Key', 'algoliaAdminApiKey'],
    (r) => r.hex(32),
  ),
  underName('cohere', 'https://docs.cohere.com/reference/about', ['CO_API_KEY', 'COHERE_API_KEY'], (r) => r.alnum(40)),
  underName(
    'mistral',
    'https://docs.mistral.ai/getting-started/quickstart/',
    ['MISTRAL_API_KEY', 'mistralApiKey'],
    (r) => r.alnum(32),
  ),
  underName('together', 'https://docs.together.ai/docs/quickstart', ['TOGETHER_API_KEY', 'together_api_key'], (r) =>
    r.hex(64),
  ),
  underName(
    'linode',
    'https://techdocs.akamai.com/linode-api/reference/get-started',
    ['LINODE_TOKEN', 'linode_cli_token'],
    (r) => r.hex(64),
  ),
  underName(
    'hetzner',
    'https://docs.hetzner.cloud/reference/cloud#authentication',
    ['HCLOUD_TOKEN', 'hcloudToken'],
    (r) => r.alnum(64),
  ),
  underName('snyk', 'https://docs.snyk.io/snyk-api/authentication-for-api', ['SNYK_TOKEN', 'snykToken'], (r) =>
    r.uuid(),
  ),
  underName(
    'postmark',
    'https://postmarkapp.com/developer/api/overview',
    ['X-Postmark-Server-Token', 'POSTMARK_SERVER_TOKEN'],
    (r) => r.uuid(),
  ),
  underName('weights-and-biases', 'https://docs.wandb.ai/quickstart/', ['WANDB_API_KEY', 'wandb_api_key'], (r) =>
    r.hex(40),
  ),
  underName(
    'auth0',
    'https://auth0.com/docs/get-started/applications/credentials',
    ['AUTH0_CLIENT_SECRET', 'auth0.clientSecret'],
    (r) => r.base64url(64),
  ),
  underName(
    'okta',
    'https://developer.okta.com/docs/guides/create-an-api-token/main/',
    ['OKTA_API_TOKEN', 'oktaClientSecret'],
    (r) => `00${r.base64url(40)}`,
  ),
  underName(
    'zendesk',
    'https://developer.zendesk.com/api-reference/introduction/security-and-auth/',
    ['ZENDESK_API_TOKEN', 'zendesk_token'],
    (r) => r.alnum(40),
  ),
  underName('vercel', 'https://vercel.com/docs/rest-api', ['VERCEL_TOKEN', 'vercelToken'], (r) => r.alnum(24)),
  underName(
    'azure-openai',
    'https://learn.microsoft.com/en-us/azure/ai-services/authentication',
    ['AZURE_OPENAI_API_KEY', 'api-key', 'Ocp-Apim-Subscription-Key'],
    (r) => r.hex(32),
  ),
  underName(
    'splunk-hec',
    'https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector',
    ['SPLUNK_HEC_TOKEN', 'hec_token'],
    (r) => r.uuid(),
  ),
  underName(
    'consul',
    'https://developer.hashicorp.com/consul/docs/security/acl/tokens',
    ['CONSUL_HTTP_TOKEN', 'X-Consul-Token'],
    (r) => r.uuid(),
  ),
  underName(
    'rollbar',
    'https://docs.rollbar.com/docs/access-tokens',
    ['ROLLBAR_ACCESS_TOKEN', 'X-Rollbar-Access-Token'],
    (r) => r.hex(32),
  ),
  underName(
    'sendbird',
    'https://sendbird.com/docs/chat/platform-api/v3/prepare-to-use-api',
    ['SENDBIRD_API_TOKEN', 'sendbirdApiToken'],
    (r) => r.hex(40),
  ),
  underName(
    'pagerduty',
    'https://support.pagerduty.com/main/docs/api-access-keys',
    ['PAGERDUTY_API_KEY', 'PD_TOKEN'],
    (r) => r.base64url(20),
  ),
  underName(
    'dropbox-app',
    'https://www.dropbox.com/developers/reference/getting-started',
    ['DROPBOX_APP_SECRET', 'dropboxAppSecret'],
    (r) => r.lowerDigits(15),
  ),
  underName(
    'spotify',
    'https://developer.spotify.com/documentation/web-api/concepts/apps',
    ['SPOTIFY_CLIENT_SECRET', 'spotify_client_secret'],
    (r) => r.hex(32),
  ),
  underName(
    'mixpanel',
    'https://docs.mixpanel.com/docs/orgs-and-projects/managing-projects',
    ['MIXPANEL_API_SECRET', 'mixpanelSecret'],
    (r) => r.hex(32),
  ),
  underName(
    'cloudinary',
    'https://cloudinary.com/documentation/developer_onboarding_faq_find_credentials',
    ['CLOUDINARY_API_SECRET', 'cloudinary_api_secret'],
    (r) => r.base64url(27),
  ),
  underName(
    'ngrok',
    'https://ngrok.com/docs/agent/',
    ['NGROK_AUTHTOKEN', 'authtoken'],
    (r) => `2${r.alnum(26)}_${r.alnum(21)}`,
  ),
];
