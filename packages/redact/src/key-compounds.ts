import { lazy } from './lazy.ts';
import { plainName } from './names.ts';
import { PASSWORD_WORDS } from './packed-tables.ts';

// Names that carry a secret's name and then say whose it is or where it belongs: `senhaAtual`, `PASSWORD_ADMIN`,
// `apikey_private`. What follows may also say something of the secret and not be it: `passwordPolicy`, `senhaExpiraEm`.

function words(text: string): () => ReadonlySet<string> {
  return lazy(() => new Set(text.split(' ').map((word) => plainName(word).toLowerCase())));
}

/** Words for a password that mean nothing else, and are no part of a longer word. */
const passwords: () => ReadonlySet<string> = lazy(() => new Set(PASSWORD_WORDS.split(' ')));
/** Words of which two, or more, make the name of a secret. */
const PAIRS: ReadonlyMap<string, string> = new Map(
  [
    ['password', 'motde passe,palavra passe,mat khau,kata sandi,clave acceso,clave secreta'],
    ['api key', 'api key,secret key,private key,server key,access key,signing key,encryption key,master key'],
    ['token', 'access token,auth token,refresh token,bearer token,api token,session token'],
    ['secret', 'client secret,app secret,api secret,webhook secret,consumer secret'],
  ].flatMap(([name = '', pairs = '']) => pairs.split(',').map((pair) => [pair, name] as const)),
);
const JOINED: ReadonlyMap<string, string> = new Map([
  ['apikey', 'api key'],
  ['secretkey', 'api key'],
  ['privatekey', 'api key'],
  ['accesstoken', 'token'],
  ['authtoken', 'token'],
  ['clientsecret', 'secret'],
]);

/** Behind the name of a secret: what is said of it. */
const about = words(
  'required requirement requirements reset policy policies field fields input inputs form forms expires expire expired expiry expiration expiring exp count counter length len min max minimum maximum strength score changed change changes changing updated update created at on date time timestamp ts since until last attempts attempt tries retries retry failed failure failures valid validity validated validation validator invalid is has needs must should can allow allowed type types kind hint hints label labels name names title visible visibility hidden hide show shown toggle enabled disabled enable disable active rule rules age days hours minutes seconds ttl url urls uri endpoint link path paths file files filename dir folder page pages prompt placeholder message messages msg error errors err code codes pattern regex regexp format screen view component button modal dialog manager service provider providers store storage encoder encryptor hasher generator generate generated id ids uuid version status state flow mode method methods algorithm algo grant scheme size index column table schema ref refs reference arn location source sources callback handler function fn factory repository controller dto request requests response event events step steps usage used uses limit limits quota scope scopes permission permissions header headers prefix suffix issuer audience owner fingerprint thumbprint bits lifetime rotation rotated rotate support supported option options config configuration settings setting provided present set exists missing empty matches match equal mismatch less lost forgot forgotten recovery sent auth authentication login public pub too short long weak strong wrong incorrect description help tooltip info tips tip note notes protected protection safe secure security criteria complexity check checked checks checker checksum meter reuse similarity grace lock locked cost rounds iterations cache cached cipher encoding encryption in not to and or with without available unchanged same different ok bool flag char chars characters digits letters sha key keys charset alphabet language entropy eye icon toggled focus touched dirty changeable editable confirmable class classes css style tab section group groups template templates mail subject body link links history cost days interval period env envvar variable var manual ' +
    'expira expirada expirado expiracion expiração caduca vence requerida requerido obrigatoria obligatoria olvidada olvido oublie oublié vergessen richtlinie politica política länge laenge longitud tamanho tamaño comprimento longueur cambio cambiada alterada alterado fecha data datum fehler erreur erro valido valida válida gültig gueltig feld campo champ geändert geaendert ändern aendern zurücksetzen zuruecksetzen restablecer recuperar recuperacion recuperação redefinir esqueci ablauf ablaufdatum fuerza tipo force politique vergeten länka glömt политика срок длина изменен изменён сброс ошибка',
);
/** In front of it: what is done with it, or asked. */
const verbs = words(
  'is has show hide forgot forget forgotten lost reset change update require requires validate check verify compare enable disable needs must should can allow use uses no missing invalid wrong incorrect bad weak toggle',
);
/** Longest rest of a name that says whose it is. */
const MAX_REST = 3;

/** What `pass` as a last word belongs to when it is none. */
const passes = words(
  'boarding by day days season ski guest first second third fourth last next multi single one two render shader compiler all fast travel event gate entry hall bus rail train museum low high band mountain must did should will can may tests test checks check does do not to and or backstage press parking lounge game battle vip under over hall trespass water sand annual monthly weekly daily transit metro tour city year pre post optimization optimizer build forward backward lint analysis parse parser scan frame depth shadow light color geometry ssao bloom blur final max min num number total per each rate which hallway of is if will sur',
);

/** Where in these words the name of a secret ends, and the name that it goes by; the last one counts. */
function secretIn(parts: readonly string[]): { name: string; end: number } | undefined {
  for (let i = parts.length - 1; i >= 0; i--) {
    const word = parts[i] ?? '';
    if (passwords().has(word)) return { name: 'password', end: i };
    const joined = JOINED.get(word);
    if (joined !== undefined) return { name: joined, end: i };
    const pair =
      PAIRS.get(`${parts[i - 1] ?? ''} ${word}`) ?? PAIRS.get(`${parts[i - 2] ?? ''}${parts[i - 1] ?? ''} ${word}`);
    if (pair !== undefined) return { name: pair, end: i };
  }
  return undefined;
}

/** The plain name of the secret that a name of several words stands for, or undefined. */
export function compoundOf(parts: readonly string[]): string | undefined {
  const found = secretIn(parts);
  if (found === undefined || verbs().has(parts[0] ?? '')) return undefined;
  const rest = parts.slice(found.end + 1);
  if (rest.length === 0 || rest.length > MAX_REST) return undefined;
  return rest.some((word) => about().has(word)) ? undefined : found.name;
}

/** Whether `pass` at the end of these words is a password: `RABBITMQ_DEFAULT_PASS`, but not `boardingPass`. */
export function isPassOf(parts: readonly string[]): boolean {
  const before = parts.at(-2);
  return parts.at(-1) === 'pass' && before !== undefined && !passes().has(before) && !/^\d{1,9}$/.test(before);
}

/** A quick look: whether a name can be such a one at all. Names of other scripts are always looked at. */
export const MAY_BE_COMPOUND: RegExp =
  /pass(?:w|e|ord|phr|cod)|pwd|kennw|contras|senha|clave|heslo|jelsz|sifre|haslo|losen|salasana|adgang|wachtw|parol|lozink|slapta|kodeord|geslo|khau|sandi|(?:api|secret|private|server|access|master|signing|encryption)[-_.]?key|(?:access|auth|refresh|bearer|api|session)[-_.]?token|(?:client|app|api|webhook|consumer)[-_.]?secret|[^ -~]/i;
