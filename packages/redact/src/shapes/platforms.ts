import {
  capitalAndDigit,
  compared,
  END,
  HEX,
  mixed,
  sample,
  sampleUuid,
  UUID,
  vendor,
  type AnchoredRule,
} from '../rule.ts';

/** Letters and digits of which one is a digit: of services that say how a key begins and not how long it is. */
const SOME = String.raw`(?=[A-Za-z]{0,30}\d)[A-Za-z0-9]`;

/** Keys of services for flags, links, documents, incidents, agents and clusters whose own pages say how a key begins. */
export const platformRules: readonly AnchoredRule[] = [
  vendor(
    'growthbook-key',
    'https://docs.growthbook.io/api/introduction',
    ['secret_admin_', 'secret_user_', 'secret_readonly_'],
    `${mixed(20)}[A-Za-z0-9]{30,64}${END}`,
    sample('secret_admin_', 43),
    sample('secret_user_', 43),
  ),
  // The key of a browser, `pkey_`, is public.
  vendor(
    'omise-key',
    'https://docs.omise.co/api-authentication',
    ['skey_test_', 'skey_live_', 'skey_'],
    `(?=[a-z]{0,18}\\d)[a-z0-9]{19}${END}`,
    sample('skey_test_', 19, HEX),
    sample('skey_', 19, HEX),
  ),
  // The name of the token, a colon, and 54 random characters.
  vendor(
    'rancher-token',
    'https://ranchermanager.docs.rancher.com/api/quickstart',
    ['token-', 'kubeconfig-'],
    `[a-z0-9-]{5,40}:[a-z0-9]{54}${END}`,
    `${sample('token-', 5, HEX)}:${sample('', 54, HEX)}`,
    `${sample('kubeconfig-u-', 10, HEX)}:${sample('', 54, HEX)}`,
  ),
  vendor(
    'intra42-secret',
    'https://api.intra.42.fr/apidoc/guides/getting_started',
    ['s-s4t2ud-', 's-s4t2af-'],
    `[a-f0-9]{64}${END}`,
    sample('s-s4t2ud-', 64, HEX),
  ),
  // `dub_pk_` is made to stand in a page's source.
  vendor(
    'dub-key',
    'https://dub.co/docs/api-reference/tokens',
    ['dub_'],
    `${capitalAndDigit(24)}[A-Za-z0-9]{24}${END}`,
    sample('dub_', 24),
  ),
  vendor(
    'firehydrant-token',
    'https://docs.firehydrant.com/reference/firehydrant-api',
    ['fhb-'],
    `[a-f0-9]{32,64}${END}`,
    sample('fhb-', 32, HEX),
  ),
  vendor(
    'mintlify-key',
    'https://www.mintlify.com/docs/api/introduction',
    ['mint_dsc_', 'mint_'],
    `${capitalAndDigit(20)}[A-Za-z0-9]{20,64}${END}`,
    sample('mint_', 24),
    sample('mint_dsc_', 24),
  ),
  vendor(
    'creem-key',
    'https://docs.creem.io/api-reference/introduction',
    ['creem_test_', 'creem_'],
    `${capitalAndDigit(20)}[A-Za-z0-9]{20,64}${END}`,
    sample('creem_', 22),
    sample('creem_test_', 22),
  ),
  vendor(
    'warp-key',
    'https://docs.warp.dev/reference/cli/api-keys',
    ['wk-'],
    `(?:\\d\\.)?(?=[a-f]{0,30}\\d)[a-f0-9]{40,80}${END}`,
    sample('wk-1.', 64, HEX),
  ),
  vendor(
    'amp-key',
    'https://docs.gitguardian.com/secrets-detection/secrets-detection-engine/detectors/specifics/amp_api_token',
    ['sgamp_user_'],
    `[0-9A-HJKMNP-TV-Z]{26}_[a-f0-9]{64}${END}`,
    `${sample('sgamp_user_', 26, '01ABCD2345')}_${sample('', 64, HEX)}`,
  ),
  vendor(
    'databuddy-key',
    'https://www.mintlify.com/databuddy-analytics/Databuddy/api/authentication',
    ['dbdy_'],
    `${SOME}{40,64}${END}`,
    sample('dbdy_', 48),
  ),
  vendor(
    'switchflag-key',
    'https://docs.switchflag.com/docs/platform/environments',
    ['sf_dev_', 'sf_stg_', 'sf_prod_'],
    `${SOME}{20,64}${END}`,
    sample('sf_prod_', 32),
  ),
  // `slc_` is made to stand in a page's source.
  vendor(
    'softlaunch-key',
    'https://docs.softlaunch.so/concepts/environments',
    ['sls_'],
    `${capitalAndDigit(20)}[A-Za-z0-9]{20,64}${END}`,
    sample('sls_', 32),
  ),
  vendor(
    'firehose-key',
    'https://docs.firehose.com/get-started/authentication',
    ['fhm_', 'fh_'],
    `${capitalAndDigit(24)}[A-Za-z0-9]{24,64}${END}`,
    sample('fhm_', 32),
  ),
  // 32 letters and digits, which may all be small.
  vendor(
    'emailit-key',
    'https://emailit.com/docs/developers/api-keys.md',
    ['secret_'],
    `(?=[A-Za-z]{0,20}\\d)[A-Za-z0-9]{32}${END}`,
    sample('secret_', 32),
  ),
  vendor(
    'browser-use-key',
    'https://docs.browser-use.com/api-reference/api-v1/get-browser-use-version',
    ['bu_'],
    `${capitalAndDigit(24)}[A-Za-z0-9_-]{24,64}${END}`,
    sample('bu_', 43),
  ),
  vendor(
    'cyborgdb-key',
    'https://docs.cyborg.co/versions/latest/service/rest-api/introduction',
    ['cdbk_'],
    `${SOME}{24,96}${END}`,
    sample('cdbk_', 43),
  ),
  vendor(
    'objectiveai-key',
    'https://docs.rs/objectiveai-sdk/latest/objectiveai_sdk/auth/type.ApiKey.html',
    ['apk'],
    `(?=[a-f]{0,20}\\d)[a-f0-9]{32}${END}`,
    sample('apk', 32, HEX),
  ),
  // Addresses that are the credential, on hosts that the rule for webhooks does not ask for.
  vendor(
    'bot-webhook',
    'https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot',
    ['open.feishu.cn/open-apis/bot/v2/hook/', 'open.larksuite.com/open-apis/bot/v2/hook/'],
    `(?:${UUID}|[a-z0-9-]{20,64})`,
    sampleUuid('open.feishu.cn/open-apis/bot/v2/hook/'),
  ),
  vendor(
    'node-endpoint',
    compared('https://www.alchemy.com/docs/how-to-create-access-tokens'),
    ['g.alchemy.com/v2/', 'g.alchemy.com/nft/v3/', 'alchemyapi.io/v2/', 'infura.io/v3/', 'infura.io/ws/v3/'],
    `(?=[a-z_-]{0,20}[A-Z0-9])[A-Za-z0-9_-]{32}${END}`,
    sample('g.alchemy.com/v2/', 32, HEX),
  ),
  vendor(
    'datadog-intake',
    compared('https://docs.datadoghq.com/api/latest/logs/'),
    ['datadoghq.com/v1/input/', 'datadoghq.eu/v1/input/', 'datadoghq.com/api/v2/logs/'],
    `[0-9a-f]{32}${END}`,
    sample('datadoghq.com/v1/input/', 32, HEX),
  ),
  // Mattermost and Rocket.Chat run on hosts of their own: the path and the length tell.
  vendor(
    'chat-webhook',
    'https://developers.mattermost.com/integrate/webhooks/incoming/',
    ['/hooks/'],
    `(?:(?=[a-z]{0,25}\\d)[a-z0-9]{26}|${mixed(17)}[A-Za-z0-9]{17,24}/[A-Za-z0-9]{32,64})${END}`,
    sample('/hooks/', 26, 'abcdefgh13456789'),
    `${sample('/hooks/', 17)}/${sample('', 43)}`,
  ),
  vendor(
    'victorops-alert',
    'https://help.victorops.com/knowledge-base/rest-endpoint-integration-guide/',
    ['alert.victorops.com/integrations/generic/20131114/alert/'],
    UUID,
    sampleUuid('alert.victorops.com/integrations/generic/20131114/alert/'),
  ),
  vendor(
    'make-webhook',
    'https://apps.make.com/gateway',
    ['eu1', 'eu2', 'us1', 'us2'].flatMap((region) => [`hook.${region}.make.com/`, `hook.${region}.make.celonis.com/`]),
    `[a-z0-9]{20,64}${END}`,
    sample('hook.eu2.make.com/', 32, HEX),
  ),
];
