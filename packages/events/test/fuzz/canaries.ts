/** Values that must never be stored, kept aside, logged or answered, by what they are. */
export const canaries = {
  email: ['jane.doe@canary.example', 'JANE+tag@canary.example', 'mailto:jane@canary.example'],
  jwt: ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl'],
  url: [
    'https://canary.example/reset?token=s3cr3t-c4n4ry',
    'www.canary.example/profile',
    '/search?q=canary&email=jane%40canary.example',
  ],
  card: ['4111111111111111', '4111 1111 1111 1111', '4111-1111-1111-1111'],
  digits: ['491701234567', '+49 170 1234567', '078-05-1120', '(555) 010-0199'],
  name: ['Jane Canary Doe', 'Zoë Canarymüller', "Conan O'Canary", 'Иван Канарейкин'],
  // One word may be of a closed list: nothing tells it from one where no catalog says so.
  word: ['jane.doe.canary'],
  credential: ['Bearer c4n4ry-abcdef123456', 'token=c4n4ry-0123456789ab'],
} as const;

export type CanaryKind = keyof typeof canaries;

export const kinds = Object.keys(canaries) as readonly CanaryKind[];

/** Numbers as JSON numbers; no field has room for them. */
export const numbers = [4_111_111_111_111_111, 491_701_234_567] as const;

const TEXTS: readonly string[] = [...Object.values(canaries).flat(), ...numbers.map(String)];

/** Which of them stand in a text, whole. */
export const foundIn = (text: string): readonly string[] => TEXTS.filter((canary) => text.includes(canary));

const WORDS: readonly string[] = canaries.word;
const NAMES: ReadonlySet<string> = new Set([...canaries.name, ...WORDS]);

/** The same without names, for what may hold one: free text, and routes where nobody lists them. */
export const shapesIn = (text: string): readonly string[] => foundIn(text).filter((found) => !NAMES.has(found));

/** The same without names of one word, for what is kept aside until a catalog says what it is. */
export const textsIn = (text: string): readonly string[] => foundIn(text).filter((found) => !WORDS.includes(found));
