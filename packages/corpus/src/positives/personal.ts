import type { PositiveDraft, PositiveKind } from '../fact.ts';
import type { Random } from '../random.ts';
import { accountKinds } from './accounts.ts';
import { inside, personal } from './make.ts';
import { phoneKinds } from './phones.ts';

const MAIL = 'https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1';

const NAMES = [
  'anna',
  'b.schneider',
  'carlos_ruiz',
  'd-okafor',
  'eva.lindqvist',
  'farid',
  'g.rossi',
  'hana.kimura',
  'j.o.brien',
  'kwame',
  'maria.souza',
  'wei.zhang',
  'ola.nordmann',
  'priya.n',
  'tomasz',
];
/** Reserved for documentation, or below a domain that is. */
const DOMAINS = [
  'example.com',
  'example.org',
  'example.net',
  'mail.example.com',
  'corp.example',
  'shop.example.org',
  'acme.test',
];

const local = (random: Random): string =>
  `${random.pick(NAMES)}${random.pick(['', '', random.digits(2), `.${random.digits(4)}`])}`;
const address = (random: Random): string => `${local(random)}@${random.pick(DOMAINS)}`;

const mail = (kind: string, count: number, make: (random: Random) => PositiveDraft): PositiveKind =>
  personal(`email-${kind}`, MAIL, count, make);

const emailKinds: readonly PositiveKind[] = [
  mail('plain', 20, (r) => ({ text: address(r) })),
  mail('plus', 10, (r) => ({ text: `${local(r)}+${r.pick(['news', 'shop', 'test1', 'a.b'])}@${r.pick(DOMAINS)}` })),
  mail('subdomain', 10, (r) => ({
    text: `${local(r)}@${r.pick(['eu', 'students', 'mx1'])}.${r.pick(['uni', 'it', 'sales'])}.example.${r.pick(['com', 'co.uk', 'com.br', 'ac.jp'])}`,
  })),
  mail('idn', 10, (r) => ({
    text: `${local(r)}@${r.pick(['bücher.example', 'xn--bcher-kva.example', 'münchen.example', '例え.テスト', 'пример.example'])}`,
  })),
  mail('unicode-local', 8, (r) => ({
    text: `${r.pick(['jürgen', 'françois', 'søren', 'łukasz', '用户', 'юлия'])}${r.digits(2)}@${r.pick(DOMAINS)}`,
  })),
  mail('quoted', 6, (r) => ({
    text: `"${r.pick(['anna maria', 'sales team', 'j..doe'])}${r.digits(2)}"@${r.pick(DOMAINS)}`,
  })),
  mail('display-name', 10, (r) =>
    inside(`${r.pick(['Anna Weber', 'Carlos Ruiz', 'Okafor, Dayo'])} <`, address(r), '>'),
  ),
  mail('mailto', 8, (r) => inside('mailto:', address(r), '?subject=Hello')),
  mail('upper-case', 8, (r) => ({ text: address(r).toUpperCase() })),
  mail('odd-characters', 8, (r) => ({
    text: `${r.pick(["o'neill", 'x/y=dept', '#tag', 'a_b-c', '1000'])}${r.digits(2)}@${r.pick(DOMAINS)}`,
  })),
  mail('in-prose', 14, (r) =>
    inside(
      r.pick(['user ', 'Sent to ', 'duplicate account for ', 'from=', 'to:']),
      address(r),
      r.pick([' signed in', ', retrying', '.', '; status=bounced', ' (verified)']),
    ),
  ),
  mail('list', 6, (r) => {
    const core = address(r);
    return { text: `team@example.com,${core};${address(r)}`, core };
  }),
  mail('percent-encoded', 10, (r) => {
    const core = encodeURIComponent(address(r));
    return { text: `/users/${core}/orders`, core };
  }),
  mail('git-trailer', 6, (r) => inside('Co-authored-by: Anna Weber <', address(r), '>')),
  mail('key-in-path', 6, (r) => inside('uploads/', address(r), '/avatar.png')),
  mail('sql-detail', 6, (r) => inside('Key (email)=(', address(r), ') already exists.')),
];

const fieldKinds: readonly PositiveKind[] = [
  personal('personal-key', 'https://gdpr.eu/eu-gdpr-personal-data/', 12, (r, index) => {
    const cases: readonly (readonly [string, string])[] = [
      ['phone', `0${r.digits(9)}`],
      ['mobilePhone', `0${r.digits(10)}`],
      ['phone_number', r.digits(10)],
      ['telephone', `0${r.digits(3)}/${r.digits(6)}`],
      ['email', `${local(r)}(at)example.com`],
      ['cardNumber', r.digits(16)],
    ];
    const [field, text] = cases[index % cases.length] ?? ['phone', r.digits(9)];
    return { text, field };
  }),
];

/** Mail addresses, telephone numbers, cards and bank accounts. */
export const personalKinds: readonly PositiveKind[] = [...emailKinds, ...phoneKinds, ...accountKinds, ...fieldKinds];
