import { lazy } from './lazy.ts';
import { announcingWords } from './shapes/national-words.ts';
import { toldWords } from './shapes/told-words.ts';

// Words that say what follows, in the languages that logs of this world are written in. Only the last word of a name counts
// here (`key` of `api key`); the rules that use them read the whole name.

function list(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

/** Last words of the names of secrets in running text. */
export const labelWords: () => ReadonlySet<string> = lazy(
  () =>
    new Set([
      ...list(
        'password passwords passwd pwd pswd pw pass passphrase passcode passwort kennwort contraseña contrasena clave senha passe wachtwoord lösenord hasło parola пароль adgangskode salasana passord heslo jelszó şifre mdp secret secreta secrets codes token tokens key apikey pin otp code cvv cvc jwt phrase mnemonic seed words credential credentials creds login logged in auth authorization cookie requirepass masterauth wort word wifi enter use puk kennwort bestätigungscode verifizierungscode sicherheitscode einmalcode community rocommunity rwcommunity psk xauth eap psksecret isakmp readonly createuser',
      ),
      ...toldWords(),
    ]),
);

/** Last words of the authentication schemes that the rule `authorization` reads. */
export const SCHEME_WORDS: ReadonlySet<string> = list(
  'bearer basic digest negotiate apikey key token sha256 signature oauth hawk mac',
);

/** Commands that take a password among their arguments, words of statements that set one, and words of one-time links. */
export const COMMAND_WORDS: ReadonlySet<string> = list(
  'curl wget mysql mysqldump mysqladmin mariadb mongo mongosh mongodump mongorestore sshpass docker podman helm cli net sqlcmd bcp isql tsql smbclient winexe ldapsearch ldapadd ldapmodify http https 7z 7za unzip zip plink pscp psftp htpasswd rabbitmqctl lftp az skopeo buildah crane xfreerdp rdesktop snyk keygen schtasks chpasswd snmpget snmpwalk cqlsh sqlplus expdp impdp sqlldr kinit cryptsetup signtool openrowset crypt openssl convertto nickserv identified values password reset invite invites invitation invitations verify verification confirm confirmation activate activation magic unsubscribe recover recovery otp onetime accept login signin signup token tokens key keys share shares auth session sessions join',
);

/** Words that announce a telephone number. */
export const PHONE_WORDS: ReadonlySet<string> = list(
  'tel tlf tlfnr telf tfno mob telemóvel telemovel puh telephone telefoonnummer phone phones mobile cell cellphone fax handy telefon telefono teléfono telefone téléphone portable celular cellulare móvil movil whatsapp call called calling llamar llame sms dial ring mobil mobiel mobilnummer rufnummer hotline contact puhelin telefonnummer 手机 电话 手机号 電話 携帯 전화 휴대폰 телефон тел',
);

/** Words that announce the number of a payment card. */
export const CARD_WORDS: ReadonlySet<string> = list(
  'card cards visa pan ccnum kreditkarte karte kartennummer carte tarjeta cartão cartao kaart kort karta kartu kart карта карты карту карте карточка',
);

/** Words that announce something personal; `dot` is how an address is written out, and `nr` stands behind a dash. */
export const contextWords: () => ReadonlySet<string> = lazy(
  () => new Set([...announcingWords(), ...PHONE_WORDS, ...CARD_WORDS, 'dot', 'nr']),
);
