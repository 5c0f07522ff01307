import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();
const value = ['Orchid', '2024x'].join('_');

describe('passwords that stand at a place and under no name', () => {
  it.each([
    `ConvertTo-SecureString '${value}' -AsPlainText -Force`,
    `New-Object System.Net.NetworkCredential('svc','${value}')`,
    `#1 Auth.php(88): mysqli_connect('localhost', 'shop', '${value}', 'shop')`,
    `#0 db.php(12): PDO->__construct('mysql:host=db', 'wpuser', '${value}')`,
    `DriverManager.getConnection("jdbc:h2:mem", "sa", "${value}")`,
    `net user svc_backup ${value} /add`,
    `schtasks /create /tn job /tr a.exe /ru CORP /rp ${value}`,
    `echo 'postgres:${value}' | chpasswd`,
    `C: a1 LOGIN jo ${value}`,
    `A temporary password is generated for root@localhost: ${value}`,
    `Please use the following password to proceed to installation:\n\n${value}\n\nThis may also be found elsewhere`,
    `username admin privilege 15 secret 0 ${value}`,
    `redis: AUTH ${value}`,
    `ValidationError: "password" with value "${value}" fails to match the required pattern`,
    `password must be at least 12 characters, got "${value}"`,
    `codecov -t ${value} -f coverage.xml`,
    `snyk auth ${value}`,
    `User validation failed: password: Path \`password\` (\`${value}\`) is shorter than allowed`,
    `snyk config set api=${value}`,
  ])('%s', (text) => {
    expect(redactor.text(text)).not.toContain(value);
    expect(redactor.stringify({ text })).not.toContain(value);
  });
});

describe('a name that no sentence has says more than a word does', () => {
  const uuid = ['15da8851', '2cbd', '45b3', '917b', '172c8bff9402'].join('-');
  const words = ['rocket', 'h7t0o', '80'].join('-');
  const prefix = ['sq0atp', ''].join('-');
  it.each([
    [`SNYK_TOKEN "${uuid}" was not accepted`, uuid],
    [`CONFIG SET requirepass ${words}`, words],
    [`credential ${prefix}vNayuvnKFtDXfGMMYGI-CG has been revoked`, 'vNayuvnKFtDXfGMMYGI'],
    ['Llamar al 664 07 02 42 por la tarde', '664 07 02 42'],
    ['tel. kom. 503 676 278', '503 676 278'],
    [`Permanent Account Number ${['BYZPA', '8018H'].join('')}`, '8018H'],
  ])('%s', (text, hidden) => {
    expect(redactor.text(text)).not.toContain(hidden);
  });

  it.each([
    `the token "${uuid}" was read`,
    'SNYK_TOKEN "required"',
    'llamar a las 10 30',
    'POSTMARK_SERVER_TOKEN "%s"',
  ])('%s', (text) => expect(redactor.text(text)).toBe(text));
});

describe('a secret that no sign joins to its name', () => {
  const key = `0x${'4c0883a69102937d'.repeat(4)}`;
  it.each([
    ['Use 378404 as your one-time password', '378404'],
    ['378404 is your one time password', '378404'],
    [`Secret("${['hunter2', 'now'].join('')}")`, 'hunter2'],
    [`[ 'private_key', '${key}' ]`, key],
  ])('%s', (text, secret) => {
    expect(redactor.text(text)).not.toContain(secret);
    expect(redactor.stringify({ text })).not.toContain(secret);
  });

  it.each(['Use 3 digits in your one-time password', 'Secret("name")', "[ 'txHash', '0xabcdef' ]"])(
    'but not: %s',
    (text) => {
      expect(redactor.text(text)).toBe(text);
    },
  );
});

describe('names people use', () => {
  it.each([
    'doorPin',
    'sim_pin',
    'psw',
    'contrasenia',
    'answerToSecretQuestion',
    'passwordHistory',
    'password_v2',
    'X-Rapidapi-Key',
    'AZURE_DEVOPS_PAT',
    'signature_key',
  ])('%s', (name) => {
    expect(redactor.stringify({ [name]: 'football' })).not.toContain('football');
  });

  it('reads entries whose names have a kind in front', () => {
    const record = { Parameters: [{ ParameterKey: 'MasterUserPassword', ParameterValue: 'football' }] };
    expect(redactor.stringify(record)).not.toContain('football');
    expect(JSON.stringify(redactor.value(record))).not.toContain('football');
  });
});

describe('what others write in place of a value', () => {
  it.each(['***', '[FILTERED]', '<hidden>', '(sensitive value)', '[ REDACTED ]', 'xxxx', '••••••••'])(
    'stays: %s',
    (value) => {
      const record = { password: value, apiKey: value };
      expect(redactor.value(record)).toBe(record);
      expect(redactor.stringify(record)).toBe(JSON.stringify(record));
    },
  );

  it.each(['***a', '[hunter2]', '<hidden>x', '(secret', 'xx'])('is not %s', (value) => {
    expect(redactor.stringify({ password: value })).not.toContain(value);
  });
});

describe('what a schema says of a field', () => {
  it.each([
    { properties: { password: { type: 'string', minLength: 8 } } },
    { password: { type: 'string', format: 'password', writeOnly: true } },
    { token: { type: 'string', pattern: '^[A-Z]{4}$' } },
    { securitySchemes: { token: { type: 'apiKey', in: 'header', name: 'X-API-Key' } } },
  ])('is kept: %j', (record) => {
    expect(redactor.value(record)).toBe(record);
    expect(redactor.stringify(record)).toBe(JSON.stringify(record));
    expect(redactor.text(JSON.stringify(record))).toBe(JSON.stringify(record));
  });

  it.each([
    { password: { type: 'string', default: 'football' } },
    { password: { type: 'football' } },
    { token: { type: 'apiKey', name: 'football 7x' } },
    { password: { type: 'string', format: 'football-7x' } },
    { password: { type: 'string', note: 'football' } },
  ])('is hidden where it could be a value: %j', (record) => {
    expect(redactor.stringify(record)).not.toContain('football');
  });
});

describe('a name as long as a group of base64', () => {
  it.each([
    'MYSQL_ROOT_PASSWORD="football"',
    "personalAccessToken='football' mode=strict",
    'RABBITMQ_DEFAULT_PASS=football',
  ])('%s', (text) => {
    expect(redactor.text(text)).not.toContain('football');
  });
});

describe('a value that stands beside where it was found', () => {
  const value = 'football';
  it.each([
    { type: 'field', path: 'password', value, location: 'body' },
    { path: ['user', 'password'], input: value, code: 'too_small' },
    { path: ['password'], received: value },
    { path: 'users[0].password', value },
    { path: 'user.password.0', value },
    { op: 'replace', path: '/user/password', value },
    { kind: 'E', path: ['user', 'password'], lhs: value, rhs: value },
    { field: 'password', oldValue: value, new_value: value },
    { propertyPath: 'plainPassword', invalidValue: value },
  ])('%j', (record) => {
    expect(redactor.stringify(record)).not.toContain(value);
    expect(redactor.stringify({ errors: [record] })).not.toContain(value);
    expect(JSON.stringify(redactor.value(record))).not.toContain(value);
  });

  it.each([
    { path: '/oauth/token', method: 'POST', value: 12 },
    { path: ['user', 'age'], input: 'abc', expected: 'number' },
    { path: 'email.subject', value: 'hello' },
    { op: 'replace', path: '/title', value: 'The secret garden' },
    { input: 'football', output: 'sports' },
  ])('is kept when the place names nothing: %j', (record) => {
    expect(redactor.value(record)).toBe(record);
    expect(redactor.stringify({ a: record })).toBe(JSON.stringify({ a: record }));
  });
});

describe('what everyday records hold and keep', () => {
  it.each([
    'com.auth0:java-jwt:4.4.0 resolved',
    'deprecated: Auth::attemptLogin',
    'password = var.db_password',
    "password = os.environ['DB_PASSWORD']",
    'DB_PASSWORD=${DB_PASSWORD:?must be set}',
    "$password = $_POST['password'] ?? null;",
    '  + password = (sensitive value)',
    'string password = 2;',
    '> Task :auth:compileKotlin UP-TO-DATE',
    'const string AuthorizationHeader = "Authorization";',
    'src/features/password-reset/ResetForm2.test.tsx:65:56',
    'at login (/app/dist/password-policy/index2.js:365:71)',
    'apiKey = config["api_key"]',
    'password = params[:password]',
    "secret = ENV['APP_SECRET']",
    'token: ${{ secrets.GITHUB_TOKEN }}',
    `golang.org/x/text v0.14.0 h1:${['6B0sm9TPErXlgOO7', 'ZbqEXiw1Yv4IllAHeYU8c', '+Wc1w0='].join('')}`,
    '$user->password = Hash::make($request->password);',
    "let secret = env::var('APP_SECRET')?;",
    'SCAN match session:* count 100',
    'KEYS queue:emails:delayed',
    'PASS spec/models/password_spec.rb',
    'password: {type: string, format: password, minLength: 8}',
    'GET /list?limit=50&sort=price_asc&lang=de 200',
  ])('%s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });

  it.each([
    { errors: { password: ['is too short', "doesn't match confirmation"], token: ['The token field is required.'] } },
    { volumes: [{ name: 'certs', secret: { secretName: 'web-tls' } }] },
    { payment: { bic: 'BNPAFRPP' } },
  ])('%o', (record) => {
    expect(redactor.value(record)).toBe(record);
    expect(redactor.stringify(record)).toBe(JSON.stringify(record));
  });

  it('hides a sentence under a name that is none of a validation', () => {
    expect(redactor.stringify({ password: 'correct horse battery staple' })).toBe(
      '{"password":"[redacted:key-password]"}',
    );
  });
});

describe('numbers of people', () => {
  it.each([
    ['mobile number 9858186925 already registered', '9858186925'],
    ['bel klant op 06-39393012', '39393012'],
    ['звонок клиенту 8 (978) 478-25-80', '478-25-80'],
    ['Israeli ID number 006211981', '006211981'],
    ['SV-Nummer 55 241053 G 706', '241053'],
    ['Ausweisnummer LZTHRHW3J0', 'LZTHRHW3J0'],
    ['número de identidad de extranjero X2840816V', 'X2840816V'],
  ])('%s', (text, number) => {
    expect(redactor.text(text)).not.toContain(number);
  });

  it.each(['batch 356-873-3980 released for production', 'SKU: 410-228-0090', 'order no. 356-873-3980 shipped'])(
    'but not of things: %s',
    (text) => {
      expect(redactor.text(text)).toBe(text);
    },
  );
});

describe('names in further languages', () => {
  it.each([
    ['гасло', 'harbor-raven'],
    ['συνθηματικό', 'cobalt7872'],
    ['fjalëkalimi', 'copper6587'],
    ['salasõna', 'osi6d5f2qf'],
    ['contrasinal', 'cobalt67'],
    ['neno_la_siri', 'puzzle_thistle9'],
    ['پاس ورڈ', 'yhh28332'],
    ['পাসওয়ার্ড', 'o2s54128'],
    ['கடவுச்சொல்', 'harbor_saffron3'],
    ['პაროლი', 'thistle2678'],
    ['գաղտնաբառ', 'obfvgs66'],
    ['құпиясөз', 'copper2382'],
  ])('%s', (name, secret) => {
    expect(redactor.stringify({ login: { [name]: secret } })).not.toContain(secret);
    expect(redactor.text(`${name}: ${secret}`)).not.toContain(secret);
    expect(redactor.stringify({ fields: [{ name, value: secret }] })).not.toContain(secret);
  });

  it.each([
    ['Slaptažodis yra Zx942thistle', 'Zx942thistle'],
    ['La pasvorto estas Zx178meadow', 'Zx178meadow'],
    ['Лозинка је Zx938saffron', 'Zx938saffron'],
    ['Numéro SPI 2861572817411, vérifié', '2861572817411'],
    ['Número de la Seguridad Social 08/73290530/15', '73290530'],
    ['osobni identifikacijski broj 14029363435', '14029363435'],
    ['davčna številka: 61170038', '61170038'],
    ['társadalombiztosítási azonosító: 842 753 199', '753'],
    ['numer identyfikacji podatkowej 778-314-06-07', '778-314'],
    ['NHI number: WFF3324', 'WFF3324'],
    ['Individual Taxpayer Identification Number "926-88-5442"', '88-5442'],
  ])('%s', (text, secret) => {
    expect(redactor.text(text)).not.toContain(secret);
  });

  it.each([
    { documents: [{ label: 'SIN', value: '445 499 148', status: 'accepted' }] },
    { documents: [{ label: 'RUC', value: '10211568297' }] },
    { fields: [{ label: 'Cellulare', value: '02 11803178' }] },
    { fields: [{ label: 'Telefonszám', value: '06-30-354-5992' }] },
    { user: { utr: '8212533165' } },
  ])('%o', (record) => {
    expect(redactor.stringify(record)).toContain('[redacted:');
  });

  it.each([
    { label: 'RUC', value: 'pending' },
    { label: 'SIN', value: '445 499 149' },
    { label: 'Cellulare', value: 'no' },
    { gsm: 80 },
    { hostKey: `SHA256:${'aB3d'.repeat(10)}xyz` },
    { etag: 'W/0207831666-8aQcXrcAuE7+Sb2h156XUyCuPBV' },
  ])('but not %o', (record) => {
    expect(redactor.stringify(record)).toBe(JSON.stringify(record));
  });
});

it.each([
  {
    detail: [{ loc: ['body', 'password'], msg: 'String should have at least 12 characters', input: 'harbor_walrus3' }],
  },
  { password: 'AdminPassword' },
  { apiKey: 'TestApiKey' },
])('hides the value of %o', (record) => {
  expect(redactor.stringify(record)).not.toMatch(/harbor|Admin|Test/);
});

it.each(['Authorization: Bearer ${TOKEN}', 'Could not read secret: permission denied', 'DB_PASSWORD=${env:DB_PASS}'])(
  'leaves %s',
  (text) => {
    expect(redactor.text(text)).toBe(text);
  },
);

it.each([
  ['mima', 'quartz46921'],
  ['новыйПароль', 'meadowember74'],
  ['合言葉', '7bc9440579ce9461afaa'],
  ['tajnyKlucz', 'tulipvelvet10'],
  ['chiave_accesso', 'lWCRqYaXCMSWN'],
  ['token_acesso', 'anchor13856'],
  ['codice_pin', 'TefF5DczY71Vz'],
  ['backupPhrase', 'galaxy walnut fossil kiwi pioneer uncle'],
])('hides %s', (name, secret) => {
  expect(redactor.stringify({ form: { [name]: secret } })).not.toContain(secret);
});

it.each(['password=[REDACTED]', 'passphrase: [FILTERED]'])('leaves %s as others wrote it', (text) => {
  expect(redactor.text(text)).toBe(text);
});
