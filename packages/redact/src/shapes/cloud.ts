import { capitalAndDigit, compared, END, HEX, mixed, sample, vendor, type AnchoredRule } from '../rule.ts';
import { databaseRules } from './database.ts';
import { hostingRules } from './hosting.ts';

const UPPER = 'ABCDEFGHJKLMNPQR2345';

/** Keys of the large clouds. */
const largeCloudRules: readonly AnchoredRule[] = [
  vendor(
    'aws-access-key',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes',
    ['AKIA', 'ASIA', 'ABIA', 'ACCA', 'A3T'],
    `[A-Z0-9]{16,17}${END}`,
    sample('AKIA', 16, UPPER),
    sample('ASIA', 16, UPPER),
  ),
  // Base64 of how the protocol buffer begins that a session token is.
  vendor(
    'aws-session-token',
    compared('https://docs.aws.amazon.com/STS/latest/APIReference/API_Credentials.html'),
    ['IQoJb3JpZ2lu', 'FwoGZXIvYXdz', 'FQoGZXIvYXdz', 'AgoJb3JpZ2lu'],
    '[A-Za-z0-9+/=%]{40,4096}',
    sample('IQoJb3JpZ2lu', 300),
    sample('FwoGZXIvYXdz', 300),
  ),
  vendor(
    'aws-bedrock-key',
    compared('https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html'),
    ['ABSK', 'bedrock-api-key-'],
    '[A-Za-z0-9+/]{100,4096}={0,2}',
    sample('ABSK', 128),
    sample('bedrock-api-key-', 300),
  ),
  vendor(
    'aws-appsync-key',
    compared('https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html'),
    ['da2-'],
    `${mixed(26)}[a-z0-9]{26}${END}`,
    sample('da2-', 26, HEX),
  ),
  vendor(
    'google-api-key',
    compared('https://cloud.google.com/docs/authentication/api-keys'),
    ['AIza'],
    `${mixed(26)}[A-Za-z0-9_-]{35,45}`,
    sample('AIza', 35),
  ),
  vendor(
    'google-bound-key',
    compared('https://ai.google.dev/gemini-api/docs/api-key'),
    ['AQ.Ab'],
    `${mixed(26)}[A-Za-z0-9_-]{40,100}`,
    sample('AQ.Ab8RN6', 44),
  ),
  vendor(
    'google-oauth',
    compared('https://developers.google.com/identity/protocols/oauth2'),
    ['ya29.', 'GOCSPX-', '1//0', '4/0A'],
    `${mixed(20)}[A-Za-z0-9_.-]{20,2048}`,
    sample('ya29.', 60),
    sample('GOCSPX-', 28),
    sample('1//0', 60),
    sample('4/0A', 70),
  ),
  vendor(
    'google-hmac-key',
    compared('https://cloud.google.com/storage/docs/authentication/hmackeys'),
    ['GOOG'],
    `(?:1E)?[A-Z0-9]{20,58}${END}`,
    sample('GOOG1E', 55, UPPER),
    sample('GOOG', 20, UPPER),
  ),
  vendor(
    'firebase-server-key',
    compared('https://firebase.google.com/docs/cloud-messaging/auth-server'),
    ['AAAA'],
    '[A-Za-z0-9_-]{7}:[A-Za-z0-9_-]{130,180}',
    `${sample('AAAA', 7)}:${sample('', 140)}`,
  ),
  {
    ...vendor(
      'azure-client-secret',
      compared('https://learn.microsoft.com/entra/identity-platform/howto-create-service-principal-portal'),
      '0123456789'.split('').map((digit) => `${digit}Q~`),
      `${mixed(26)}[A-Za-z0-9_~.-]{31,34}`,
      sample('abc8Q~', 34),
    ),
    lead: 3,
  },
  vendor(
    'alibaba-access-key',
    compared('https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair'),
    ['LTAI'],
    `${mixed(12)}[A-Za-z0-9]{12,64}${END}`,
    sample('LTAI', 20),
  ),
  // An action of Amazon's service of that name is written the same way, without a digit: `STS.AssumeRole`.
  vendor(
    'alibaba-session-key',
    compared('https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-assumerole'),
    ['STS.'],
    `(?![A-Za-z]{20})[A-Za-z0-9]{20,64}${END}`,
    sample('STS.', 28),
  ),
  vendor(
    'tencent-secret-id',
    compared('https://www.tencentcloud.com/document/product/598/32675'),
    ['AKID'],
    `${capitalAndDigit(28)}[A-Za-z0-9]{28,64}${END}`,
    sample('AKID', 32),
  ),
  vendor(
    'volcengine-access-key',
    compared('https://www.volcengine.com/docs/6291/65568'),
    ['AKLT'],
    `${capitalAndDigit(28)}[A-Za-z0-9_-]{36,64}${END}`,
    sample('AKLT', 43),
  ),
  vendor(
    'yandex-api-key',
    compared('https://yandex.cloud/en/docs/iam/concepts/authorization/api-key'),
    ['AQVN', 'y0_', 'ysc2_'],
    `${mixed(20)}[A-Za-z0-9_-]{35,64}`,
    sample('AQVN', 36),
    sample('y0_AgAAAA', 48),
  ),
  vendor(
    'yandex-iam-token',
    compared('https://yandex.cloud/en/docs/iam/concepts/authorization/iam-token'),
    ['t1.'],
    `[A-Za-z0-9_-]{20,1024}={0,2}\\.[A-Za-z0-9_-]{80,90}={0,2}`,
    `${sample('t1.9eu', 100)}.${sample('', 86)}`,
  ),
  vendor(
    'yandex-static-key',
    compared('https://yandex.cloud/en/docs/iam/concepts/authorization/access-key'),
    ['YCA', 'YCM', 'YCN', 'YCO', 'YCP'],
    `${capitalAndDigit(20)}[A-Za-z0-9_-]{37}${END}`,
    sample('YCN', 37),
  ),
];

/** Keys of clouds, hosting platforms and databases. */
export const cloudRules: readonly AnchoredRule[] = [...largeCloudRules, ...hostingRules, ...databaseRules];
