import { shippedExamples, shippedNames } from '../packed-names.ts';
import type { KeyRule } from '../rule.ts';
import { isSecretWord, seedPhraseEnd, STATED } from './guess.ts';
import { nationalFields } from './national-fields.ts';

const OWASP = 'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude';
const GDPR = 'https://eur-lex.europa.eu/eli/reg/2016/679/oj#art_4';
const PCI = 'https://www.pcisecuritystandards.org/document_library/ (PCI DSS 4.0.1, requirement 3)';

/** A name that means many things: what it holds is a number of somebody's when it has so many digits and no other letters. */
function hasDigits(least: number): (value: string) => boolean {
  return (value) => value.length <= 40 && /^[+\d\s()./-]+$/.test(value) && value.replaceAll(/\D/g, '').length >= least;
}

/** A part of an address with letters and digits, as a link that signs somebody in has one: `/reset/a1b2c3d4`. */
const TOKEN = /[/=#](?=[\w.~-]{0,64}\d)(?=[\w.~-]{0,64}[A-Za-z])[\w.~-]{6}/;

function holdsToken(value: string): boolean {
  return TOKEN.test(value.slice(0, 4096).replace(/^[a-z]+:\/\/[^/?#]{0,255}/i, ''));
}

/** What a field holds whose name alone says too little: random characters, not a word or a small number. */
function isKeyMaterial(value: string): boolean {
  return (
    value.length >= 12 &&
    (/^[0-9a-f]{16,512}$/i.test(value) || isSecretWord(value.slice(0, 200), STATED) || seedPhraseEnd(value, 0) !== -1)
  );
}

type More = Partial<Pick<KeyRule, 'source' | 'examples' | 'whole' | 'keepNumbers' | 'line' | 'only'>>;

function keyRule(id: string, of: 'secret' | 'personal', source: string, more: More): KeyRule {
  return {
    kind: 'key',
    id,
    class: of,
    source,
    get keys() {
      return shippedNames(id);
    },
    get examples() {
      return shippedExamples(id);
    },
    ...more,
  };
}

const secretKeys = (id: string, more: More = {}): KeyRule => keyRule(id, 'secret', OWASP, more);
const personalKeys = (id: string, more: More = {}): KeyRule => keyRule(id, 'personal', GDPR, more);

/** Rules by key names that say a value is a secret. A key counts when its last words are one of these: `dbPassword`, not `passwordResetRequired`. The names: `key-names.ts`. */
export const secretKeyRules: readonly KeyRule[] = [
  secretKeys('key-password'),
  secretKeys('key-pass', { whole: true, keepNumbers: true }),
  secretKeys('key-pass-of', { whole: true }),
  secretKeys('key-secret'),
  secretKeys('key-token', { keepNumbers: true }),
  secretKeys('key-api-key', { keepNumbers: true }),
  secretKeys('key-seed', { only: isKeyMaterial }),
  secretKeys('key-authorization', { line: true }),
  secretKeys('key-auth', { whole: true, keepNumbers: true }),
  secretKeys('key-cookie', { line: true, keepNumbers: true }),
  secretKeys('key-session', { keepNumbers: true }),
  secretKeys('key-sid', { whole: true, keepNumbers: true }),
  secretKeys('key-otp'),
  secretKeys('key-link', { only: holdsToken }),
  secretKeys('key-pin', { whole: true }),
  secretKeys('key-card-code', { source: PCI }),
  secretKeys('key-connection'),
];

/** Rules by key names that say a value is personal data. */
export const personalKeyRules: readonly KeyRule[] = [
  personalKeys('key-email'),
  personalKeys('key-phone'),
  personalKeys('key-name'),
  personalKeys('key-phone-number', {
    only: hasDigits(7),
  }),
  personalKeys('key-device', { only: hasDigits(14) }),
  personalKeys('key-special-category'),
  personalKeys('key-address'),
  personalKeys('key-birth'),
  personalKeys('key-national-id'),
  /** The name of the number hides the value, whatever it looks like. */
  keyRule('key-national-document', 'personal', 'https://eur-lex.europa.eu/eli/reg/2016/679/oj#art_87', {
    examples: ['cnic', 'asmens kodas', 'cédula de identidad'],
  }),
  nationalFields,
  personalKeys('key-national-code', { whole: true, keepNumbers: true }),
  personalKeys('key-bank'),
  personalKeys('key-card', { source: PCI }),
];
