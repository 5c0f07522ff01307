import { luhnDigit } from '../checksums.ts';
import type { NegativeKind } from '../fact.ts';
import type { Random } from '../random.ts';
import { harmless, noun, version } from './make.ts';

/** A German article number: twelve digits and the check digit of GS1, which is not Luhn's. */
const articleNumber = (random: Random): string => {
  for (;;) {
    const body = `4${random.digits(11)}`;
    const sum = Array.from(body, Number).reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 1 : 3), 0);
    const check = String((10 - (sum % 10)) % 10);
    if (check !== luhnDigit(body)) return `${body}${check}`;
  }
};

const OPENINGS = [
  'the worker could not reach the second queue',
  'this order was held back by the night job',
  'we will try the same call one more time',
  'every open page was sent to the old server',
  'a slow disk made the first report very late',
];
const MIDDLES = [
  'because the file was still open',
  'while the other service had to restart',
  'after it had been quiet for an hour',
  'so that nobody lost any work',
  'although the cache was already warm',
];
const ENDINGS = [
  'and it will run again tomorrow',
  'until the next clean up begins',
  'before the team came back to look',
  'as the plan for this week says',
];

/** The nearest neighbours of secrets and of personal data that harmless logs have. */
export const nearMissKinds: readonly NegativeKind[] = [
  harmless(
    'long-prose',
    'https://en.wikipedia.org/wiki/Syslog',
    (r) => `${r.pick(OPENINGS)} ${r.pick(MIDDLES)} ${r.pick(ENDINGS)}`,
  ),
  harmless('article-number', 'https://www.gs1.org/standards/barcodes/ean-upc', articleNumber),
  harmless('url-with-at', 'https://www.rfc-editor.org/rfc/rfc3986#section-3.3', (r) =>
    r.pick([
      `https://unpkg.com/${noun(r)}@${version(r)}/index.js`,
      `https://cdn.jsdelivr.net/npm/@acme/${noun(r)}@${version(r)}/dist/`,
      `https://social.example/@${noun(r)}/${r.digits(6)}`,
      `https://maps.example.com/@52.${r.digits(4)},13.${r.digits(4)},15z`,
      `pkg:npm/%40acme/${noun(r)}@${version(r)}`,
      `http://localhost:${r.between(3_000, 9_000)}/@vite/client`,
    ]),
  ),
  harmless('remote-with-at', 'https://git-scm.com/docs/git-clone#_git_urls', (r) =>
    r.pick([
      `git@github.com:acme/${noun(r)}-${r.below(99)}.git`,
      `ssh deploy@build-${r.below(99)}`,
      `user@${r.between(1_000, 1_999)}.service`,
      `getty@tty${r.below(99)}.service`,
      `rsync -a ci@host-${r.below(99)}:/srv/${noun(r)}`,
      `postgres@db-${r.below(99)}`,
    ]),
  ),
  harmless('padded-number', 'https://en.wikipedia.org/wiki/Leading_zero', (r) =>
    r.pick([
      `job 0000${r.digits(6)}`,
      `asset 0${r.digits(2)}-1${r.digits(2)}-${r.digits(4)}`,
      `batch 00-${r.digits(3)}-${r.digits(3)}`,
      `offset 0x0000${r.hex(6)}`,
      `slot 000${r.digits(2)}/000${r.digits(2)}`,
    ]),
  ),
  harmless('code-in-prose', 'https://www.rfc-editor.org/rfc/rfc9110#section-15', (r) =>
    r.pick([
      `exit code ${r.between(2, 255)}`,
      `HTTP status code is ${r.between(400, 599)}`,
      `error code: ${r.digits(5)}`,
      `country code ${r.between(20, 999)}`,
      `the code is ${r.digits(4)} lines long`,
      `postal code: ${r.digits(5)}`,
      `errno ${r.between(2, 130)}, code 0x${r.hex(4)}`,
      `Enter ${r.between(10, 99)} characters to confirm`,
    ]),
  ),
  harmless('dump', 'https://nodejs.org/api/util.html#utilinspectobject-options', (r) =>
    r.pick([
      `Order { id: ${r.digits(5)}, state: "open", rows: Some(${r.between(2, 99)}) }`,
      `{'id': ${r.digits(5)}, 'author': '${noun(r)}'}`,
      `[ 'node', 'cli.js', '--region', 'eu-${r.below(99)}', '--verbose' ]`,
      `{:id=>${r.digits(5)}, :keyboard=>"qwerty"}`,
      `Page[number=${r.digits(3)}, tokenCount=${r.digits(4)}]`,
      `map[primaryKey:id rows:${r.digits(4)}]`,
      `region: "" => "eu-${r.below(99)}"`,
    ]),
  ),
  {
    ...harmless('opaque', 'https://docs.aws.amazon.com/AmazonS3/latest/API/RESTCommonResponseHeaders.html', (r) => ({
      text: r.pick([r.bytes(56).toString('base64'), r.upperDigits(16), r.alnum(32)]),
      field: r.pick(['x-amz-id-2', 'x-amz-request-id', 'x-amz-version-id', 'nextPageToken', 'kid']),
    })),
    neutral: true,
  },
];
