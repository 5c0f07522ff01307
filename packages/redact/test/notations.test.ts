import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();
const hash = (head: string): string => head + 'aB3dE5fG7hJ9kL2mN4pQ6rS8tU1vW0xY'.repeat(2).slice(0, 53);

describe('notations that carry a secret', () => {
  it.each([
    '<password>hunter2</password>',
    '<ns:Password xsi:type="x">hunter2</ns:Password>',
    '<input type="password" name="password" value="hunter2">',
    '<input value="hunter2" name="api_key"/>',
    '<user name="jane" password="hunter2"/>',
    '<property name="password">hunter2</property>',
    '<password><![CDATA[hunter2<x]]></password>',
    'Content-Disposition: form-data; name="password"\r\n\r\nhunter2\r\n--b--',
    String.raw`form-data; name=\"password\"\r\n\r\nhunter2\r\n--b--`,
    "ALTER USER jane IDENTIFIED BY 'hunter2'",
    "CREATE ROLE app LOGIN PASSWORD 'hunter2'",
    "UPDATE users SET password = 'hunter2' WHERE id = 1",
    "INSERT INTO users (id, note, password, n) VALUES (1, 'a(b', 'hunter2', 3), (2, 'b', 'hunter2', 4)",
    'machine h.example login jane password hunter2',
    'db.example.com:5432:orders:jane:hunter2',
    '//packages.example.com/:_authToken=hunter2',
    'Server=db;Uid=sa;Pwd=hunter2;Database=x',
    'jdbc:oracle:thin:scott/hunter2@//h:1521/s',
    'jane:hunter2@tcp(db:3306)/app',
    'jane:hunter2@localhost:5432/app',
    'redis://:hunter2@h:6379',
    'redis.example.com:6380,password=hunter2,ssl=True',
    'password: |\n  hunter2\n  hunter2\nuser: x',
    'passwords:\n  - hunter2\n  - hunter2\nuser: jane',
    '{"passwords": ["hunter2","hunter2"], "user": "jane", "x": [1,',
    '// comment\n{"password": "hunter2", /* c */ "user": "jane",}',
    '{"a":1}\n{"password":"hunter2"}\n{"b":2}',
    JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ password: 'hunter2' }) }) }),
    `password = "hun" + "hunter2"`,
    `password = b'hunter2'`,
    String.raw`got {"name":"token","value":"hunter2\"hunter2"} back`,
    String.raw`got {\"name\":\"token\",\"value\":\"hunter2\\\"hunter2\"} back`,
    String.raw`{'key': 'db_password', 'value': 'hunter2\'hunter2'}`,
    `password "it's-hunter2-4"`,
  ])('lose it: %s', (text) => {
    const out = redactor.text(text);
    expect(out).not.toContain('hunter2');
    expect(redactor.text(out)).toBe(out);
  });

  it.each([
    ['https://x.example/reset-password/aB3dE5fG7hJ9kL2m', 'aB3dE5'],
    ['/invite/ba697372-652b-49fb-b0b3-f0ec37fd51e4', 'ba697372'],
    [hash('$2b$12$'), 'aB3dE5'],
    [`jane:${hash('$6$salt$')}`, 'aB3dE5'],
    [hash('$argon2id$v=19$m=65536,t=3,p=4$'), 'aB3dE5'],
    [hash('pbkdf2_sha256$600000$'), 'aB3dE5'],
    ['mnemonic: legal winner thank year wave sausage worth useful legal winner thank yellow', 'winner'],
    ['seed phrase is legal winner thank year wave sausage worth useful legal winner thank yellow', 'winner'],
    ['PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 1\nAAAAIB3x\nPrivate-MAC: 0a1b', 'AAAAIB3x'],
  ])('lose it: %s', (text, secret) => {
    expect(redactor.text(text)).not.toContain(secret);
  });

  it.each([
    '<author>Jane</author>',
    'List<Token> parse(Map<Token, Password> m)',
    'a < b and c > d',
    '<input name="title" value="Weekly">',
    'INSERT INTO orders (id, total) VALUES (1, 2)',
    "SELECT * FROM users WHERE name = 'jane'",
    'CREATE TABLE users (id int, password varchar(60) NOT NULL)',
    '00:11:22:33:44:55',
    '2001:0db8:85a3:0000:0000:8a2e:0370:7334',
    'uses: actions/checkout@v4 and npm:left-pad@1.3.0',
    '/reset-password/done',
    '/verify/step-2/email',
    '/orgs/12/tokens/ba697372-652b-49fb-b0b3-f0ec37fd51e4',
    '/invite/order-12345',
    'price is $25 and $2 more',
    'password: { type: String, required: true }',
    'password: ${DB_PASSWORD}',
    'PWD=/home/app',
  ])('others stay: %s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});
