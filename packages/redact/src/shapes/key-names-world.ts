// Names of secrets in the languages of the world, and of the material that keys are made from and wrapped with.

function list(names: string): readonly string[] {
  return names.split(',').map((name) => name.trim());
}

/** One word before, or behind, each of several. */
function each(head: string, rest: string): readonly string[] {
  return list(rest).map((more) => `${head} ${more}`);
}
function eachBefore(rest: string, tail: string): readonly string[] {
  return list(rest).map((more) => `${more} ${tail}`);
}
/** Written together, as German and its neighbours do. */
function joined(heads: string, tails: string): readonly string[] {
  return list(heads).flatMap((head) => list(tails).map((tail) => head + tail));
}

const GERMAN =
  'zugangs,zugriffs,haupt,geheim,verschlüsselungs,verschluesselungs,entschlüsselungs,entschluesselungs,signatur,signier,sicherheits,netzwerk,sitzungs,lizenz,wiederherstellungs';
const DUTCH = 'toegangs,versleutelings,ondertekenings,beveiligings,hoofd,privé,sessie,herstel';
const NORDIC_KEYS = 'nyckel,nøgle,noegle,nøkkel,noekkel';

/** Keys. */
export const WORLD_KEYS: readonly string[] = [
  ...each(
    'chave',
    'secreta,privada,mestra,acesso,de acesso,de criptografia,de assinatura,de segurança,de licença,pix secreta',
  ),
  ...each('clave', 'privada,maestra,de api,de cifrado,de firma,de encriptación,de licencia,api secreta'),
  ...each(
    'clé',
    'secrète,privée,maître,de chiffrement,de signature,d accès,de sécurité,de licence,api secrète,partagée',
  ),
  ...each('chiave', 'segreta,privata,api,accesso,di accesso,di cifratura,di crittografia,di firma,principale,maestra'),
  ...joined(GERMAN, 'schlüssel,schluessel'),
  ...list('privater schlüssel,privater schluessel,geheimer schlüssel,geheimer schluessel,api schluessel'),
  ...list('wlan schlüssel,wlan schluessel,privatschlüssel,privatschluessel'),
  ...joined(DUTCH, 'sleutel'),
  ...eachBefore('geheime,api,privé,gedeelde', 'sleutel'),
  ...list(NORDIC_KEYS).flatMap((key) => eachBefore('hemlig,hemmelig,privat,api,delad,delt', key)),
  ...joined('krypterings,åtkomst,signerings,säkerhets,sikkerheds,sikkerhets,adgangs,tilgangs', NORDIC_KEYS),
  ...eachBefore('salainen,yksityinen,api', 'avain'),
  ...joined('salaus,pääsy,allekirjoitus', 'avain'),
  ...list('tajny klucz,prywatny klucz,klucz tajny'),
  ...each('klucz', 'api,tajny,prywatny,dostępu,szyfrowania,szyfrujący,podpisu'),
  ...eachBefore('tajný,api,soukromý,privátní,súkromný,přístupový,šifrovací', 'klíč'),
  ...eachBefore('tajný,api,súkromný,šifrovací', 'kľúč'),
  ...eachBefore('titkos,privát,api,titkosítási,hozzáférési', 'kulcs'),
  ...each('cheie', 'secreta,api,privata,de acces,de criptare'),
  ...eachBefore('gizli,api,özel,erişim,şifreleme,imza', 'anahtar'),
  ...eachBefore('gizli,api,özel,erişim,şifreleme,imza', 'anahtarı'),
  ...each('kunci', 'rahasia,api,privat,pribadi,akses,enkripsi'),
  ...each('khóa', 'bí mật,api,riêng tư,riêng,truy cập,mã hóa'),
  ...eachBefore('tajni,privatni,api,pristupni', 'ključ'),
  ...eachBefore('секретный,приватный,закрытый,общий,апи,мастер', 'ключ'),
  ...each('ключ', 'доступа,шифрования,api,апи,подписи,лицензии,доступу,шифрування'),
  ...eachBefore('секретний,приватний,закритий,таен,частен,тајни', 'ключ'),
  ...eachBefore('μυστικό,ιδιωτικό', 'κλειδί'),
  ...each('κλειδί', 'api,πρόσβασης,κρυπτογράφησης'),
  ...each('מפתח', 'סודי,פרטי,api,הצפנה,גישה'),
  ...list('المفتاح السري,مفتاح سري,مفتاح api,المفتاح الخاص,مفتاح التشفير,مفتاح الوصول'),
  ...each('کلید', 'خصوصی,api,مخفی,رمزنگاری'),
  ...list(
    '私钥,秘钥,密鑰,私鑰,金鑰,访问密钥,アクセスキー,シークレットキー,apiキー,暗号鍵,共通鍵,비밀키,비밀 키,개인키,인증키',
  ),
  ...list('api 키,암호화 키,गुप्त कुंजी,एपीआई कुंजी,คีย์ลับ,กุญแจลับ,คีย์ api'),
];

/** Tokens. */
export const WORLD_TOKENS: readonly string[] = [
  ...each('token', 'acesso,de acesso,de acceso,acceso,di accesso,accesso,d accès,dostępu,akses,de sessão,de sesión'),
  ...each('jeton', 'd accès,d acces,accès,acces,de session,secret'),
  ...joined(`${GERMAN},authentifizierungs,anmelde,${DUTCH},åtkomst,atkomst,adgangs,tilgangs`, 'token'),
  ...eachBefore('přístupový,pristupový,pristupni,hozzáférési,erişim', 'token'),
  ...list(
    'erişim belirteci,erisim belirteci,erişim jetonu,erişim tokeni,erisim tokeni,токен,токен доступа,токен доступу',
  ),
  ...list(
    'токен сессии,токен авторизации,διακριτικό πρόσβασης,אסימון גישה,טוקן,رمز الوصول,رمز المصادقة,توکن,توکن دسترسی',
  ),
  ...list('访问令牌,訪問令牌,存取權杖,アクセストークン,토큰,액세스 토큰,인증 토큰,โทเค็น,टोकन'),
];

/** Other secrets. */
export const WORLD_SECRETS: readonly string[] = list(
  'backup phrase,backup words,segredo cliente,segredo do cliente,código secreto,frase secreta,frase semilla,frase semente,secreto cliente,secreto del cliente,phrase secrète,phrase secrete,code secret,kundengeheimnis,clientgeheimnis,client geheimnis,segreto,segreto client,segreto del client,frase segreta,codice segreto,sekret,sekret klienta,geheim token,clientgeheim,hemlighet,klienthemlighet,hemmelighed,hemmelighet,gizli kod,rahasia klien,mã bí mật,секрет,секретный код,секрет клиента,секретна фраза,секретное слово,сид фраза,סוד,السر,シークレット,クライアントシークレット,시크릿,비밀 값,รหัสลับ',
);

/** Passwords of systems, written together. */
export const WORLD_PASSWORDS: readonly string[] = [
  ...joined(
    'benutzer,datenbank,admin,administrator,root,wlan,system,start,initial,standard,einmal,master,db,server,nutzer,anmelde,dienst,mail,router',
    'passwort,kennwort',
  ),
  ...joined('gebruikers,database,admin,beheerders,wifi,tijdelijk', 'wachtwoord'),
  ...joined('användar,databas,admin,wifi,engångs', 'lösenord'),
  ...joined('bruger,database,admin,engangs', 'adgangskode'),
  ...joined('bruker,database,admin,engangs', 'passord'),
];

/** Names that a caption may have too: what they hold decides. */
export const MAYBE_KEYS =
  'seed, dek, kek, ltk, crumb, x crumb, validation key, network key, token key, backup key, view key, spend key, nonce key, signature key, x ms signature key, transport key, md5 key, mac key, salt key';

/** What keys are made from, wrapped with and called in networks, phones, vaults and ciphers. */
export const KEY_MATERIAL: readonly string[] = list(
  'kek material,key material,keying material,kms key material,wrapped key,wrapped dek,encrypted key,encrypted data key,data encryption key,key encryption key,apns key,apns auth key,fcm key,vapid key,snmp community,snmp community string,ipsec psk,wifi psk,wep key,radius secret,radius key,tacacs key,tacacs secret,derivation key,symmetric key,des key,chacha key,shared secret,ecdh secret,pairing key,app session key,app s key,nwk s key,appskey,nwkskey,provisioning key,enrollment key,enrolment key,enrollment token,enrolment token,recovery key,unseal key,blowfish secret,cookie secret,machine key,jwk private,tsig key,rndc key,ospf key,ike key,isakmp key,enable secret,hsm pin,wallet seed,private seed,root seed,master seed,seed hex,crypto seed,honeycomb team,sentry auth,private key id,jenkins crumb,zone master key,verification key secret,vault key,sealing key,hash key secret,kdf key,hkdf key,cmac key,blinding key,signing seed,nsec,hash secret,encryption passphrase,ssh private,rsa private,ec private,ed25519 private',
);
