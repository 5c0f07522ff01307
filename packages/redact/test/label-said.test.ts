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
