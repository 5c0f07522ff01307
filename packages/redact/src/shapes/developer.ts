import { HEX, sample, vendor, type AnchoredRule } from '../rule.ts';

const END = '(?![A-Za-z0-9])';

/** Tokens of code hosts and package registries. */
export const developerRules: readonly AnchoredRule[] = [
  vendor(
    'github-token',
    'https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github',
    ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    '[A-Za-z0-9_]{36,255}',
    sample('ghp_', 36),
    sample('ghs_', 36),
  ),
  vendor(
    'github-pat',
    'https://docs.github.com/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens',
    ['github_pat_'],
    '[A-Za-z0-9_]{36,255}',
    `${sample('github_pat_', 22)}_${sample('', 59)}`,
  ),
  vendor(
    'gitlab-token',
    'https://docs.gitlab.com/security/tokens/#token-prefixes',
    [
      'glpat-',
      'gldt-',
      'glrt-',
      'glrtr-',
      'glcbt-',
      'glptt-',
      'glft-',
      'glimt-',
      'glagent-',
      'gloas-',
      'glsoat-',
      'glffct-',
    ],
    '[A-Za-z0-9_.-]{20,320}',
    sample('glpat-', 20),
  ),
  vendor(
    'atlassian-token',
    'https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/',
    ['ATATT3', 'ATCTT3', 'ATBB'],
    '[A-Za-z0-9_=-]{28,512}',
    sample('ATATT3', 186),
    sample('ATBB', 32),
  ),
  vendor(
    'npm-token',
    'https://docs.npmjs.com/about-access-tokens',
    ['npm_'],
    `[A-Za-z0-9]{36}${END}`,
    sample('npm_', 36),
  ),
  vendor(
    'pypi-token',
    'https://docs.pypi.org/api/secret-reporting/',
    ['pypi-AgEI'],
    '[A-Za-z0-9_-]{40,1024}',
    sample('pypi-AgEI', 150),
  ),
  vendor(
    'rubygems-key',
    'https://guides.rubygems.org/api-key-scopes/',
    ['rubygems_'],
    '[a-f0-9]{48}',
    sample('rubygems_', 48, HEX),
  ),
  vendor(
    'crates-token',
    'https://doc.rust-lang.org/cargo/reference/publishing.html',
    ['cio'],
    `[A-Za-z0-9]{32}${END}`,
    sample('cio', 32),
  ),
  vendor(
    'nuget-key',
    'https://learn.microsoft.com/nuget/nuget-org/scoped-api-keys',
    ['oy2'],
    `[a-z0-9]{43}${END}`,
    sample('oy2', 43, HEX),
  ),
  vendor(
    'docker-token',
    'https://docs.docker.com/security/access-tokens/',
    ['dckr_pat_', 'dckr_oat_'],
    '[A-Za-z0-9_-]{27,64}',
    sample('dckr_pat_', 27),
  ),
  vendor(
    'artifactory-key',
    'https://jfrog.com/help/r/jfrog-platform-administration-documentation/api-key',
    ['AKCp'],
    '[A-Za-z0-9]{60,90}',
    sample('AKCp', 69),
  ),
];
