import { luhnDigit } from '../checksums.ts';
import type { NegativeKind } from '../fact.ts';
import { alphabets, type Random } from '../random.ts';
import { harmless, noun, two } from './make.ts';

const UUID = 'https://www.rfc-editor.org/rfc/rfc9562';
const SELF = 'https://en.wikipedia.org/wiki/Identifier';

/** Digits whose last one is not what Luhn asks for. */
const failingLuhn = (random: Random, length: number): string => {
  const body = `${random.between(1, 9)}${random.digits(length - 2)}`;
  return `${body}${(Number(luhnDigit(body)) + random.between(1, 9)) % 10}`;
};

const uuidOf = (random: Random, kind: string): string =>
  `${random.hex(8)}-${random.hex(4)}-${kind}${random.hex(3)}-${random.text('89ab', 1)}${random.hex(3)}-${random.hex(12)}`;

/** Milliseconds of 2024 to 2027 as 48 bits. */
const stamp = (random: Random): number => 1_704_067_200_000 + random.below(94_000_000) * 1_000 + random.below(1_000);

const crockfordTime = (millis: number): string => {
  let rest = millis;
  let text = '';
  for (let index = 0; index < 10; index += 1) {
    text = (alphabets.crockford[rest % 32] ?? '0') + text;
    rest = Math.floor(rest / 32);
  }
  return text;
};

/** Names of things that are meant to be seen. */
export const identifierKinds: readonly NegativeKind[] = [
  harmless('uuid-v4', UUID, (r, index) => (index % 6 === 0 ? r.uuid().toUpperCase() : r.uuid())),
  harmless('uuid-v1', UUID, (r) => uuidOf(r, '1')),
  harmless('uuid-v7', UUID, (r) => {
    const hex = stamp(r).toString(16).padStart(12, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7${r.hex(3)}-${r.text('89ab', 1)}${r.hex(3)}-${r.hex(12)}`;
  }),
  harmless(
    'ulid',
    'https://github.com/ulid/spec',
    (r) => `${crockfordTime(stamp(r))}${r.text(alphabets.crockford, 16)}`,
  ),
  harmless('ksuid', 'https://github.com/segmentio/ksuid', (r) => `2${r.text('abcdefghij', 1)}${r.alnum(25)}`),
  harmless(
    'short-id',
    'https://github.com/ai/nanoid',
    (r) => `${r.pick(['', 'u_', 'ord_', 'evt_', 'inv-'])}${r.alnum(r.between(6, 12))}`,
  ),
  harmless(
    'prefixed-id',
    'https://docs.stripe.com/api/customers/object',
    (r) => `${r.pick(['cus', 'ch', 'evt', 'in', 'prod', 'price', 'usr', 'org'])}_${r.alnum(14)}`,
  ),
  harmless('object-id', 'https://www.mongodb.com/docs/manual/reference/bson-types/#objectid', (r) => `6${r.hex(23)}`),
  harmless('trace-id', 'https://www.w3.org/TR/trace-context/', (r) => ({
    text: r.hex(32),
    field: r.pick(['trace_id', 'traceId', 'trace.id', 'request_id']),
  })),
  harmless('span-id', 'https://www.w3.org/TR/trace-context/', (r) => ({
    text: r.hex(16),
    field: r.pick(['span_id', 'spanId', 'parent_span_id']),
  })),
  harmless('traceparent', 'https://www.w3.org/TR/trace-context/', (r) => `00-${r.hex(32)}-${r.hex(16)}-0${r.below(2)}`),
  harmless('git-sha', 'https://git-scm.com/book/en/v2/Git-Internals-Git-Objects', (r) => r.hex(40)),
  harmless(
    'git-sha-short',
    'https://git-scm.com/docs/git-rev-parse',
    (r) => `${r.pick(['', 'at ', 'main@'])}${r.hex(r.between(7, 9))}`,
  ),
  harmless('order-number', SELF, (r) =>
    r.pick([`ORD-${r.digits(8)}`, `2026-${r.digits(6)}`, `SO${r.digits(7)}`, `#${r.digits(6)}`]),
  ),
  harmless('invoice-number', SELF, (r) =>
    r.pick([`INV-2026-${r.digits(5)}`, `RE-${r.digits(4)}/26`, `F${r.digits(8)}`]),
  ),
  harmless(
    'sku',
    SELF,
    (r) => `${r.text(alphabets.upper, 3)}-${r.digits(4)}-${r.text(alphabets.upper, 2)}${r.below(9)}`,
  ),
  harmless('ticket', SELF, (r) => `${r.pick(['OPS', 'PLB', 'JIRA', 'CVE-2025', 'RFC'])}-${r.between(100, 99_999)}`),
  harmless('long-number', 'https://en.wikipedia.org/wiki/Luhn_algorithm', (r) =>
    failingLuhn(r, r.pick([16, 16, 15, 14, 18])),
  ),
  harmless('snowflake-id', 'https://discord.com/developers/docs/reference#snowflakes', (r) => ({
    text: failingLuhn(r, 18),
    field: r.pick(['id', 'channel_id', 'tweetId']),
  })),
  harmless('serial-number', SELF, (r) => `SN ${r.text(alphabets.upperDigits, 4)}-${r.digits(4)}-${two(r.below(99))}`),
  harmless(
    'isbn',
    'https://www.isbn-international.org/',
    (r) => `ISBN 978-${r.digits(1)}-${r.digits(4)}-${r.digits(4)}-${r.digits(1)}`,
  ),
  harmless('tracking-number', 'https://www.ups.com/', (r) => `1Z${r.upperDigits(6)}${r.digits(10)}`),
  harmless(
    'kubernetes-pod',
    'https://kubernetes.io/docs/concepts/workloads/pods/',
    (r) =>
      `${noun(r)}-${noun(r)}-${r.text('bcdfghjklmnpqrstvwxz2456789', r.pick([9, 10]))}-${r.text('bcdfghjklmnpqrstvwxz2456789', 5)}`,
  ),
  harmless('cloud-resource', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html', (r) =>
    r.pick([
      `arn:aws:lambda:eu-west-1:${r.digits(12)}:function:${noun(r)}`,
      `arn:aws:s3:::acme-${noun(r)}-${r.digits(3)}`,
      `i-0${r.hex(16)}`,
      `projects/acme-${r.digits(4)}/topics/${noun(r)}`,
      `/subscriptions/${r.uuid()}/resourceGroups/${noun(r)}`,
      `vpc-0${r.hex(16)}`,
    ]),
  ),
];
