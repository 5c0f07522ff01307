import type { NegativeKind } from '../fact.ts';
import { date, harmless, noun, time, two, version } from './make.ts';

const SEMVER = 'https://semver.org/';
const ISO = 'https://www.rfc-editor.org/rfc/rfc3339';
const MDN = 'https://developer.mozilla.org/en-US/docs/Web/HTTP';

/** Digests, times and versions. */
export const machineKinds: readonly NegativeKind[] = [
  harmless(
    'sha256-digest',
    'https://github.com/opencontainers/image-spec/blob/main/descriptor.md',
    (r) => `sha256:${r.hex(64)}`,
  ),
  harmless('digest-field', 'https://en.wikipedia.org/wiki/SHA-2', (r) => ({
    text: r.hex(r.pick([32, 40, 64])),
    field: r.pick(['sha256', 'checksum', 'md5', 'contentHash', 'digest', 'commit']),
  })),
  harmless('etag', `${MDN}/Reference/Headers/ETag`, (r) =>
    r.pick([`W/"${r.hex(8)}-${r.alnum(27)}"`, `"${r.hex(32)}"`, `W/"${r.hex(3)}-${r.hex(10)}"`]),
  ),
  harmless('integrity', 'https://www.w3.org/TR/SRI/', (r) =>
    r.pick([
      `sha512-${r.bytes(64).toString('base64')}`,
      `sha384-${r.bytes(48).toString('base64')}`,
      `sha256-${r.bytes(32).toString('base64')}`,
    ]),
  ),
  harmless(
    'asset-name',
    'https://vite.dev/guide/assets.html',
    (r) => `/assets/${noun(r)}-${r.base64url(8)}.${r.pick(['js', 'css', 'woff2', 'png'])}`,
  ),
  harmless(
    'asset-hash',
    'https://webpack.js.org/guides/caching/',
    (r) => `${r.pick(['main', 'vendor', 'runtime'])}.${r.hex(20)}.${r.pick(['js', 'chunk.css', 'js.map'])}`,
  ),
  harmless('date-time', ISO, (r) =>
    r.pick([`${date(r)}T${time(r)}.${r.digits(3)}Z`, `${date(r)}T${time(r)}+02:00`, `${date(r)} ${time(r)}`, date(r)]),
  ),
  harmless('written-date', 'https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7', (r) =>
    r.pick([
      `Mon, ${two(r.between(1, 28))} Jan 2026 ${time(r)} GMT`,
      `${r.between(1, 28)}. März 20${r.between(20, 27)}`,
      `${two(r.between(1, 28))}/${two(r.between(1, 12))}/20${r.between(20, 27)}`,
      `${two(r.between(1, 28))}.${two(r.between(1, 12))}.20${r.between(20, 27)}`,
    ]),
  ),
  harmless(
    'timestamp',
    'https://en.wikipedia.org/wiki/Unix_time',
    (r) => `${r.between(1_600_000_000, 1_899_999_999)}${r.pick(['', '.123', r.digits(3), r.digits(6)])}`,
  ),
  harmless('duration', ISO, (r) =>
    r.pick([
      `${r.between(2, 900)}ms`,
      `${r.below(60)}m ${r.below(60)}s`,
      `PT${r.between(2, 90)}M`,
      `${r.below(99)}.${r.digits(3)} s`,
      `took ${r.digits(4)} µs`,
      `P${r.between(2, 30)}DT${r.below(24)}H`,
    ]),
  ),
  harmless('version', SEMVER, (r) =>
    r.pick([
      version(r),
      `v${version(r)}`,
      `${version(r)}-beta.${r.below(20)}`,
      `${version(r)}+build.${r.digits(4)}`,
      `${version(r)}-rc.${r.below(9)}+${r.hex(7)}`,
    ]),
  ),
  harmless('version-range', SEMVER, (r) =>
    r.pick([
      `^${version(r)}`,
      `>=${version(r)} <${version(r)}`,
      `~${version(r)}`,
      `${r.below(20)}.x || ${r.below(20)}.x`,
    ]),
  ),
  harmless('docker-image', 'https://docs.docker.com/reference/cli/docker/image/tag/', (r) =>
    r.pick([
      `ghcr.io/acme/${noun(r)}:${version(r)}`,
      `postgres:${r.between(12, 18)}.${r.below(9)}-alpine`,
      `registry.example.com:5000/${noun(r)}@sha256:${r.hex(64)}`,
    ]),
  ),
];
