// Words that say what follows, in the languages that logs of this world are written in. Only the last word of a name counts
// here (`key` of `api key`); the rules that use them read the whole name.

function list(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

/** Last words of the names of secrets in running text. */
export const LABEL_WORDS: ReadonlySet<string> = list(
  'password passwords passwd pwd pswd pw pass passphrase passcode passwort kennwort contraseña contrasena clave senha passe wachtwoord lösenord hasło parola пароль adgangskode salasana passord heslo jelszó şifre mdp secret secrets token tokens key apikey pin otp code cvv cvc jwt phrase mnemonic seed words credential credentials creds login logged in',
);

/** Last words of the authentication schemes that the rule `authorization` reads. */
export const SCHEME_WORDS: ReadonlySet<string> = list(
  'bearer basic digest negotiate apikey key token sha256 signature',
);

/** Commands that take a password among their arguments, words of statements that set one, and words of one-time links. */
export const COMMAND_WORDS: ReadonlySet<string> = list(
  'curl wget mysql mysqldump mysqladmin mariadb mongo mongosh mongodump mongorestore sshpass docker podman helm cli net sqlcmd bcp isql tsql smbclient winexe ldapsearch ldapadd ldapmodify http https 7z 7za unzip zip plink pscp psftp htpasswd rabbitmqctl lftp az skopeo buildah crane xfreerdp rdesktop keygen identified values password reset invite invites invitation invitations verify verification confirm confirmation activate activation magic unsubscribe recover recovery otp onetime accept login signin signup token tokens key keys share shares auth session sessions join',
);

/** Words that announce a personal number, a date of birth or a telephone number. */
export const CONTEXT_WORDS: ReadonlySet<string> = list(
  'ssn security sin nino insurance nhs steuer idnr idno tin tax bsn nir insee vitale fiscale codice dni nie nif pesel cpf cnpj curp rfc aadhaar aadhar uidai pan personnummer fødselsnummer fodselsnummer fnr cpr hetu henkilötunnus ahv avs kimlik tckn tc rrn jumin 주민등록번호 mynumber nric medicare passport passeport reisepass pasaporte licence license führerschein permis vat ust mwst tva iva umsatzsteuer btw bic swift dob birth birthdate birthday born geboren geburtsdatum née né nacimiento naissance nascimento tel telephone phone mobile cell cellphone fax handy telefon telefono teléfono telefone téléphone portable celular móvil movil whatsapp call sms dial ring mobil kennitala egn cnp rodné emso matricula sozialversicherungsnummer versicherungsnummer svnr dot imei plate',
);
