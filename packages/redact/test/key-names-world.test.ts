import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();
/** A value that nothing but its name can hide. */
const VALUE = 'blue lamp';

function hides(name: string): boolean {
  return JSON.stringify(redactor.value({ [name]: VALUE })) !== JSON.stringify({ [name]: VALUE });
}

function names(text: string): readonly string[] {
  return text.trim().split(/\s*[\n,]\s*/);
}

describe('names of documents hide their value', () => {
  it.each(
    names(`
      snils, СНИЛС, cnic, cnicNumber, cnic_no, hkid, HKID_NUMBER, kennitala, kennitalaNumer, mykad, icNumber, cuil, cuit,
      asmensKodas, asmens_kodas, personasKods, isikukood, tajSzam, taj_szám, teudatZehut, תעודת זהות, thaiId,
      เลขบัตรประชาชน, 身分證字號, 身份证号码, 旅券番号, 免許証番号, 여권번호, cedulaIdentidad, cédula_de_ciudadanía, cedula,
      documentoIdentidad, noKtp, npwp, emiratesId, iqama, cccd, số_cccd, ЕГН, ИИН, ІПН, РНОКПП, ΑΦΜ, ΑΜΚΑ, jmbg, emšo,
      номер паспорта, водительское удостоверение, driversLicenseNo, residencePermitNumber, personalausweis, rijbewijsnummer,
      körkort, dowódOsobisty, carteIdentité, codiceFiscale, cartaIdentità, tituloEleitor, pisPasep, voterIdNumber, ghanaCard,
      bvn, nationalIdentityCard, taxpayerId, vergiKimlikNo, pasaportNo, کد ملی, الرقم القومي, आधार, irdNumber, sinNumber
    `),
  )('%s', (name) => {
    expect(hides(name)).toBe(true);
  });

  it.each(
    names(`
      mahal, civil, thaiFood, nationalHoliday, personas, kodas, identity, residence, cardId, documentType, documentName,
      licenseType, permit, elector, voterTurnout, taxRate, cardType, idNumberFormat, sin, run, inn, nik, ird, tin, icon, kt, arc
    `),
  )('%s does not', (name) => {
    expect(hides(name)).toBe(false);
  });
});

describe("a secret's name counts in any place", () => {
  it.each(
    names(`
      senhaAtual, SENHA_BANCO, claveAcceso, contraseñaNueva, contrasenaUsuario, motDePasseActuel, kennwortDb, passwordAdmin,
      PASSWORD_GRAFANA, hasłoUżytkownika, heslo_admin, jelszoUj, lösenordAdmin, wachtwoordNieuw, şifreYeni, пароль_админа,
      parolaUtente, salasanaUusi, pwdForUser, apikeyPrivate, MJ_APIKEY_PRIVATE, api_key_stripe, API_KEY_GITHUB,
      accessTokenGithub, PRIVATE_KEY_SIGNER, clientSecretGoogle, fcmServerKey, RABBITMQ_DEFAULT_PASS, MONGO_INITIAL_PASS,
      basicAuthPass, GRAFANA_PASS, smtpRelayPass, 数据库密码, 管理者パスワード, 관리자비밀번호, รหัสผ่าน
    `),
  )('%s', (name) => {
    expect(hides(name)).toBe(true);
  });

  it.each(
    names(`
      passwordResetRequired, passwordPolicy, password_policy, passwordField, passwordExpiresAt, senhaExpiraEm, senhaAlteradaEm,
      contraseñaCaducada_fecha, tokenCount, passwordStrength, password_too_short, passwordHint, apiKeyId, apiKeyName,
      apikeyPublic, privateKeyPath, accessTokenUrl, accessTokenExpiresIn, clientSecretRef, secretKeyRef, showPasswordField,
      forgotPasswordScreen, passwordlessLogin, kennwortRichtlinie, passwortLänge, парольИзменен, boardingPass, bypass, compass,
      seasonPass, renderPass, secondPass, firstPass, testsPass, dayPass, shouldPass, passport_count, passThrough, serverKeyboard
    `),
  )('%s says something of it', (name) => {
    expect(hides(name)).toBe(false);
  });

  it('and in text, where it is one word', () => {
    expect(redactor.text('SENHA_BANCO=azul-19')).toBe('SENHA_BANCO=[redacted:key-password]');
    expect(redactor.text('passwordPolicy=strict-19')).toBe('passwordPolicy=strict-19');
  });

  it('keeps numbers and switches of a compound with `pass`', () => {
    expect(redactor.value({ lightmapPass: 3, GRAFANA_PASS: true })).toEqual({ lightmapPass: 3, GRAFANA_PASS: true });
  });
});

describe('a name that means many things', () => {
  const redactor = createRedactor();

  it.each([
    { mobile: '01712345678' },
    { mobile: 4_917_112_345_678 },
    { contact: '+49 171 2345678' },
    { whatsapp: '4915112345678' },
    { imei: '490154203237518' },
    { resetUrl: 'https://a.example/reset/a1b2c3d4' },
    { magic_link: 'https://a.example/in?t=k3j4h5g6' },
  ])('hides %j', (record) => {
    expect(redactor.stringify(record)).not.toContain(String(Object.values(record)[0]));
    expect(redactor.explain({ a: record })).toHaveLength(1);
  });

  it.each([
    { mobile: 12 },
    { mobile: true },
    { contact: 'support' },
    { fax: 'none' },
    { loginUrl: '/login' },
    { login_url: 'https://idp1.example/realms/main/login' },
    { imei: 7 },
  ])('keeps %j', (record) => {
    expect(redactor.value(record)).toBe(record);
    expect(redactor.stringify(record)).toBe(JSON.stringify(record));
  });
});
