import type { NegativeKind } from '../fact.ts';
import { date, innocentKeys } from './make.ts';

/** A list without the noise of quotes. */
const words = (list: string): readonly string[] => list.split(' ');

const VALUES = [
  'blue',
  'weekly',
  'Berlin',
  'pending',
  'archived',
  'standard',
  'seven rooms',
  'north wing',
  'draft copy',
  'Jane Austen',
  'left hand',
  'unchanged',
];

const word = (_: unknown, index: number): { readonly text: string } => ({
  text: `${VALUES[index % VALUES.length] ?? 'word'} ${index}`,
});

/** A number is itself; its text is looked for afterwards. */
const count = (random: {
  between(least: number, most: number): number;
}): { readonly text: string; readonly value: number } => {
  const value = random.between(10_001, 99_999);
  return { text: String(value), value };
};

const flag = (_: unknown, index: number): { readonly text: string; readonly value: boolean } => ({
  text: String(index % 2 === 0),
  value: index % 2 === 0,
});

const FLAGS = words(
  'passwordResetRequired password_changed hasPassword tokenExpired isSecretary mustChangePassword token_valid secure authenticated secretsEnabled cookieConsent has_api_key passwordless mfaEnabled two_factor_enabled show_password rememberPassword otpRequired pinned passed emailVerified phoneVerified is_token_based authorized',
);

/** Names that hold a sensitive word and mean something else. */
export const innocentKeyKinds: readonly NegativeKind[] = [
  innocentKeys(
    'key-with-sensitive-part',
    words(
      'author monkey keyboard authored keystone secretary hockey turkey passenger compass passage bypass tokenizer secretariat cookieBanner spinner pinned_by shipping opinion mailbox emailTemplate phoneModel cardinality dashboardCard',
    ),
    word,
  ),
  innocentKeys(
    'key-about-keys',
    words(
      'primaryKey foreign_key sortKey keyName cacheKey partitionKey routeKey i18nKey objectKey keywords key keyType routing_key groupKey publicKeyAlgorithm keycode KeyPath messageKey featureKey translationKey primary_key indexKey rowKey hotkey',
    ),
    word,
  ),
  innocentKeys(
    'key-of-count',
    words(
      'tokenCount sessionCount mailbox_count max_tokens passwordLength secretsLoaded token_limit keyCount cookieCount promptTokens completion_tokens totalTokens passwordMinLength login_attempts sessionTimeoutMs tokenTtlSeconds otpLength emailsSent phoneCount cardCount pinnedCount token_usage passwordExpiryDays emailCount',
    ),
    count,
  ),
  innocentKeys('key-of-flag', FLAGS, flag),
  innocentKeys(
    'key-of-type',
    words(
      'token_type tokenType authType authMethod passwordPolicy secretName passwordField credentialType keyAlgorithm cookieName sessionStatus authProvider grant_type tokenStatus password_strength secret_version_stage cookieDomain emailStatus phoneType cardBrand authMode sessionKind tokenSource signatureMethod',
    ),
    (r, index) => ({
      text: `${r.pick(words('bearer oidc strong rotated standard visa mobile optional'))}_${index}`,
    }),
  ),
  innocentKeys(
    'key-of-time',
    words(
      'passwordChangedAt token_expires_at tokenIssuedAt sessionStartedAt secretRotatedAt keyCreatedAt password_updated_at authTime lastPasswordReset emailVerifiedAt cookieExpires otpSentAt',
    ),
    (r, index) => ({ text: `${date(r)}T0${index % 10}:15:00Z` }),
  ),
  innocentKeys(
    'key-of-message',
    words(
      'passwordHelp tokenError authError passwordMessage secretDescription keyLabel passwordPlaceholder sessionNote tokenDescription cookiePolicyTitle pinHelp emailSubject',
    ),
    (r, index) => ({
      text: `${r.pick(['At least twelve characters', 'Shown on the first page', 'Not used any more', 'Ask your administrator'])}, rule ${index}`,
    }),
  ),
];
