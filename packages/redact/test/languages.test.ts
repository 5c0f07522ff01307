import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();
const code = ['83', '5204'].join('');
const secret = ['Orchid', '2024x'].join('');
const mixed = ['quartz', 'xmqrpRoY'].join('-');

function shows(text: string, value: string): boolean {
  return [redactor.text(text), redactor.stringify({ text }), redactor.stringify(new Error(text))].some((out) =>
    out.includes(value),
  );
}

describe('one-time codes told in the languages of the world', () => {
  it.each([
    `Tu código de verificación es ${code} (caduca en 10 min)`,
    `Su código de seguridad de Acme es: ${code}`,
    `${code} es tu código de confirmación`,
    `Código de acceso: ${code}`,
    `El código es ${code}. No lo compartas.`,
    `O seu código de verificação é ${code}`,
    `${code} é o seu código de confirmação do Acme`,
    `Votre code de vérification est ${code}`,
    `Votre code de sécurité Acme est le ${code}.`,
    `${code} est votre code de confirmation`,
    `Code de validation : ${code}`,
    `Il tuo codice di verifica è ${code}`,
    `Il codice di sicurezza per Acme è ${code}`,
    `Ihr Bestätigungscode lautet ${code}`,
    `Ihr Verifizierungscode für Acme lautet: ${code}`,
    `${code} ist dein Bestätigungscode`,
    `Dein Code lautet ${code}`,
    `Je verificatiecode is ${code}`,
    `${code} is je verificatiecode`,
    `Uw beveiligingscode voor Acme: ${code}`,
    `Din verifieringskod är ${code}`,
    `Din engångskod är ${code}`,
    `Din bekræftelseskode er ${code}`,
    `Din engangskode er ${code}`,
    `Bekreftelseskoden din er ${code}`,
    `Vahvistuskoodisi on ${code}`,
    `Kertakäyttökoodi: ${code}`,
    `Twój kod weryfikacyjny to ${code}`,
    `Kod potwierdzający: ${code}`,
    `${code} to Twój kod weryfikacyjny`,
    `Váš ověřovací kód je ${code}`,
    `Váš overovací kód je ${code}`,
    `Az ellenőrző kódod: ${code}`,
    `Az Ön megerősítő kódja ${code}`,
    `Codul tău de verificare este ${code}`,
    `Vaš kod za potvrdu je ${code}`,
    `Вашият код за потвърждение е ${code}`,
    `Ваш код подтверждения: ${code}`,
    `Ваш код подтверждения — ${code}`,
    `${code} — ваш код подтверждения`,
    `Код ${code}. Никому его не сообщайте`,
    `Никому не говорите код ${code}`,
    `Проверочный код ${code}`,
    `Ваш код підтвердження: ${code}`,
    `Ваш код підтвердження ${code}`,
    `Ο κωδικός επαλήθευσης είναι ${code}`,
    `Doğrulama kodunuz ${code}`,
    `Onay kodunuz: ${code}`,
    `Tek kullanımlık şifreniz ${code}`,
    `${code} doğrulama kodunuzdur`,
    `קוד האימות שלך הוא ${code}`,
    `קוד אימות: ${code}`,
    `رمز التحقق الخاص بك هو ${code}`,
    `رمز التأكيد: ${code}`,
    `${code} هو رمز التحقق الخاص بك`,
    `کد تایید شما ${code} است`,
    `کد ورود: ${code}`,
    `Kode verifikasi Anda adalah ${code}`,
    `Kode OTP Anda ${code}`,
    `Kod pengesahan anda ialah ${code}`,
    `Mã xác minh của bạn là ${code}`,
    `Mã OTP của quý khách là ${code}`,
    `${code} là mã xác nhận của bạn`,
    `รหัสยืนยันของคุณคือ ${code}`,
    `รหัส OTP ของคุณคือ ${code}`,
    `आपका सत्यापन कोड ${code} है`,
    `आपका ओटीपी ${code} है`,
    `【顶点】您的验证码是${code},5分钟内有效`,
    `验证码：${code}，请勿泄露`,
    `您的校验码为 ${code}`,
    `${code}是您的登录验证码`,
    `您的驗證碼為 ${code}`,
    `動態密碼 ${code}`,
    `認証コードは${code}です`,
    `確認コード：${code}`,
    `${code} が認証コードです`,
    `ワンタイムパスワードは「${code}」です`,
    `인증번호는 ${code} 입니다`,
    `[Acme] 인증번호 [${code}]를 입력해 주세요`,
    `인증 코드: ${code}`,
    `${code}은 인증번호입니다`,
    `Nambari yako ya uthibitishaji ni ${code}`,
  ])('%s', (text) => {
    expect(shows(text, code)).toBe(false);
  });

  it('also in two groups', () => {
    for (const text of [
      'Tu código de verificación es 835 204',
      'Ihr Bestätigungscode lautet 835-204',
      '验证码是 835-204',
    ])
      expect(shows(text, '204')).toBe(false);
  });

  it.each([
    'El código de verificación caduca en 3600 segundos',
    'Ihr Bestätigungscode ist 1200 Sekunden gültig',
    'Le code de vérification expire dans 3600 secondes',
    'Código postal 28013 Madrid',
    'Fehlercode 404 in Zeile 2310',
    'código de error 5003',
    'Код ошибки 50012',
    '验证码有效期3600秒',
    '验证码错误,请重新输入',
    '验证码发送失败 (重试 1000ms 后)',
    '인증번호가 올바르지 않습니다',
    '인증번호 유효시간 3600초',
    '認証コードの有効期限は3600秒です',
    'Doğrulama kodu 3600 saniye geçerli',
    'Код подтверждения отправлен',
    'kode verifikasi salah',
    'รหัสยืนยันหมดอายุ',
  ])('%s stays', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});

describe('passwords told in the languages of the world', () => {
  it.each([
    `Oi, a minha senha é ${mixed} e não consigo entrar`,
    `minha senha antiga era ${secret}`,
    `Sua nova senha provisória é ${secret}`,
    `Hola, mi contraseña es ${mixed} y no puedo entrar`,
    `La contraseña del servidor es ${secret}`,
    `mi clave es ${secret}`,
    `La password di accesso è ${secret}`,
    `La mia parola d'ordine è ${secret}`,
    `Mein Passwort lautet ${mixed}`,
    `Mein Kennwort ist ${secret}, aber es geht nicht`,
    `Passwort von Anna war ${secret}`,
    `mot de passe : ${secret}`,
    `Mot de passe\u00a0: ${secret}`,
    `Bonjour, mon mot de passe est ${secret} mais ça ne marche pas`,
    `Mijn wachtwoord is ${secret}`,
    `Mitt lösenord är ${secret}`,
    `Lösenordet är ${secret}`,
    `Min adgangskode er ${secret}`,
    `Passordet mitt er ${secret}`,
    `Salasanani on ${secret}`,
    `Salasana on ${secret}`,
    `Moje hasło to ${secret}`,
    `hasłem jest ${secret}`,
    `Moje heslo je ${secret}`,
    `A jelszavam ${secret}`,
    `A jelszó: ${secret}`,
    `Parola mea este ${secret}`,
    `Moja lozinka je ${secret}`,
    `Moje geslo je ${secret}`,
    `Паролата ми е ${secret}`,
    `мой пароль — ${secret}`,
    `Пароль от админки: ${secret}`,
    `вошёл с паролем ${secret}`,
    `Мій пароль ${secret}`,
    `Ο κωδικός πρόσβασης είναι ${secret}`,
    `Ο κωδικός μου είναι ${secret}`,
    `Merhaba, şifrem ${secret} ama giriş yapamıyorum`,
    `Parolam ${secret}`,
    `Yeni şifreniz: ${secret}`,
    `şifreniz ${secret} olarak değiştirildi`,
    `הסיסמה שלי היא ${secret}`,
    `סיסמה: ${secret}`,
    `كلمة المرور هي ${secret} ولا أستطيع الدخول`,
    `كلمة السر ${secret}`,
    `رمز عبور من ${secret} است`,
    `Kata sandi saya ${secret}`,
    `Kata laluan saya ialah ${secret}`,
    `Mật khẩu của tôi là ${secret}`,
    `รหัสผ่านของฉันคือ ${secret}`,
    `मेरा पासवर्ड ${secret} है`,
    `我的密码是${mixed},登录不了`,
    `密码为 ${secret}`,
    `密碼：${secret}`,
    `密码“${secret}”不对`,
    `パスワードは「${secret}」です。ログインできません`,
    `パスワードは${secret}です`,
    `パスワード「${secret}」でログインできません`,
    `비밀번호는 ${mixed} 입니다. 로그인이 안 돼요`,
    `비밀번호가 ${secret}인데요`,
    `비번: ${secret}`,
    `암호는 '${secret}' 입니다`,
    `Nenosiri langu ni ${secret}`,
  ])('%s', (text) => {
    expect(shows(text, text.includes(mixed) ? mixed : secret)).toBe(false);
  });

  it.each([
    'La contraseña es obligatoria',
    'A senha deve ter 8 caracteres',
    'Das Passwort ist abgelaufen',
    'Le mot de passe est incorrect',
    'Пароль должен содержать 8 символов',
    'пароль не совпадает с OAuth2',
    '密码错误,请重新输入 password',
    '密码必须包含8个字符',
    'パスワードはSHA256で保存されます',
    'パスワードが正しくありません',
    '비밀번호는 8자 이상이어야 합니다',
    '비밀번호가 일치하지 않습니다',
    'Şifre en az 8 karakter olmalı',
    'Parola este obligatorie',
    'كلمة المرور غير صحيحة',
    'Hasło jest za krótkie',
    'La password è scaduta',
    'Passwort von 2 Nutzern geändert',
  ])('%s stays', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});

/** Values that nothing but the name beside them can hide. */
const WORDS = ['pixel', 'velvet', 'copper68'].join('-');

function names(text: string): readonly string[] {
  return text.trim().split(/\s*[\n,]\s*/);
}

describe('names of fields in other languages, and of key material', () => {
  it.each(
    names(`
      chave_secreta, chaveSecreta, chave_privada, chave_de_acesso, chave_mestra, token_de_acesso, tokenDeAcesso, segredo_cliente,
      código_secreto, frase_secreta, cle_secrete, clé secrète, cleSecrete, cle_privee, cle_api, clé_d_accès, cle_de_chiffrement,
      jeton_acces, jeton_d_acces, secret_client, phrase_secrete, code_secret, zugangstoken, Zugriffstoken, sitzungstoken,
      authentifizierungstoken, api_schluessel, API-Schlüssel, apiSchluessel, privater_schluessel, geheimer_schluessel,
      geheimschlüssel, zugangsschluessel, hauptschluessel, verschluesselungsschluessel, signaturschluessel,
      kundengeheimnis, client_geheimnis, sicherheitsschluessel, netzwerkschluessel, wlan_schluessel, wlan_passwort,
      benutzerpasswort, datenbankpasswort, adminpasswort, db_kennwort, секретный_ключ, секретныйКлюч, токен_доступа,
      токен, ключ_доступа, приватный_ключ, закрытый_ключ, ключ_шифрования, ключ_api, апи_ключ, секрет, секретный_код,
      секретний_ключ, ключ_доступу, clave_secreta, clave_privada, clave_api, clave_de_cifrado, clave_maestra, clave_de_firma,
      token_de_acceso, token_acceso, secreto_cliente, frase_semilla, chiave_segreta, chiave_privata, chiave_api,
      chiave_di_accesso, token_di_accesso, segreto_client, frase_segreta, codice_segreto, klucz_api, klucz_tajny,
      klucz_prywatny, klucz_dostępu, klucz_dostepu, token_dostępu, sekret, sekret_klienta, geheime_sleutel, api_sleutel,
      toegangssleutel, toegangstoken, privésleutel, prive_sleutel, versleutelingssleutel, geheim_token, hemlig_nyckel,
      privat_nyckel, api_nyckel, krypteringsnyckel, åtkomsttoken, atkomsttoken, hemmelig_nøgle, privat_nøgle, api_nøgle,
      adgangstoken, hemmelig_nøkkel, privat_nøkkel, api_nøkkel, tilgangstoken, salainen_avain, yksityinen_avain, api_avain,
      tajny_klic, tajný_klíč, api_klíč, soukromý_klíč, přístupový_token, titkos_kulcs, api_kulcs, privát_kulcs,
      cheie_secreta, cheie_api, cheie_privata, gizli_anahtar, api_anahtarı, api_anahtari, özel_anahtar, erişim_anahtarı,
      erişim_belirteci, erisim_tokeni, kunci_rahasia, kunci_api, kunci_privat, token_akses, khóa_bí_mật, khoa_bi_mat,
      khóa_api, mã_bí_mật, tajni_kljuc, tajni_ključ, api_kljuc, μυστικό_κλειδί, ιδιωτικό_κλειδί, κλειδί_api, таен_ключ,
      מפתח_סודי, מפתח_פרטי, מפתח_api, المفتاح_السري, مفتاح_سري, مفتاح_api, کلید_خصوصی, کلید_api, 私钥, 密钥, 秘密鍵, 访问密钥,
      访问令牌, 訪問令牌, 存取金鑰, 金鑰, 密鑰, 秘钥, 私鑰, アクセスキー, アクセストークン, シークレットキー, シークレット, APIキー,
      비밀키, 비밀 키, 개인키, 액세스 토큰, 토큰, API 키, 인증키, गुप्त_कुंजी, รหัสลับ, คีย์ลับ
    `),
  )('%s', (name) => {
    expect(JSON.stringify(redactor.value({ [name]: WORDS }))).not.toContain(WORDS);
  });

  it.each(
    names(`
      kek_material, kekMaterial, key_material, keyMaterial, keying_material, dek, kek, wrapped_key, wrappedKey, wrapped_dek,
      encrypted_key, dataEncryptionKey, key_encryption_key, apns_key, apnsKey, apns_auth_key, fcm_key, vapid_key,
      vapid_private_key, snmp_community, snmpCommunity, SNMP_COMMUNITY, community_string, psk, ipsec_psk, wpa_psk,
      wpa_passphrase, pre_shared_key, preSharedKey, radius_secret, tacacs_key, tacacs_secret, radius_key, master_key,
      signing_key, encryption_key, hmac_key, hmacSecret, seed, wallet_seed, private_seed, root_seed, seed_hex, seed_phrase,
      derivation_key, symmetric_key, symmetricKey, aes_key, des_key, chacha_key, shared_secret, ecdh_secret, pairing_key,
      ltk, network_key, app_session_key, appSKey, nwkSKey, provisioning_key, enrollment_key,
      enrolment_token, recovery_key, unseal_key, unseal_keys, bitlocker_recovery_key, license_key, salt_key,
      blowfish_secret, cookie_secret, nonce_key, machine_key, validation_key, jwk_private, jwks_private_key, p12_password,
      pfx_password, keystore_pass, kms_key_material, hsm_pin, tsig_key, rndc_key, bgp_password, ospf_key, md5_key, ike_key,
      isakmp_key, eap_password, wep_key, wifi_psk, enable_secret, enable_password, vty_password, console_password,
      crumb, jenkins_crumb, x_honeycomb_team, honeycomb_team, dd_api_key, x_vault_token, x_auth_key, x_sentry_auth,
      ocp_apim_subscription_key, x_functions_key, x_ms_signature_key, x_shopify_hmac_key, x_amz_security_token
    `),
  )('%s', (name) => {
    expect(JSON.stringify(redactor.value({ [name]: WORDS }))).not.toContain(WORDS);
  });

  it.each(
    names(`
      klucz, chave, chiave, sleutel, nyckel, schluessel, schlüssel, ключ, avain, kulcs, clave_producto_id, community,
      community_name, communityId, random_seed_count, seedling, seed_count, team, honeycomb_dataset, key_material_type,
      keyboard, keynote, network, network_key_id, primary_key_column, foreign_key, partition_key, sort_key, cache_key, row_key,
      token_type, tokenizer, sekretariat, secretaria, secretary, geheimtipp, wrapped, kekse, device_key_id, link, link_text,
      joinKeyColumn, breadcrumb, crumbs, ключевые_слова, キーワード, キーボード, 키보드, 关键词, 关键字, 主键
    `),
  )('%s stays', (name) => {
    expect(JSON.stringify(redactor.value({ [name]: WORDS }))).toContain(WORDS);
  });
});

describe('what languages print of a structure, and what network devices keep', () => {
  const hex = ['0a1b2c3d', '4e5f6978'].join('');
  it.each([
    `array(2) { ["username"]=> string(4) "root" ["password"]=> string(16) "${secret}" }`,
    `array(2) {\n  ["username"]=>\n  string(4) "root"\n  ["password"]=>\n  string(11) "${secret}"\n}`,
    `object(User)#3 (2) { ["name"]=> string(4) "root" ["password":protected]=> string(11) "${secret}" }`,
    `object(User)#3 (1) { ["password":"App\\User":private]=> string(11) "${secret}" }`,
    `Array\n(\n    [username] => root\n    [password] => ${secret}\n)`,
    `array (\n  'username' => 'root',\n  'password' => '${secret}',\n)`,
    `\\App\\User::__set_state(array('password' => '${secret}'))`,
    `a:2:{s:4:"user";s:4:"root";s:8:"password";s:11:"${secret}";}`,
    `$VAR1 = { 'password' => '${secret}', 'user' => 'root' };`,
    `$VAR1 = bless( { 'password' => "${secret}" }, 'My::User' );`,
    `{:user=>"root", :password=>"${secret}"}`,
    `{user: "root", password: "${secret}"}`,
    `#<User:0x000 @name="root", @password="${secret}">`,
    `#<struct Login user="root", password="${secret}">`,
    `#<OpenStruct user="root", token="${secret}">`,
    `%{password: "${secret}", user: "root"}`,
    `%{"password" => "${secret}"}`,
    `%User{name: "root", password: "${secret}"}`,
    `[user: "root", password: "${secret}"]`,
    `[{user,"root"},{password,"${secret}"}]`,
    `#{password => <<"${secret}">>, user => <<"root">>}`,
    `{state,"root",[{password,<<"${secret}">>}]}`,
    `[{<<"password">>,<<"${secret}">>}]`,
    `main.Config{User:"root", Password:"${secret}"}`,
    `&main.Config{User:"root", Token:(*string)(0xc0000140a0), Password:"${secret}"}`,
    `{User:root Password:${secret} Port:5432}`,
    `&{Host:db Token:${secret} Retries:3}`,
    `map[string]string{"password":"${secret}", "user":"root"}`,
    `map[password:${secret} user:root]`,
    `map[string]interface {}{"password":"${secret}"}`,
    `▿ App.User\n  - name: "root"\n  - password: "${secret}"`,
    `▿ password: Optional("${secret}")\n    - some: "${secret}"`,
    `User(name: "root", password: "${secret}")`,
    `User(name: "root", password: Optional("${secret}"))`,
    `Login { User = root, Password = ${secret} }`,
    `Login { User = root, Password = ${secret}, Port = 5 }`,
    `Login[user=root, password=${secret}]`,
    `Login(user=root, password=${secret})`,
    `Login{user='root', password='${secret}'}`,
    `User { name: "root", password: "${secret}" }`,
    `Config { secret: Some("${secret}"), port: 5 }`,
    `namespace(user='root', password='${secret}')`,
    `SimpleNamespace(token='${secret}')`,
    `OrderedDict([('user', 'root'), ('password', '${secret}')])`,
    `Settings(db=Db(password='${secret}'))`,
    `{user = "root", password = "${secret}"}`,
    `["password"] = "${secret}",`,
    `list(user = "root", password = "${secret}")`,
    ` $ password: chr "${secret}"`,
    `$password\n[1] "${secret}"`,
    `fromList [("password","${secret}"),("user","root")]`,
    `Login {user = "root", password = "${secret}"}`,
    `(:user "root" :password "${secret}")`,
    `{:user "root", :password "${secret}"}`,
    `((user . "root") (password . "${secret}"))`,
    `Map(user -> root, password -> ${secret})`,
    `HashMap(password -> ${secret})`,
    `Map { 'user' => 'root', 'password' => '${secret}' }`,
    `Map(2) {"user" => "root", "password" => "${secret}"}`,
    `stdClass Object ( [user] => root [token] => ${secret} )`,
    `@{user=root; password=${secret}}`,
    `snmp-server community ${secret} RO`,
    `snmp-server community ${secret} view all RW 10`,
    `snmp-server host 10.1.1.1 version 2c ${secret}`,
    `snmp-server host 10.1.1.1 traps version 2c ${secret}`,
    `snmp-server user admin grp v3 auth sha ${secret} priv aes 128 Other9912x`,
    `set snmp community ${secret} authorization read-only`,
    `rocommunity ${secret} 10.0.0.0/8`,
    `rwcommunity ${secret}`,
    `com2sec readonly default ${secret}`,
    `createUser admin SHA "${secret}" AES "Other9912x"`,
    `gw-1 gw-2 : PSK "${secret}"`,
    `%any %any : PSK ${secret}`,
    `10.0.0.1 : PSK 0x${hex}`,
    `: RSA server.key "${secret}"`,
    `anna : EAP "${secret}"`,
    `anna : XAUTH "${secret}"`,
    `enable secret 5 $1$mERr$${hex}`,
    `enable secret ${secret}`,
    `enable password 7 ${hex}`,
    `enable secret level 15 0 ${secret}`,
    `username anna password 7 ${hex}`,
    `username anna privilege 15 secret 9 $9$${hex}`,
    `line vty 0 4\n password 7 ${hex}`,
    `wpa_passphrase=${secret}`,
    `wpa_passphrase homenet ${secret}`,
    `wpa-psk ascii 0 ${secret}`,
    `tacacs-server key ${secret}`,
    `tacacs-server key 7 ${hex}`,
    `tacacs-server host 10.0.0.5 key ${secret}`,
    `radius-server key ${secret}`,
    `radius-server host 10.0.0.5 auth-port 1812 key 0 ${secret}`,
    `key-string ${secret}`,
    `key-string 7 ${hex}`,
    `ip ospf message-digest-key 1 md5 ${secret}`,
    `ip ospf authentication-key ${secret}`,
    `neighbor 10.0.0.2 password ${secret}`,
    `neighbor 10.0.0.2 password 7 ${hex}`,
    `crypto isakmp key ${secret} address 10.0.0.1`,
    `crypto isakmp key 6 ${secret} address 10.0.0.1`,
    `pre-shared-key ${secret}`,
    `pre-shared-key local ${secret}`,
    `ikev1 pre-shared-key ${secret}`,
    `ntp authentication-key 1 md5 ${secret}`,
    `standby 1 authentication ${secret}`,
    `vrrp 1 authentication md5 key-string ${secret}`,
    `ppp chap password 0 ${secret}`,
    `ppp pap sent-username anna password 7 ${hex}`,
    `set system root-authentication encrypted-password "${secret}"`,
    `set security ike policy p pre-shared-key ascii-text "${secret}"`,
    `set system radius-server 10.0.0.1 secret "${secret}"`,
    `set psksecret ENC ${hex}==`,
    `set psksecret ${secret}`,
    `set password ENC ${hex}==`,
    `set passwd ${secret}`,
    `/ppp secret add name=anna password=${secret}`,
    `/ip ipsec identity add secret=${secret}`,
    `add authentication-types=wpa2-psk wpa2-pre-shared-key="${secret}"`,
    `secret ${secret};`,
    `key "rndc-key" { algorithm hmac-sha256; secret "${secret}"; };`,
    `requirepass ${secret}`,
    `auth_pass ${secret}`,
    `mschap-v2 password ${secret}`,
  ])('%s', (text) => {
    const value = text.includes(secret) ? secret : hex;
    expect(shows(text, value)).toBe(false);
  });

  it.each([
    'snmp-server community string is missing',
    'snmp-server enable traps',
    'the community edition is free',
    'community Berlin2024 RSVP list',
    'enable secret scanning for this repository',
    'username is required',
    'gw-1 : PSK negotiation failed',
    'key-string expected',
    'radius-server host 10.0.0.5 unreachable',
    'ip ospf authentication message-digest',
    'standby 1 priority 110',
    'pre-shared-key mismatch',
    'Map(user -> root, port -> 5432)',
    'Array\n(\n    [id] => 42\n    [name] => root\n)',
    'array(1) { ["name"]=> string(4) "root" }',
    '{user,"root"}',
  ])('%s stays', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});

describe('statements that name another server', () => {
  it.each([
    `SELECT * FROM postgresql('pg:5432', 'app', 'orders', 'ro', '${secret}')`,
    `CREATE TABLE t ENGINE = PostgreSQL('pg:5432','app','orders','ro','${secret}')`,
    `SELECT 1 FROM mysql('db:3306', 'app', 'orders', 'ro', '${secret}') LIMIT 1`,
    `SELECT 1 FROM mongodb('m:27017', 'app', 'orders', 'ro', '${secret}')`,
    `SELECT 1 FROM remote('ch2:9000', app.orders, 'ro', '${secret}')`,
    `SELECT 1 FROM remoteSecure('ch2:9440', app, orders, 'ro', '${secret}')`,
  ])('%s', (text) => {
    expect(shows(text, secret)).toBe(false);
  });

  it.each([
    `SELECT * FROM postgresql('pg:5432', 'app', 'orders')`,
    `SELECT * FROM s3('https://x.example/a.csv', 'CSV')`,
  ])('%s stays', (text) => {
    expect(redactor.text(text)).toBe(text);
  });
});
