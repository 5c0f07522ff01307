import { plainName } from './names.ts';
import { shippedNames } from './packed-names.ts';
import type { KeyRule } from './rule.ts';

/** Words behind the name that say nothing about the value: `passwordConfirmation`, `token_value`, `apiKeyOld`. */
export const NOISE: ReadonlySet<string> = new Set(
  'value hash hashed digest salt old new current previous prev confirm confirmation confirmed repeat again raw plain plaintext encrypted enc base64 b64 hex str string text param header env var alt neu v1 v2 v3 primary secondary main backup default live test prod production staging dev sandbox'.split(
    ' ',
  ),
);

/** Names that end like a secret's and name something else: what a manifest refers to, marks of a vocabulary, colours of a design. */
export const NO_SECRETS: ReadonlySet<string> = new Set(
  'existingsecret pullsecret pullsecrets padtoken eostoken bostoken unktoken septoken clstoken masktoken stoptoken stoptokens specialtoken specialtokens addedtokens designtoken designtokens themetoken themetokens colortoken colortokens cancellationtoken cancelationtoken canceltoken syntaxtoken lasttoken'.split(
    ' ',
  ),
);

/** Written together in one case, so no boundary is left: `dbpassword`, `authtoken`. */
const PREFIXES =
  'db database user admin root my mysql pg postgres redis smtp mail email ftp ssh login old new current account client app application access auth refresh id bearer session csrf xsrf api oauth service proxy webhook device push fcm reset verification invite jwt bot personal private shared'.split(
    ' ',
  );
const STORES =
  'become sudo store key keystore truststore deststore srcstore ldap bind imap pop3 rabbitmq rabbit mongo mongodb cassandra elastic kafka amqp mqtt vault jenkins svc sa cert zip wifi vpn tomcat nexus sonar git repo docker registry basic encrypt backup replication sql oracle grafana influx ansible'.split(
    ' ',
  );
const NOUNS: ReadonlySet<string> = new Set(['password', 'passwd', 'pwd', 'secret', 'token', 'cookie', 'passphrase']);

/** A name as it is compared. */
export const joinedName = (key: string): string => plainName(key).replaceAll(' ', '').toLowerCase();

/** The names of a rule as they are compared; of those that ship the table has them. */
function joinedOf(rule: KeyRule): readonly string[] {
  const { keys } = rule;
  return keys === shippedNames(rule.id) ? keys : keys.map(joinedName);
}

/** What is written together with one of these words in front, in one case. */
export function gluedOf(joined: string): readonly string[] {
  if (NOUNS.has(joined)) return PREFIXES.map((prefix) => prefix + joined);
  // `boardingPass` and `bypass` are none.
  return joined === 'pass' || joined === 'pw' ? [...PREFIXES, ...STORES].map((prefix) => prefix + joined) : [];
}

/** The names of all rules: those that count at the end of a name, and those that are the whole of it. */
export function indexRules(rules: readonly KeyRule[]): { tails: Map<string, KeyRule>; wholes: Map<string, KeyRule> } {
  const tails = new Map<string, KeyRule>();
  const wholes = new Map<string, KeyRule>();
  for (const rule of rules) {
    for (const joined of joinedOf(rule)) {
      const map = rule.whole === true ? wholes : tails;
      map.set(joined, rule);
      if (!joined.endsWith('s')) map.set(`${joined}s`, rule);
      for (const glued of gluedOf(joined)) (NOUNS.has(joined) ? map : tails).set(glued, rule);
    }
  }
  return { tails, wholes };
}
