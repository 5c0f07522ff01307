import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();
const secret = ['hunter2', 'now'].join('');

describe('what a label is followed by and is no value', () => {
  it.each([
    // What forms say, in other languages.
    'Kennwort: erforderlich',
    'mot de passe : obligatoire',
    'contraseña: obligatoria',
    'senha: obrigatória',
    'hasło: wymagane',
    'Пароль: обязательное поле',
    'şifre: zorunlu',
    'パスワード: 必須',
    '密码：必填',
    '비밀번호: 필수',
    'סיסמה: חובה',
    'téléphone : facultatif',
    'móvil: compatible',
    'passeport : rendez-vous à la mairie',
    'Passwort: zu schwach',
    'contraseña: débil',
    'senha: deve conter um número',
    'пароль: пустой',
    'PIN: gesperrt',
    'password: forgotten',
    'Passwort: geändert',
    'mot de passe : trop court',
    'contraseña: cambiada',
    'senha: não confere',
    'hasło: za krótkie',
    'пароль: слишком короткий',
    'wachtwoord: te kort',
    'password: non valida',
    'パスワード：変更されました',
    '密码：已修改',
    'password: (unchanged)',
    'secrets: 12 scanned, 0 leaked',
    'recovery code: used',
    'email: bounced',
    // Requirements.
    'Neues Passwort: mindestens 8 Zeichen',
    'Nueva contraseña: mínimo 12 caracteres',
    '비밀번호는 245자 이상이어야 합니다',
    // Source code.
    'let password = form.password.value;',
    "const password = watch('password');",
    '$token = $request->bearerToken();',
    'this.token = token;',
    'self.password = password',
    'client = Client(api_key=api_key)',
    'UPDATE users SET password = :password WHERE id = :id',
    'update accounts set api_key = @apiKey where id = @id',
    ':token => :required',
    'input[type=password]:focus { outline: none }',
    'input[type="password"]:focus { outline: none }',
    '  ~ token    = (known after apply)',
    // Settings, masks, numbers of things.
    'auth_method=password user_id=7',
    'cookie: accepted, analytics: denied',
    'Cookies: essential only',
    'session cookie: httpOnly, secure, sameSite=lax',
    'phone: ***-***-**12',
    'recovery codes: 8 left',
    'MYSQL_RANDOM_ROOT_PASSWORD=1',
    'design token color.primary.500 changed',
    'passwd: password updated successfully',
    'postgres://user:***@db:5432/app',
    'enter_pin = "Please enter your PIN"',
    'secretKeyRef: name: pg-app key: password',
  ])('stays: %s', (text) => {
    expect(redactor.text(text)).toBe(text);
  });

  it.each([
    `Kennwort: ${secret}`,
    `Neues Passwort: ${secret} 8 Zeichen`,
    `contraseña: ${secret}`,
    `пароль: ${secret} для входа`,
    `PIN: ${secret}`,
    `密码：${secret}`,
    `password: (${secret}`,
    `let password = ${secret};`,
    `const password = Secret('${secret}');`,
    `token = :${secret}`,
    `this.token = ${secret};`,
    `Client(api_key=${secret})`,
    `input[password]: ${secret}`,
    `cookie: sid=${secret}, secure`,
    `Cookie: ${secret} and closed`,
    `token ${secret}.primary.500x`,
    `postgres://user:${secret}@db:5432/app`,
  ])('goes: %s', (text) => {
    expect(redactor.text(text)).not.toContain(secret);
  });

  it.each([
    'cvv: 123 expires soon',
    'email: jane(at)example.com',
    'пароль: солнышко',
    'Fono: 9 2738 2928',
    'phoneNumber=0 212 510 62 44',
    'passport: AB 1234567',
  ])('goes: %s', (text) => {
    expect(redactor.text(text)).toContain('[redacted:');
  });

  it('hides a value that is wrapped and merely ends like the name of a secret', () => {
    const value = ['granite', 'pepper'].join('-');
    expect(redactor.text(`api_key: Some("${value}")`)).not.toContain(value);
  });
});

describe('what looks like a word about a value and is one', () => {
  const join = (...parts: string[]): string => parts.join('');
  it.each([
    [join('fill input[name=password]: S3cret', '!pass'), 'S3cret'],
    ['params[key=api_key]: sk9f8d7s6f5', 'sk9f8d'],
    ['token: AbCdEfGhIj 200 OK', 'AbCd'],
    ['login failed, password: sunshine 12ms', 'sunshine'],
    ['recovery code: ABCD 12EF 34GH', 'ABCD'],
    ['license key: ABCDE 1FGHI 2JKLM', 'ABCDE'],
    ['last name: Bittencourt', 'Bittencourt'],
    ['Surname: Requena, first name: Ana', 'Requena'],
    ['password: bitterlemon', 'bitterlemon'],
    ['password: default', 'default'],
    ['Passwort: Keinohrhasen', 'Keinohrhasen'],
    ['пароль: пустыня', 'пустыня'],
    ['密码：太阳花', '太阳花'],
    ['パスワード: 空色の花', '空色'],
    ['password: fox rejected', 'fox'],
    ['app password: abc defg hijk lmno', 'abc'],
    ['password=(letmein)', 'letmein'],
    ['PASSWORD="(opensesame)"', 'opensesame'],
    ['email: jane.doe＠example.com', 'jane'],
    ['email: jane.doe=40example.com', 'jane'],
    ['Login email: j.doe', 'j.doe'],
    [join('DB_PASSWORD=@Secret', '2024'), 'Secret2024'],
    [join("password=md5('password", "123')"), 'password123'],
    ['password: 99 luftballons', '99'],
    ['password is 2024лето', '2024'],
    ['Cookie: null; Xy9kQ2mN8vB4', 'Xy9k'],
    [join('Cookie: valid; ', 'a; '.repeat(70), 'zq=9f8e7d6c'), '9f8e7d6c'],
    ['used token staging-bot-4471', '4471'],
    ['password: xxx2024', 'xxx2024'],
    ['password = top.secret', 'top.secret'],
    ['pin: abcd', 'abcd'],
    ['passport number: XKCDAB', 'XKCDAB'],
    ['driver license: SMITHJOHN', 'SMITHJOHN'],
    ['mysql://root:xxx@db', 'xxx'],
  ])('is hidden: %s', (text, hidden) => {
    expect(redactor.text(text)).not.toContain(hidden);
  });
});
