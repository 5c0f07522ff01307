import { lazy } from './lazy.ts';

// Words that say what follows, in the languages that logs of this world are written in.

function list(words: string): () => ReadonlySet<string> {
  return lazy(() => new Set(words.split(' ')));
}

/** Commands that take a password among their arguments, words of statements that set one, and words of one-time links. */
export const COMMAND_WORDS: () => ReadonlySet<string> = list(
  'curl wget mysql mysqldump mysqladmin mariadb mongo mongosh mongodump mongorestore sshpass docker podman helm cli net sqlcmd bcp isql tsql smbclient winexe ldapsearch ldapadd ldapmodify http https 7z 7za unzip zip plink pscp psftp htpasswd rabbitmqctl lftp az skopeo buildah crane xfreerdp rdesktop snyk keygen schtasks chpasswd snmpget snmpwalk cqlsh sqlplus expdp impdp sqlldr kinit cryptsetup signtool openrowset crypt openssl convertto nickserv identified values password reset invite invites invitation invitations verify verification confirm confirmation activate activation magic unsubscribe recover recovery otp onetime accept login signin signup token tokens key keys share shares auth session sessions join',
);

/** Words that announce a telephone number. */
export const PHONE_WORDS: () => ReadonlySet<string> = list(
  'tel tlf tlfnr telf tfno mob telemóvel telemovel puh telephone telefoonnummer phone phones mobile cell cellphone fax handy telefon telefono teléfono telefone téléphone portable celular cellulare móvil movil whatsapp call called calling llamar llame sms dial ring mobil mobiel mobilnummer rufnummer hotline contact puhelin telefonnummer 手机 电话 手机号 電話 携帯 전화 휴대폰 телефон тел',
);

/** Words that announce the number of a payment card. */
export const CARD_WORDS: () => ReadonlySet<string> = list(
  'card cards visa pan ccnum kreditkarte karte kartennummer carte tarjeta cartão cartao kaart kort karta kartu kart карта карты карту карте карточка',
);
