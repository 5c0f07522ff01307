import type { PositiveKind } from '../fact.ts';
import { base64Of, secret } from './make.ts';

const RFC_COOKIE = 'https://www.rfc-editor.org/rfc/rfc6265';
const AWS_SIGNING = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html';
const SAS = 'https://learn.microsoft.com/en-us/rest/api/storageservices/create-service-sas';

const SESSION_COOKIES = [
  'connect.sid',
  'JSESSIONID',
  'PHPSESSID',
  'sessionid',
  'ASP.NET_SessionId',
  '__Host-session',
  'laravel_session',
  '_app_session',
  'next-auth.session-token',
  'sid',
  'remember_token',
  'auth',
] as const;

/** What goes over HTTP: headers, cookies, signed addresses. */
export const headerKinds: readonly PositiveKind[] = [
  secret('bearer', 'https://www.rfc-editor.org/rfc/rfc6750', 16, (r) => {
    const core = r.pick([r.base64url(43), r.hex(40), r.alnum(32), r.uuid()]);
    return { text: `${r.pick(['Bearer', 'bearer', 'Authorization: Bearer', 'authorization: bearer'])} ${core}`, core };
  }),
  secret('bearer-short', 'https://www.rfc-editor.org/rfc/rfc6750', 8, (r) => {
    const core = r.alnum(r.between(12, 16));
    return { text: `Authorization: Bearer ${core}`, core };
  }),
  secret('basic', 'https://www.rfc-editor.org/rfc/rfc7617', 16, (r) => {
    const core = base64Of(`${r.pick(['admin', 'api', 'deploy'])}:${r.alnum(r.between(8, 20))}`);
    return { text: `${r.pick(['Basic', 'Authorization: Basic', 'Proxy-Authorization: Basic'])} ${core}`, core };
  }),
  secret('digest', 'https://www.rfc-editor.org/rfc/rfc7616', 8, (r) => {
    const core = r.hex(32);
    return {
      text: `Authorization: Digest username="operations", realm="acme", nonce="${r.hex(32)}", uri="/reports", response="${core}", qop=auth`,
      core,
    };
  }),
  secret('aws-sigv4', AWS_SIGNING, 8, (r) => {
    const core = r.hex(64);
    return {
      text: `Authorization: AWS4-HMAC-SHA256 Credential=AKIA${r.upperDigits(16)}/20260105/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature=${core}`,
      core,
    };
  }),
  secret('token-scheme', 'https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api', 12, (r) => {
    const core = r.pick([r.hex(40), r.alnum(36), r.base64(44)]);
    return {
      text: `Authorization: ${r.pick(['token', 'Token', 'ApiKey', 'Splunk', 'Negotiate', 'GenieKey', 'Klaviyo-API-Key', 'DPoP'])} ${core}`,
      core,
    };
  }),
  secret('authorization-bare', 'https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2', 8, (r) => {
    const core = r.alnum(28);
    return { text: `${r.pick(['authorization', 'Authorization', 'proxy-authorization'])}: ${core}`, core };
  }),
  secret('hawk', 'https://github.com/mozilla/hawk/blob/main/API.md', 6, (r) => {
    const core = r.bytes(32).toString('base64');
    return { text: `Authorization: Hawk id="dh37", ts="1353832234", nonce="${r.alnum(6)}", mac="${core}"`, core };
  }),
  secret('oauth1', 'https://www.rfc-editor.org/rfc/rfc5849', 6, (r) => {
    const core = r.alnum(27);
    return {
      text: `Authorization: OAuth oauth_consumer_key="acme", oauth_token="${r.alnum(24)}", oauth_signature="${core}%3D", oauth_version="1.0"`,
      core,
    };
  }),
  secret('api-key-header', 'https://swagger.io/docs/specification/v3_0/authentication/api-keys/', 14, (r) => {
    const core = r.pick([r.hex(32), r.alnum(24), r.uuid()]);
    const name = r.pick([
      'X-Api-Key',
      'x-api-key',
      'X-Auth-Token',
      'X-Access-Token',
      'apikey',
      'X-Vault-Token',
      'PRIVATE-TOKEN',
      'X-Functions-Key',
      'X-CSRF-Token',
      'X-Amz-Security-Token',
    ]);
    return { text: `${name}: ${core}`, core };
  }),
  secret('cookie-header', RFC_COOKIE, 14, (r) => {
    const core = r.pick([r.alnum(32), r.hex(40), r.uuid()]);
    return { text: `Cookie: theme=dark; ${r.pick(SESSION_COOKIES)}=${core}; lang=de`, core };
  }),
  secret('set-cookie', RFC_COOKIE, 14, (r) => {
    const core = r.pick([r.alnum(32), r.hex(40), `s%3A${r.base64url(32)}.${r.alnum(43)}`]);
    return { text: `Set-Cookie: ${r.pick(SESSION_COOKIES)}=${core}; Path=/; HttpOnly; Secure; SameSite=Lax`, core };
  }),
  secret('session-pair', RFC_COOKIE, 12, (r) => {
    const core = r.pick([r.alnum(26), r.hex(32)]);
    return {
      text: `${r.pick(['JSESSIONID', 'PHPSESSID', 'connect.sid', 'sessionid', 'session_id', 'sid'])}=${core}`,
      core,
    };
  }),
  secret('cookie-value', RFC_COOKIE, 10, (r) => {
    const core = r.alnum(32);
    return { text: `${r.pick(SESSION_COOKIES)}=${core}`, core, field: r.pick(['cookie', 'Cookie', 'set-cookie']) };
  }),
  secret('curl-user', 'https://curl.se/docs/manpage.html#-u', 10, (r) => {
    const core = r.alnum(r.between(9, 16));
    return {
      text: `curl -sS ${r.pick(['-u', '--user'])} ${r.pick(['admin', 'api'])}:${core} https://api.example.com/v1/orders`,
      core,
    };
  }),
  secret('curl-header', 'https://curl.se/docs/manpage.html#-H', 10, (r) => {
    const core = r.alnum(28);
    return {
      text: `curl -X POST -H '${r.pick(['Authorization: Bearer', 'X-Api-Key:', 'PRIVATE-TOKEN:'])} ${core}' https://api.example.com/v1/orders`,
      core,
    };
  }),
  secret('s3-presigned', 'https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html', 10, (r) => {
    const core = r.hex(64);
    return {
      text: `https://acme-exports.s3.eu-west-1.amazonaws.com/reports/q1.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA${r.upperDigits(16)}%2F20260105%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Date=20260105T101112Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=${core}`,
      core,
    };
  }),
  secret('s3-presigned-v2', 'https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html', 6, (r) => {
    const core = encodeURIComponent(r.bytes(20).toString('base64'));
    return {
      text: `https://acme-exports.s3.amazonaws.com/q1.csv?AWSAccessKeyId=AKIA${r.upperDigits(16)}&Expires=1767600000&Signature=${core}`,
      core,
    };
  }),
  secret('gcs-signed', 'https://cloud.google.com/storage/docs/access-control/signed-urls', 8, (r) => {
    const core = r.hex(512);
    return {
      text: `https://storage.googleapis.com/acme/q1.csv?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Date=20260105T101112Z&X-Goog-Expires=900&X-Goog-SignedHeaders=host&X-Goog-Signature=${core}`,
      core,
    };
  }),
  secret('azure-sas', SAS, 10, (r) => {
    const core = encodeURIComponent(r.bytes(32).toString('base64'));
    return {
      text: `https://acmestore.blob.core.windows.net/exports/q1.csv?sv=2024-11-04&se=2026-01-06T10%3A11%3A12Z&sr=b&sp=r&sig=${core}`,
      core,
    };
  }),
  secret('azure-sas-bare', SAS, 6, (r) => {
    const core = encodeURIComponent(r.bytes(32).toString('base64'));
    return { text: `?sv=2024-11-04&ss=b&srt=sco&sp=rl&se=2026-01-06T10:11:12Z&spr=https&sig=${core}`, core };
  }),
  secret(
    'cloudfront-signed',
    'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-signed-urls.html',
    6,
    (r) => {
      const core = r.text('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-~', 342);
      return {
        text: `https://d111111abcdef8.cloudfront.net/video.mp4?Expires=1767600000&Signature=${core}__&Key-Pair-Id=K${r.upperDigits(13)}`,
        core,
      };
    },
  ),
];
