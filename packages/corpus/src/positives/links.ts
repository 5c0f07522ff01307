import type { PositiveKind } from '../fact.ts';
import { base64Of, password, secret } from './make.ts';

const OAUTH = 'https://www.rfc-editor.org/rfc/rfc6749';
const SITE = 'https://app.example.com';

/** Addresses that are keys by themselves, and files of tools that hold keys. */
export const linkKinds: readonly PositiveKind[] = [
  secret('slack-webhook', 'https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/', 8, (r) => {
    const core = r.alnum(24);
    return { text: `https://hooks.slack.com/services/T${r.upperDigits(10)}/B${r.upperDigits(10)}/${core}`, core };
  }),
  secret('discord-webhook', 'https://discord.com/developers/docs/resources/webhook', 8, (r) => {
    const core = r.base64url(68);
    return { text: `https://discord.com/api/webhooks/1${r.digits(18)}/${core}`, core };
  }),
  secret(
    'teams-webhook',
    'https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook',
    6,
    (r) => {
      const core = `${r.hex(32)}/${r.uuid()}`;
      return {
        text: `https://acme.webhook.office.com/webhookb2/${r.uuid()}@${r.uuid()}/IncomingWebhook/${core}`,
        core,
      };
    },
  ),
  secret('google-chat-webhook', 'https://developers.google.com/workspace/chat/quickstart/webhooks', 6, (r) => {
    const core = r.base64url(43);
    return {
      text: `https://chat.googleapis.com/v1/spaces/${r.alnum(11)}/messages?key=AIzaSy${r.base64url(33)}&token=${core}`,
      core,
    };
  }),
  secret('zapier-webhook', 'https://help.zapier.com/hc/en-us/articles/8496288690317', 6, (r) => {
    const core = `${r.digits(8)}/${r.lowerDigits(7)}`;
    return { text: `https://hooks.zapier.com/hooks/catch/${core}/`, core };
  }),
  secret('logic-app-webhook', 'https://learn.microsoft.com/en-us/azure/logic-apps/logic-apps-http-endpoint', 6, (r) => {
    const core = r.base64url(43);
    return {
      text: `https://prod-17.westeurope.logic.azure.com:443/workflows/${r.hex(32)}/triggers/manual/paths/invoke?api-version=2016-10-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${core}`,
      core,
    };
  }),
  secret('telegram-url', 'https://core.telegram.org/bots/api#making-requests', 6, (r) => {
    const core = `AA${r.base64url(33)}`;
    return { text: `https://api.telegram.org/bot${r.between(1_000_000_000, 7_999_999_999)}:${core}/sendMessage`, core };
  }),
  secret('magic-link', 'https://cheatsheetseries.owasp.org/cheatsheets/Forgot_Password_Cheat_Sheet.html', 12, (r) => {
    const core = r.pick([r.base64url(32), r.hex(48), r.uuid()]);
    return {
      text: r.pick([
        `${SITE}/auth/magic?token=${core}`,
        `${SITE}/reset-password?reset_token=${core}&lang=de`,
        `${SITE}/invite?invitation_token=${core}`,
        `${SITE}/verify?otp=${core}`,
      ]),
      core,
    };
  }),
  secret('magic-link-path', 'https://docs.djangoproject.com/en/stable/topics/auth/default/', 8, (r) => {
    const core = `${r.lowerDigits(6)}-${r.hex(32)}`;
    return { text: `${SITE}/${r.pick(['reset', 'password-reset', 'reset-password'])}/MTIz/${core}/`, core };
  }),
  secret('oauth-code', OAUTH, 10, (r) => {
    const core = encodeURIComponent(r.pick([`4/0A${r.base64url(70)}`, r.base64url(43), r.hex(20)]));
    return { text: `${SITE}/oauth/callback?code=${core}&state=${r.alnum(16)}`, core };
  }),
  secret('oauth-fragment', OAUTH, 8, (r) => {
    const core = r.base64url(60);
    return { text: `${SITE}/callback#access_token=${core}&token_type=bearer&expires_in=3600`, core };
  }),
  secret('url-api-key', 'https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html', 12, (r) => {
    const core = r.pick([r.hex(32), r.alnum(20)]);
    return {
      text: `GET /v2/weather?city=Bonn&${r.pick(['api_key', 'apikey', 'appid', 'key', 'access_token', 'auth_token', 'client_secret', 'sessionToken'])}=${core} failed`,
      core,
    };
  }),
  secret('saml-response', 'https://docs.oasis-open.org/security/saml/v2.0/saml-bindings-2.0-os.pdf', 6, (r) => {
    const core = base64Of(
      `<samlp:Response ID="_${r.hex(32)}"><saml:Assertion><ds:SignatureValue>${r.base64(120)}</ds:SignatureValue></saml:Assertion></samlp:Response>`,
    );
    return { text: `SAMLResponse=${encodeURIComponent(core)}&RelayState=%2Fhome`, core: encodeURIComponent(core) };
  }),
  secret('token-response', OAUTH, 8, (r) => {
    const core = r.base64url(48);
    return {
      text: JSON.stringify({
        token_type: 'Bearer',
        expires_in: 3_600,
        [r.pick(['access_token', 'refresh_token', 'id_token'])]: core,
      }),
      core,
    };
  }),
  secret('npmrc', 'https://docs.npmjs.com/cli/configuring-npm/npmrc', 8, (r) => {
    const core = r.pick([r.uuid(), r.alnum(36), base64Of(`ci:${r.alnum(16)}`)]);
    return { text: `//registry.example.com/:${r.pick(['_authToken', '_password', '_auth'])}=${core}`, core };
  }),
  secret('netrc', 'https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html', 8, (r) => {
    const core = password(r);
    return { text: `machine api.example.com login deploy password ${core}`, core };
  }),
  secret('pgpass', 'https://www.postgresql.org/docs/current/libpq-pgpass.html', 8, (r) => {
    const core = password(r);
    return {
      text: `db-1.internal:5432:orders:app:${core}`,
      core,
      field: r.pick(['pgpass', '.pgpass', 'pgpass_entry']),
    };
  }),
  secret('docker-config', 'https://docs.docker.com/reference/cli/docker/login/', 8, (r) => {
    const core = base64Of(`ci:${r.alnum(20)}`);
    return { text: JSON.stringify({ auths: { 'https://index.docker.io/v1/': { auth: core } } }), core };
  }),
  secret(
    'kubeconfig',
    'https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/',
    8,
    (r) => {
      const core = r.pick([r.alnum(40), r.base64(64)]);
      return {
        text: `users:\n- name: admin\n  user:\n    ${r.pick(['token', 'password', 'client-key-data'])}: ${core}\n`,
        core,
      };
    },
  ),
  secret('kubernetes-secret', 'https://kubernetes.io/docs/concepts/configuration/secret/', 8, (r) => {
    const core = base64Of(password(r));
    return {
      text: `apiVersion: v1\nkind: Secret\ndata:\n  ${r.pick(['password', 'db-password', 'api-token'])}: ${core}\n`,
      core,
    };
  }),
  secret('url-encoded-pair', 'https://url.spec.whatwg.org/#urlencoded-serializing', 12, (r) => {
    const core = r.alnum(18);
    return {
      text: encodeURIComponent(
        r.pick([
          `{"password":"${core}"}`,
          `user=app&password=${core}`,
          `https://app:${core}@db-1.internal/x`,
          `token=${core}`,
        ]),
      ),
      core,
    };
  }),
];
