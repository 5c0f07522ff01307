import { sample, vendor, type AnchoredRule } from '../rule.ts';

const REST = '[A-Za-z0-9./+=$,_:*-]';

/** Password hashes: whoever has one can guess the password without anybody's notice. */
export const hashRules: readonly AnchoredRule[] = [
  vendor(
    'crypt-hash',
    'https://man7.org/linux/man-pages/man5/crypt.5.html',
    ['$2a$', '$2b$', '$2x$', '$2y$', '$1$', '$3$', '$5$', '$6$', '$7$', '$y$', '$gy$', '$md5', '$sha1$', '$apr1$'],
    `${REST}{16,256}`,
    sample('$2b$12$', 53),
    sample('$6$rounds=5000$', 90),
  ),
  vendor(
    'argon2-hash',
    'https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md',
    ['$argon2', '$scrypt$', '$pbkdf2', '$bcrypt'],
    `${REST}{16,512}`,
    sample('$argon2id$v=19$m=65536,t=3,p=4$', 60),
    sample('$pbkdf2-sha256$29000$', 60),
  ),
  vendor(
    'django-hash',
    'https://docs.djangoproject.com/en/stable/topics/auth/passwords/#how-django-stores-passwords',
    ['pbkdf2_sha', 'bcrypt_sha', 'pbkdf2:sha', 'scrypt:', 'scrypt$', 'argon2$'],
    `[a-z0-9:]{0,24}\\$${REST}{24,512}`,
    sample('pbkdf2_sha256$600000$', 66),
    sample('scrypt:32768:8:1$', 60),
  ),
  vendor(
    'ldap-hash',
    'https://datatracker.ietf.org/doc/html/draft-stroeder-hashed-userpassword-values-01',
    ['{SSHA', '{SHA', '{SMD5', '{MD5', '{CRYPT', '{PBKDF2', '{ARGON2'],
    `[0-9-]{0,8}\\}${REST}{16,512}`,
    sample('{SSHA}', 32),
  ),
  vendor(
    'scram-hash',
    'https://www.postgresql.org/docs/current/catalog-pg-authid.html',
    ['SCRAM-SHA-'],
    `(?:1|256|512)\\$[0-9]{1,9}:${REST}{40,256}`,
    sample('SCRAM-SHA-256$4096:', 110),
  ),
];
