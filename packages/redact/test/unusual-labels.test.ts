import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();
const secret = ['hunter', '2'].join('');
const words = ['two', 'words'].join('-');

describe('notations in which a name and its value stand apart', () => {
  it.each([
    // Markdown.
    `**Password:** ${secret}`,
    `**Password**: ${secret}`,
    `*Password*: \`${secret}\``,
    `__Password:__ ${secret}`,
    `- **API key:** ${secret}x9`,
    // Entries in either order.
    `key: password, value: ${secret}`,
    `value: ${secret}, key: password`,
    `name: DB_PASSWORD, value: ${secret}`,
    `- value: ${secret}\n  name: DB_PASSWORD`,
    `name: DB_PASSWORD\nvalue: ${secret}`,
    `Name: password; Value: ${secret}`,
    `{ value: '${secret}', name: 'password' }`,
    // Whose it is, in brackets; the value in brackets.
    `password (jane): ${secret}`,
    `password(jane): ${secret}`,
    `password (${secret})`,
    `password [${secret}] rejected`,
    `password {${secret}}`,
    // The next line.
    `password=\n${secret}`,
    `Password:\n\n${secret}`,
    // Source code.
    `password === '${secret}'`,
    `if (req.body.password !== '${secret}') {`,
    `os.getenv("X_PASSWORD", "${secret}")`,
    `password (prod) = ${secret}`,
    // Languages.
    `пароль это ${secret}`,
    `Пароль установлен: ${secret}`,
    `пароль изменён на ${secret}`,
    `hasło to: ${secret}`,
    `비밀번호는 1jqgjn${secret} 입니다`,
  ])('%j', (text) => {
    expect(redactor.text(text)).not.toContain(secret);
  });

  it.each([
    `define('DB_PASSWORD', '${words}');`,
    `getenv("DB_PASSWORD", "${words}")`,
    `:password "${words}"`,
    `{:user "jane" :db-password "${words}"}`,
    `storePassword "${words}"`,
    `keyPassword '${words}'`,
    `  - value: ${words}\n    name: API_KEY`,
    `**Password:** \`${words}\``,
    `Hasło to ${words}751`,
    `Yeni şifre ${words}751 olarak ayarlandı`,
    `invalid passcode '${words}751' for meeting`,
    `Parool on ${words}751`,
  ])('also where it is made of words: %j', (text) => {
    expect(redactor.text(text)).not.toContain(words);
  });

  it('hides digits behind pass: of OpenSSL', () => {
    expect(redactor.text('openssl rsa -passin pass:84736251 -in k.pem')).not.toContain('84736251');
  });

  it.each(['الرقم القومي ٢٩٠٠١٠١٠١٢٣٤٥٦', 'کد ملی ۰۰۸۴۵۷۵۹۴۸', 'आधार संख्या २३४५ ६७८९ ०१२४'])(
    'reads national numbers in the digits of their script: %s',
    (text) => {
      expect(redactor.text(text)).not.toMatch(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/);
    },
  );
});

describe('what looks like such a notation', () => {
  it.each([
    'password (optional)',
    'password [required]',
    'token (JWT)',
    'password (8+ chars)',
    'password (bcrypt)',
    'password {0} is invalid',
    'PIN (4 digits)',
    'token (id=42)',
    'password (see below): required',
    'token (string): the access token',
    '**Password:** required',
    '**Password**: at least 12 characters',
    '**API key:** ask ops',
    'SCAN match session:* count 100',
    'key: password, value: string',
    'name: password, type: text, required: true',
    'name: DB_PASSWORD, value: (set)',
    'key: token.ttl, value: 15m',
    '- name: DB_PASSWORD\n  value: "{{ .Values.db.password }}"',
    'password=\nuser=jane',
    'password:\nrequired',
    'token=\nexport PATH',
    "typeof password === 'string'",
    "type === 'password'",
    "token === 'IDENT'",
    "define('DB_PASSWORD', getenv('DB_PASSWORD'));",
    'os.getenv("PASSWORD_MIN_LENGTH", "8")',
    ':password "is too short"',
    ':password "Password"',
    'storePassword System.getenv("STORE_PASSWORD")',
    'пароль изменён администратором',
    'hasło to 12 znaków',
    'u+1f600',
    'level=info item="secret \\"tls-419\\" not found"',
    'şifre güvenli olarak kaydedildi',
    '1password vault opened',
  ])('stays: %j', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});
