import { COMMAND, CONTEXT, LABEL, SCHEME } from './endings.ts';
import { announcingWords } from './shapes/national-words.ts';
import { toldWords } from './shapes/told-words.ts';
import { CARD_WORDS, COMMAND_WORDS, PHONE_WORDS } from './trigger-words.ts';

// Words that make a text worth a closer look, for the table of their ends (`npm run tables`). Only the last word of a name
// counts here (`key` of `api key`); the rules that use them read the whole name.

function list(words: string): readonly string[] {
  return words.split(' ');
}

/** Last words of the names of secrets in running text. */
const LABELS = list(
  'password passwords passwd pwd pswd pw pass passphrase passcode passwort kennwort contraseña contrasena clave senha passe wachtwoord lösenord hasło parola пароль adgangskode salasana passord heslo jelszó şifre mdp secret secreta secrets codes token tokens key apikey pin otp code cvv cvc jwt phrase mnemonic seed words credential credentials creds login logged in auth authorization cookie requirepass masterauth wort word wifi enter use puk kennwort bestätigungscode verifizierungscode sicherheitscode einmalcode community rocommunity rwcommunity psk xauth eap psksecret isakmp readonly createuser',
);

/** Last words of the authentication schemes that the rule `authorization` reads. */
const SCHEMES = list('bearer basic digest negotiate apikey key token sha256 signature oauth hawk mac');

/** Words that announce something personal; `dot` is how an address is written out, and `nr` stands behind a dash. */
export const contextWords = (): ReadonlySet<string> =>
  new Set([...announcingWords(), ...PHONE_WORDS(), ...CARD_WORDS(), 'dot', 'nr']);

/** All of them, with what they announce. */
export const searchedWords = (): readonly (readonly [words: Iterable<string>, kind: number])[] => [
  [[...LABELS, ...toldWords()], LABEL],
  [COMMAND_WORDS(), COMMAND],
  [contextWords(), CONTEXT],
  [SCHEMES, SCHEME],
];
