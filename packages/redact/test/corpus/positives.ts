import { ALNUM, createMake, DIGITS, LOWER_HEX, UPPER_ALNUM, URL_SAFE, type Make } from './build.ts';

/** One kind of fact with several made-up values; `core` is what must not be seen afterwards. */
export interface Fact {
  readonly kind: string;
  readonly value: string;
  readonly core: string;
}

type Form = (make: Make) => string | { readonly value: string; readonly core: string };

const dot = '.';
/** Keeps a prefix in parts, so that no scanner takes this file for a leak. */
const p = (part: string): string => part;

/** Forms as the vendors document them. */
const vendorForms: Readonly<Record<string, Form>> = {
  aws: (m) => `AK${p('IA')}${m.chars(16, UPPER_ALNUM)}`,
  awsSession: (m) => `AS${p('IA')}${m.chars(16, UPPER_ALNUM)}`,
  github: (m) => `gh${m.pick(['p', 'o', 'u', 's', 'r'])}_${m.chars(36)}`,
  githubFine: (m) => `github${p('_pat_')}${m.chars(22)}_${m.chars(59)}`,
  gitlab: (m) => `gl${p('pat-')}${m.chars(20, URL_SAFE)}`,
  stripe: (m) => `${m.pick(['sk', 'rk'])}_${m.pick(['live', 'test'])}_${m.chars(m.pick([24, 99]))}`,
  stripeHook: (m) => `wh${p('sec_')}${m.chars(32)}`,
  slackBot: (m) => `xo${p('xb-')}${m.chars(12, DIGITS)}-${m.chars(12, DIGITS)}-${m.chars(24)}`,
  slackHook: (m) => {
    const core = `T${m.chars(9, UPPER_ALNUM)}/B${m.chars(9, UPPER_ALNUM)}/${m.chars(24)}`;
    return { value: `https://hooks.slack.com/${p('services')}/${core}`, core };
  },
  openai: (m) => `sk-${m.chars(48)}`,
  openaiProject: (m) => `sk-${p('proj-')}${m.chars(74, URL_SAFE)}T3BlbkFJ${m.chars(74, URL_SAFE)}`,
  anthropic: (m) => `sk-${p('ant-')}api03-${m.chars(93, URL_SAFE)}AA`,
  google: (m) => `AI${p('za')}${m.chars(35, URL_SAFE)}`,
  googleOauth: (m) => `ya29${dot}${m.chars(120, URL_SAFE)}`,
  twilio: (m) => `S${p('K')}${m.chars(32, LOWER_HEX)}`,
  sendgrid: (m) => `S${p('G.')}${m.chars(22, URL_SAFE)}${dot}${m.chars(43, URL_SAFE)}`,
  npm: (m) => `np${p('m_')}${m.chars(36)}`,
  pypi: (m) => `pypi-${p('AgEIcHlwaS5vcmc')}${m.chars(120, URL_SAFE)}`,
  shopify: (m) =>
    `sh${m.pick(['pat', 'ca', 'ss', 'pa'])}_${m.chars(32, LOWER_HEX)}`
      .replace('shca', 'shpca')
      .replace('shss', 'shpss')
      .replace('shpa_', 'shppa_'),
  square: (m) => `sq0${p('csp-')}${m.chars(43, URL_SAFE)}`,
  digitalocean: (m) => `do${p('p_v1_')}${m.chars(64, LOWER_HEX)}`,
  heroku: (m) => `HR${p('KU-AA')}${m.chars(58, URL_SAFE)}`,
  mailgun: (m) => `ke${p('y-')}${m.chars(32, LOWER_HEX)}`,
  mailchimp: (m) => `${m.chars(32, LOWER_HEX)}-us${m.pick([1, 7, 14, 21])}`,
  telegram: (m) => `${m.chars(10, '123456789')}:AA${m.chars(33, URL_SAFE)}`,
  discordHook: (m) => {
    const core = `${m.chars(18, '123456789')}/${m.chars(68, URL_SAFE)}`;
    return { value: `https://discord.com/api/${p('webhooks')}/${core}`, core };
  },
  discordBot: (m) => `MT${m.chars(24)}${dot}${m.chars(6)}${dot}${m.chars(38, URL_SAFE)}`,
  posthog: (m) => `ph${p('x_')}${m.chars(43)}`,
  sentry: (m) => `snt${p('ryu_')}${m.chars(64, LOWER_HEX)}`,
  databricks: (m) => `da${p('pi')}${m.chars(32, LOWER_HEX)}`,
  huggingface: (m) => `h${p('f_')}${m.chars(34, ALNUM.slice(0, 52))}`,
  linear: (m) => `lin${p('_api_')}${m.chars(40)}`,
  notion: (m) => `nt${p('n_')}${m.chars(46)}`,
  figma: (m) => `fi${p('gd_')}${m.chars(40, URL_SAFE)}`,
  postman: (m) => `PM${p('AK-')}${m.chars(24, LOWER_HEX)}-${m.chars(34, LOWER_HEX)}`,
  vault: (m) => `hv${p('s.')}${m.chars(91, URL_SAFE)}`,
  doppler: (m) => `dp${p('.pt.')}${m.chars(43)}`,
  cloudflare: (m) => `cf${p('ut_')}${m.chars(40)}${m.chars(8, LOWER_HEX)}`,
  cloudflareOrigin: (m) => `v1.0-${m.chars(24, LOWER_HEX)}-${m.chars(146, LOWER_HEX)}`,
  azureClient: (m) => `${m.chars(3)}8Q~${m.chars(34)}`,
  supabase: (m) => `sb${p('p_')}${m.chars(40, LOWER_HEX)}`,
  planetscale: (m) => `pscale${p('_tkn_')}${m.chars(43, URL_SAFE)}`,
  atlassian: (m) => `ATATT${p('3xFfGF0')}${m.chars(180, URL_SAFE)}`,
  docker: (m) => `dckr${p('_pat_')}${m.chars(27, URL_SAFE)}`,
  grafana: (m) => `gl${p('sa_')}${m.chars(32)}_${m.chars(8, LOWER_HEX)}`,
  newrelic: (m) => `NR${p('AK-')}${m.chars(27, ALNUM.slice(0, 26))}`,
  groq: (m) => `gs${p('k_')}${m.chars(52)}`,
  replicate: (m) => `r${p('8_')}${m.chars(37)}`,
  hubspot: (m) => `pat-na1-${m.uuid()}`,
  airtable: (m) => `pat${m.chars(14)}${dot}${m.chars(64, LOWER_HEX)}`,
  resend: (m) => `re_${m.chars(8)}_${m.chars(24)}`,
  jwt: (m) => `eyJ${m.chars(33, URL_SAFE)}${dot}eyJ${m.chars(80, URL_SAFE)}${dot}${m.chars(43, URL_SAFE)}`,
  bearer: (m) => {
    const core = `${m.chars(31)}7`;
    return { value: `Bearer ${core}`, core };
  },
  basic: (m) => {
    const core = btoa(`${m.chars(6)}:${m.chars(12)}`);
    return { value: `Basic ${core}`, core };
  },
  pem: (m) => {
    const core = m.chars(64);
    return { value: `-----BEGIN ${p('PRIVATE')} KEY-----\n${core}\n-----END ${p('PRIVATE')} KEY-----`, core };
  },
  postgres: (m) => {
    const core = m.chars(14);
    return { value: `postgres://app:${core}@db.internal:5432/app`, core };
  },
  mongo: (m) => {
    const core = `${m.chars(7)}!${m.chars(7)}`;
    return { value: `mongodb+srv://svc:${core}@cluster0.example.net/?retryWrites=true`, core };
  },
  adoNet: (m) => {
    const core = m.chars(12);
    return { value: `Server=tcp:db,1433;User Id=app;Password=${core};Encrypt=true`, core };
  },
  azureStorage: (m) => {
    const core = `${m.chars(86)}==`;
    return {
      value: `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${core};EndpointSuffix=core.windows.net`,
      core,
    };
  },
  sas: (m) => {
    const core = `${m.chars(42)}%3D`;
    return { value: `https://acme.blob.core.windows.net/c/b?sv=2024-11-04&sig=${core}`, core };
  },
  presigned: (m) => {
    const core = m.chars(64, LOWER_HEX);
    return { value: `https://b.s3.amazonaws.com/k?X-Amz-Expires=300&X-Amz-Signature=${core}`, core };
  },
  fragment: (m) => {
    const core = m.chars(40);
    return { value: `https://app.example.com/cb#access_token=${core}&expires_in=3600`, core };
  },
  labelled: (m) => {
    const core = `${m.chars(9)}4`;
    return { value: `${m.pick(['password', 'api_key', 'client-secret', 'accessToken', 'DB_PASSWORD'])}=${core}`, core };
  },
  labelledColon: (m) => {
    const core = `${m.chars(9)}4`;
    return { value: `${m.pick(['password', 'apiKey', 'secret', 'x-auth-token'])}: ${core}`, core };
  },
  cookie: (m) => {
    const core = m.chars(24);
    return { value: `Cookie: theme=dark; sid=${core}`, core };
  },
  flag: (m) => {
    const core = `${m.chars(11)}9`;
    return { value: `mysql --password ${core} -h db`, core };
  },
};

export function luhnDigit(digits: string): string {
  let sum = 0;
  for (const [index, digit] of digits.split('').toReversed().entries()) {
    const weighted = Number(digit) * (index % 2 === 0 ? 2 : 1);
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return String((10 - (sum % 10)) % 10);
}

export function ibanOf(country: string, account: string): string {
  const digits = `${account}${country}00`
    .split('')
    .map((char) => Number.parseInt(char, 36))
    .join('');
  return `${country}${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${account}`;
}

const personalForms: Readonly<Record<string, Form>> = {
  email: (m) =>
    `${m.chars(6).toLowerCase()}.${m.chars(5).toLowerCase()}@${m.pick(['example.com', 'mail.example.co.uk', 'xn--bcher-kva.example'])}`,
  emailTag: (m) => `${m.chars(6).toLowerCase()}+${m.chars(4).toLowerCase()}@example.org`,
  phone: (m) => `+49${m.pick(['151', '170', '30'])}${m.chars(8, '23456789')}`,
  phoneSpaced: (m) => `+1 ${m.chars(3, '23456789')}-${m.chars(3, '23456789')}-${m.chars(4, DIGITS)}`,
  phoneUs: (m) => `(${m.chars(3, '23456789')}) ${m.chars(3, '23456789')}-${m.chars(4, DIGITS)}`,
  visa: (m) => {
    const head = `4${m.chars(14, DIGITS)}`;
    return head + luhnDigit(head);
  },
  mastercard: (m) => {
    const head = `5${m.pick(['1', '2', '3', '4', '5'])}${m.chars(13, DIGITS)}`;
    return (head + luhnDigit(head)).replaceAll(/(.{4})(?=.)/g, '$1 ');
  },
  amex: (m) => {
    const head = `37${m.chars(12, DIGITS)}`;
    return head + luhnDigit(head);
  },
  ibanDe: (m) => ibanOf('DE', m.chars(18, DIGITS)),
  ibanGb: (m) => ibanOf('GB', `WEST${m.chars(14, DIGITS)}`).replaceAll(/(.{4})(?=.)/g, '$1 '),
};

function expand(forms: Readonly<Record<string, Form>>, count: number, seed: number): readonly Fact[] {
  const make = createMake(seed);
  return Object.entries(forms).flatMap(([kind, form]) =>
    Array.from({ length: count }, () => {
      const made = form(make);
      return typeof made === 'string' ? { kind, value: made, core: made } : { kind, ...made };
    }),
  );
}

export const secrets: readonly Fact[] = expand(vendorForms, 8, 20261);
export const personal: readonly Fact[] = expand(personalForms, 40, 20262);

/** Values that only their key name gives away. */
export const sensitiveKeys: readonly string[] =
  'password userPassword DB_PASSWORD db-password passwd newPassword passwordConfirmation secret clientSecret client_secret apiKey api_key API-KEY x-api-key apikey accessToken access_token refreshToken authToken authtoken sessionToken idToken jwt Authorization proxy-authorization Cookie set-cookie privateKey private_key secretAccessKey aws_secret_access_key encryptionKey signingKey credentials passphrase otp mfaCode cvv pin connectionString sessionId csrfToken stripe.secret.key user[password] headers.authorization webhookSecret smtp_pass GITHUB_TOKEN ssn dateOfBirth email_address phoneNumber firstName last_name cardNumber iban passportNumber'.split(
    ' ',
  );
