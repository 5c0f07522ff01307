import type { PositiveKind } from '../fact.ts';
import { alphabets } from '../random.ts';
import { base64Of, base64urlOf, token, vendor } from './make.ts';

/** Money, mail, chat, shops, offices. */
export const businessVendors: readonly PositiveKind[] = [
  vendor(
    'stripe',
    'https://docs.stripe.com/keys',
    (r, index) => token(r.pick(['sk_live_', 'rk_live_', 'sk_test_']), r.alnum(index % 2 === 0 ? 24 : 99)),
    12,
  ),
  vendor('stripe-webhook', 'https://docs.stripe.com/webhooks/signature', (r) => token('whsec_', r.alnum(32))),
  vendor('square', 'https://developer.squareup.com/docs/build-basics/access-tokens', (r, index) =>
    index < 3
      ? token('EAAA', r.base64url(60))
      : token(r.pick(['sq0atp-', 'sq0csp-']), r.base64url(index === 3 ? 22 : 43)),
  ),
  vendor('braintree', 'https://developer.paypal.com/braintree/docs/guides/authorization/overview', (r) =>
    token(`access_token$production$${r.lowerDigits(16)}$`, r.hex(32)),
  ),
  vendor('plaid', 'https://plaid.com/docs/api/items/', (r) =>
    token(r.pick(['access-production-', 'access-sandbox-']), r.uuid()),
  ),
  vendor('flutterwave', 'https://developer.flutterwave.com/docs/authentication', (r) =>
    token('FLWSECK-', `${r.hex(32)}-X`),
  ),
  vendor('paystack', 'https://paystack.com/docs/api/authentication/', (r) => token('sk_live_', r.hex(40))),
  vendor('mollie', 'https://docs.mollie.com/reference/authentication', (r) => token('live_', r.alnum(30))),
  vendor('checkout', 'https://www.checkout.com/docs/developer-resources/api/manage-api-keys', (r) =>
    token('sk_sbox_', r.text(`${alphabets.lower}234567`, 26)),
  ),
  vendor('woocommerce', 'https://woocommerce.github.io/woocommerce-rest-api-docs/#authentication', (r) =>
    token(r.pick(['ck_', 'cs_']), r.hex(40)),
  ),
  vendor('shopify', 'https://shopify.dev/docs/apps/build/authentication-authorization', (r) =>
    token(r.pick(['shpat_', 'shpss_', 'shpca_', 'shppa_']), r.hex(32)),
  ),
  vendor('easypost', 'https://docs.easypost.com/docs/authentication', (r) => token('EZAK', r.alnum(54))),
  vendor('shippo', 'https://docs.goshippo.com/docs/guides_general/authentication/', (r) =>
    token('shippo_live_', r.hex(40)),
  ),
  vendor('duffel', 'https://duffel.com/docs/api/overview/making-requests', (r) =>
    token('duffel_live_', r.base64url(43)),
  ),
  vendor('sendgrid', 'https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys', (r) =>
    token('SG.', `${r.base64url(22)}.${r.base64url(43)}`),
  ),
  vendor('mailgun', 'https://documentation.mailgun.com/docs/mailgun/api-reference/mg-auth', (r, index) =>
    index < 3 ? token('key-', r.hex(32)) : { text: `${r.hex(32)}-${r.hex(8)}-${r.hex(8)}`, field: 'MAILGUN_API_KEY' },
  ),
  vendor('mailchimp', 'https://mailchimp.com/developer/marketing/guides/quick-start/', (r) => ({
    text: `${r.hex(32)}-us${r.between(1, 21)}`,
  })),
  vendor('resend', 'https://resend.com/docs/dashboard/api-keys/introduction', (r) =>
    token('re_', `${r.alnum(8)}_${r.alnum(24)}`),
  ),
  vendor('brevo', 'https://developers.brevo.com/docs/getting-started', (r) =>
    token('xkeysib-', `${r.hex(64)}-${r.alnum(16)}`),
  ),
  vendor('mandrill', 'https://mailchimp.com/developer/transactional/guides/quick-start/', (r) =>
    token('md-', r.base64url(22)),
  ),
  vendor(
    'slack',
    'https://docs.slack.dev/authentication/tokens/',
    (r, index) =>
      [
        () => token('xoxb-', `${r.digits(12)}-${r.digits(13)}-${r.alnum(24)}`),
        () => token('xoxp-', `${r.digits(12)}-${r.digits(12)}-${r.digits(13)}-${r.hex(32)}`),
        () => token('xapp-1-', `A${r.upperDigits(10)}-${r.digits(13)}-${r.hex(64)}`),
        () => token('xoxe.xoxp-1-', `Mi0y${r.base64(162)}`),
      ][index % 4]?.() ?? token('', ''),
    12,
  ),
  vendor('discord-bot', 'https://discord.com/developers/docs/reference#authentication', (r) => {
    const body = `${r.base64url(6)}.${r.base64url(38)}`;
    return { text: `${base64urlOf(`1${r.digits(17)}`)}.${body}`, core: body };
  }),
  vendor('telegram-bot', 'https://core.telegram.org/bots/api#authorizing-your-bot', (r) =>
    token(`${r.between(1_000_000_000, 7_999_999_999)}:`, `AA${r.base64url(33)}`),
  ),
  vendor('hubspot', 'https://developers.hubspot.com/docs/guides/apps/private-apps/overview', (r) =>
    token(r.pick(['pat-na1-', 'pat-eu1-']), r.uuid()),
  ),
  vendor('salesforce-session', 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/', (r) => {
    const body = r.text(`${alphabets.alnum}._`, 96);
    return { text: `00D${r.alnum(12)}!${body}`, core: body };
  }),
  vendor('intercom', 'https://developers.intercom.com/docs/build-an-integration/learn-more/authentication', (r) => ({
    text: base64Of(`tok:${r.hex(8)}_${r.hex(4)}_${r.hex(4)}_${r.hex(4)}_${r.hex(12)}:1:0`),
  })),
  vendor('notion', 'https://developers.notion.com/docs/authorization', (r, index) =>
    index < 3 ? token('secret_', r.alnum(43)) : token('ntn_', `${r.digits(11)}${r.alnum(35)}`),
  ),
  vendor('airtable', 'https://airtable.com/developers/web/guides/personal-access-tokens', (r) =>
    token('pat', `${r.alnum(14)}.${r.hex(64)}`),
  ),
  vendor('asana', 'https://developers.asana.com/docs/personal-access-token', (r) =>
    token('1/', `${r.between(1, 9)}${r.digits(15)}:${r.hex(32)}`),
  ),
  vendor('clickup', 'https://developer.clickup.com/docs/authentication', (r) =>
    token('pk_', `${r.digits(8)}_${r.upperDigits(32)}`),
  ),
  vendor('linear', 'https://linear.app/developers/graphql#personal-api-keys', (r) => token('lin_api_', r.alnum(40))),
  vendor('figma', 'https://developers.figma.com/docs/rest-api/authentication/', (r) => token('figd_', r.base64url(40))),
  vendor('frame-io', 'https://developer.frame.io/docs/getting-started/authentication', (r) =>
    token('fio-u-', r.base64url(64)),
  ),
  vendor('mapbox-secret', 'https://docs.mapbox.com/help/glossary/access-token/', (r) => {
    const body = `${base64urlOf(`{"u":"acme","a":"cl${r.lowerDigits(23)}"}`)}.${r.base64url(22)}`;
    return token('sk.', body);
  }),
  vendor('facebook', 'https://developers.facebook.com/docs/facebook-login/guides/access-tokens/', (r) =>
    token('EAA', `${r.alnum(r.between(160, 200))}ZD`),
  ),
  vendor('x-bearer', 'https://docs.x.com/resources/fundamentals/authentication/oauth-2-0/bearer-tokens', (r) =>
    token('AAAAAAAAAAAAAAAAAAAAA', `${r.alnum(25)}%3D${r.alnum(44)}`),
  ),
  vendor('dropbox', 'https://developers.dropbox.com/oauth-guide', (r) => token('sl.u.', r.base64url(140))),
  vendor('firebase-messaging', 'https://firebase.google.com/docs/cloud-messaging/server-environment', (r) => {
    const body = `APA91b${r.base64url(134)}`;
    return { text: `AAAA${r.base64url(7)}:${body}`, core: body };
  }),
  vendor('sumup', 'https://developer.sumup.com/tools/authorization/api-keys/', (r) => token('sup_sk_', r.alnum(32))),
  vendor('clerk', 'https://clerk.com/docs/deployments/clerk-environment-variables', (r) =>
    token('sk_live_', r.alnum(42)),
  ),
  vendor('okta-header', 'https://developer.okta.com/docs/guides/create-an-api-token/main/', (r) =>
    token('Authorization: SSWS 00', r.base64url(40)),
  ),
];
