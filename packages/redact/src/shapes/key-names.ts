import {
  KEY_MATERIAL,
  MAYBE_KEYS,
  WORLD_KEYS,
  WORLD_PASSWORDS,
  WORLD_SECRETS,
  WORLD_TOKENS,
} from './key-names-world.ts';
import { fieldNames } from './national-fields.ts';
import { nationalNames } from './national-keys.ts';
import { CODE_NAMES, PASSWORD_FORMS } from './told-words.ts';

// The names of the rules in `key-rules.ts`, as a reviewer reads them. What runs reads them from `packed-tables.ts`, which
// `npm run tables` writes: to read these lists takes longer than all else that a first line needs.

function list(text: string): readonly string[] {
  return text.split(',').map((key) => key.trim());
}

/** For each rule its names: words in lower case, separated by spaces. */
export const KEY_NAMES: Readonly<Record<string, readonly string[]>> = {
  'key-password': [
    ...list(
      'password, passwd, passphrase, passcode, pwd, pswd, one time password, kennwort, passwort, zugangscode, zugangsdaten, wifi key, requirepass, masterauth, parola d ordine, contraseña, mot de passe, mdp, senha, palavra passe, clave secreta, clave de acceso, clave acceso, clave usuario, clave de usuario, clave admin, clave wifi, clave web, clave correo, clave bd, clave banco, senha banco, wachtwoord, lösenord, hasło, haslo, lozinka, parola, adgangskode, salasana, passord, heslo, jelszó, parool, kodeord, lykilorð, slaptažodis, geslo, лозинка, парола, parolă, wagwoord, nenosiri, contrasenya, pasahitza, cyfrinair, parole, şifre, kata sandi, mật khẩu, пароль, 密码, 密碼, 口令, パスワード, 暗証番号, 비밀번호, סיסמה, كلمة المرور, รหัสผ่าน, κωδικός πρόσβασης, गुप्त शब्द, psw, contrasenia, password history, previous passwords',
    ),
    ...PASSWORD_FORMS,
    ...WORLD_PASSWORDS,
  ],
  'key-pass': list('pass, pw, clave, κωδικός, κωδικός μου'),
  'key-pass-of': list(
    'db pass, db pw, user pw, smtp pass, mail pass, user pass, redis pass, ftp pass, admin pass, mysql pass, login pass, proxy pass, root pass, sudo pass, root pw, admin pw, new pass, old pass, bind pass, api pass, ssh pass, vpn pass, wifi pass, hashed pw',
  ),
  'key-secret': [
    ...list(
      'secret, client secret, seed phrase, mnemonic, mnemonic phrase, recovery phrase, recovery seed, wallet seed, seed words, bip39, pepper, secret base, secret word, secret phrase, secret code, secret key base, secret string, secret answer, security answer, answer to secret question, answer to security question, secret question answer, security question answer, secret question answer, security question answer, geheim, geheimnis, secreto, segredo, 密钥, 秘密鍵',
    ),
    ...WORLD_SECRETS,
  ],
  'key-token': [
    ...list(
      'token, jwt, jws, bearer, csrf, xsrf, tkn, code verifier, client assertion, saml response, saml assertion, id token hint, x amz security token, x amz signature, jeton, 令牌, トークン',
    ),
    ...WORLD_TOKENS,
  ],
  'key-api-key': [
    ...list(
      'api key, npm auth ident, server key, access key, access key id, secret key, private key, secret access key, encryption key, decryption key, signing key, master key, ssh key, auth key, account key, shared access key, shared key, service key, service role key, webhook key, storage key, subscription key, function key, admin key, deploy key, hmac key, aes key, rsa key, app key, application key, consumer key, write key, integration key, session key, cipher key, license key, root key, host key, project key secret, shared access signature, sas token, connection key, tls key, ssl key, functions key, fastly key, client key data, preshared key, pre shared key, psk, wpa psk, registry auth, rediscli auth, redis auth, smtp auth, auth pass, api schlüssel, clé api, clave api, chave api, chave de api, clave de api, clé d api, api nyckel, api ключ, api 密钥, priv key, pem, key pem, gh pat, openai key, anthropic key, gemini key, mistral key, cohere key, deepgram key, eleven labs key, stripe key, stripe sk, paypal key, square key, shopify key, sendgrid key, mailgun key, twilio key, github key, gitlab key, slack key, azure key, gcp key, firebase key, algolia key, datadog key, new relic key, hubspot key, intercom key, pinecone key, hugging face key, hf key, enc key, sign key, jwt key, signature key, rapidapi key, pagerduty key, devops pat, ado pat, git pat, gitlab pat, github pat, bitbucket pat, jira pat, snowflake pat',
    ),
    ...WORLD_KEYS,
    ...KEY_MATERIAL,
  ],
  'key-seed': list(MAYBE_KEYS),
  'key-authorization': list(
    'authorization, proxy authorization, auth header, credential, creds, www authorization, authentication header',
  ),
  'key-auth': list('auth, basic auth, http auth, x auth'),
  'key-cookie': list('cookie, set cookie, set cookie2'),
  'key-session': list(
    'session id, sess id, phpsessid, jsessionid, asp net session id, connect sid, session key, session cookie, session token',
  ),
  'key-sid': list('sid, session'),
  'key-otp': [
    ...list(
      'otp, totp, hotp, otp code, reset code, unlock code, pairing code, puk, puk code, mfa code, two factor code, 2fa code, verification code, security code, auth code, authorization code, recovery code, backup code, pin code, pin number, card pin, user pin, sim pin, door pin, atm pin, account pin, alarm pin, login pin, security pin, safe pin, parental pin, voicemail pin, device pin, access pin, current pin, new pin, old pin, confirm pin, enter pin, sms code, login code, device code, one time code, one time pin, confirmation code, activation code, access code, mfa token, otp token, totp token, sms token, 2fa token, two factor token, confirmation token, verification token, one time token, bestätigungscode, verifizierungscode, sicherheitscode, einmalcode, anmeldecode, mtan, code de vérification, code de confirmation, code de sécurité, código de verificación, código de seguridad, código de verificação, codice di verifica, 验证码, 認証コード, 인증번호',
    ),
    ...CODE_NAMES,
  ],
  'key-link': list(
    'magic link, magic url, login link, login url, invite link, invite url, invitation link, invitation url, reset link, reset url, password reset link, password reset url, activation link, activation url, verification link, verification url, confirmation link, confirmation url',
  ),
  'key-pin': list('pin, otp'),
  'key-card-code': list(
    'cvv, cvv2, cvc, cvc2, csc, cvc code, cvv code, card verification value, card verification code, track data, track2',
  ),
  'key-connection': list(
    'connection string, conn string, conn str, connection uri, webhook url, slack webhook, discord webhook, teams webhook, incoming webhook, mongo uri, mongodb uri, redis url, database url, db url, amqp url, broker url, dsn',
  ),
  'key-email': list('email, e mail, email address, e mail address, mail address'),
  'key-phone': list(
    'phone, phone number, telephone, telephone number, mobile number, mobile phone, cell phone, cell number, fax number, msisdn, whatsapp number, tel, telefon, telefonnummer, telefono, teléfono, telefone, téléphone, handynummer, handy, mobil, mobilnummer, rufnummer, celular, móvil, numero de telefono, numéro de téléphone, 手机号, 手机, 电话, 電話番号, 전화번호, 휴대폰, fono, puhelinnumero, matkapuhelin, telefonní číslo, telefonne cislo, telefónne číslo, telefonszám, mobilszám, τηλέφωνο, κινητό, αριθμός τηλεφώνου, טלפון, טלפון נייד, מספר טלפון, เบอร์โทรศัพท์, เบอร์โทร, หมายเลขโทรศัพท์, telefonnr, telefon nr, tlf nr, tlfnr, mobilnr, mobil nr, telefoonnummer, mobiel nummer, gsm nummer, telemóvel, telemovel, телефон, номер телефона, номер телефону, мобильный телефон, мобільний телефон, сотовый, телефонен номер, cep telefonu, telefon numarası, telefon no, nomor telepon, nomor hp, no hp, no telp, no telepon, nombor telefon, số điện thoại, sđt, फ़ोन, फोन नंबर, मोबाइल नंबर, رقم الهاتف, رقم الجوال, رقم الموبايل, شماره تلفن, شماره موبایل, تلفن همراه, 手机号码, 电话号码, 联系电话, 電話, 手機, 手機號碼, 電話號碼, 携帯番号, 携帯電話番号, 핸드폰 번호, 휴대폰 번호, 휴대전화, telefonas, telefono numeris, tālrunis, tālruņa numurs, telefoninumber, símanúmer, broj telefona, broj mobitela, mobitel, telefonska številka, numer telefonu, nr telefonu, telefon komórkowy, număr de telefon, teléfono móvil, número de teléfono, número de celular, telefono cellulare, numero di telefono, numero di cellulare, número de telefone, número de telemóvel, téléphone portable, numéro de portable, numéro de mobile',
  ),
  'key-name': list(
    'first name, last name, full name, given name, family name, middle name, surname, maiden name, legal name, cardholder, cardholder name, card holder, patient name, account holder, contact name, recipient name, beneficiary name, vorname, nachname',
  ),
  'key-phone-number': list(
    'mobile, mobile no, cell, whatsapp, viber, fax, fax no, contact, contact no, contact number, contact phone, gsm, cellulare, portable, mobiel, telefoon, puhelin',
  ),
  'key-device': list('imei, imsi, iccid, imei number, meid'),
  'key-special-category': list(
    'religion, ethnicity, diagnosis, political opinion, sexual orientation, union membership',
  ),
  'key-address': list(
    'street, street address, home address, postal address, billing address, shipping address, mailing address, address line, residential address, postal code, postcode, zip code',
  ),
  'key-birth': list(
    'dob, date of birth, birth date, birthday, place of birth, geburtsdatum, geburtstag, birth day, fecha de nacimiento, date de naissance, data de nascimento, data di nascita',
  ),
  'key-national-id': list(
    'ssn, social security, social security number, social insurance number, nino, national insurance number, national id, national id number, national identifier, tax id, tax number, tax identification number, passport, passport no, passport number, driver license, drivers license, driver license number, drivers license number, driving licence, driving licence number, personal number, personnummer, cpf, curp, aadhaar, aadhar, aadhaar number, pan number, codice fiscale, dni, bsn, pesel, nhs number, medicare number, steuer id, citizen id, identity number, id card number, nric, nric number, nir, insee, numero securite sociale, securite sociale, sécurité sociale, nie, nif, dni nie, tfn, tax file number, fødselsnummer, fodselsnummer, fnr, cpr, cpr nummer, cpr number, hetu, henkilötunnus, ahv, ahv nummer, ahv nr, ahv number, avs, avs number, svnr, sv nummer, sv nr, sozialversicherungsnummer, versicherungsnummer, rijksregisternummer, national register number, insz, niss, ppsn, pps number, numero contribuinte, contribuinte, amka, rodne cislo, rodné číslo, birth number, cnp, cod numeric personal, id number, sa id number, identity card, identity card number, id card, 身份证, 身份证号, 身份证号码, 주민등록번호, rrn, my number, マイナンバー, 個人番号, rut cliente, rut number, tckn, tc kimlik, tc kimlik no, kimlik no, kimlik numarası, sin number, medicare no, medicare card, pan card, pan card number, burgerservicenummer, aadhaar no, uidai, steuer id nr, steueridentifikationsnummer, steuernummer, steuer nr, ni number, nino number, cpf number, cpf cnpj, cpf titular, cnpj, pesel number, egn, jmbg, oib, emso, isikukood, personal code, personal id, personal id number, personal identification number, personal identity number, itin, voter id, reisepass, reisepass nr, reisepassnummer, passnummer, passport nr, passport id, passeport, numero passeport, pasaporte, führerschein, führerscheinnummer, dl number, drivers licence, drivers licence number, vat number, vat id, vat no, ust id, ust id nr, umsatzsteuer id, partita iva, btw nummer, health insurance number, insurance number, nhs no, nhs',
  ),
  'key-national-document': nationalNames(),
  'key-national-number': fieldNames(),
  'key-national-code': list('rut, pnr, niss'),
  'key-bank': list(
    'iban, account number, bank account, bank account number, routing number, sort code, kontonummer, bankverbindung, account iban',
  ),
  'key-card': list(
    'card number, card no, credit card, credit card number, cc number, debit card, debit card number, pan, primary account number',
  ),
};

/** Words for a password that mean nothing else, and are no part of a longer word: for `key-compounds.ts`. */
export const PASSWORDS: readonly string[] =
  'password passwords passwd passwort passphrase passcode pwd kennwort contraseña senha heslo jelszó şifre sifre hasło haslo lösenord salasana adgangskode wachtwoord parola lozinka passord slaptažodis parool kodeord geslo motdepasse contrasenya пароль парола лозинка 密码 密碼 パスワード 비밀번호 סיסמה รหัสผ่าน'.split(
    ' ',
  );
