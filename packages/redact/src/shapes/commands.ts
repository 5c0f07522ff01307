import { lazy } from '../lazy.ts';

// Commands that take a password as an argument which no name announces: `curl -u jane:…`, `mysql -p…`.

/** `value`: all of it goes. `login`: what stands behind the first colon. `percent`: behind `%`. */
export type Part = 'value' | 'login' | 'percent';

type Parts = () => ReadonlyMap<string, Part>;

export interface Command {
  /** Options whose argument stands behind a blank, or behind `=`. */
  readonly next?: Parts;
  /** Options whose argument is written right behind the letter. */
  readonly joined?: Parts;
  /** The place of the bare argument that is a password, counted from 1, behind one of these words; with `all`, those before it too. */
  readonly bare?: { readonly words: readonly string[]; readonly place: number; readonly all?: boolean };
  /** An option of one letter whose argument is a login may end a row of others: `-sSu`. */
  readonly row?: RegExp;
  /** The first two bare arguments are a file and a user, the third one is a password; no file with `-n`. */
  readonly batch?: boolean;
  /** The options mean a password only behind this word. */
  readonly behind?: string;
}

function parts(text: string): Parts {
  return lazy(
    () =>
      new Map<string, Part>(
        text.split(' ').map((entry) => {
          const [option = '', part = 'value'] = entry.split('/');
          return [option, part === 'login' || part === 'percent' ? part : 'value'];
        }),
      ),
  );
}

const CURL: Command = {
  next: parts('-u/login --user/login -U/login --proxy-user/login --pass --proxy-pass --key-pass -E/login'),
  joined: parts('-u/login -U/login'),
  row: /^-[sSLkfivIgGnNqajlO#0-46]{1,6}[uU]$/,
};
const MYSQL: Command = { joined: parts('-p') };
const MONGO: Command = { next: parts('-p'), joined: parts('-p') };
const LDAP: Command = { next: parts('-w'), joined: parts('-w') };
const ARCHIVE: Command = { joined: parts('-p') };
const PUTTY: Command = { next: parts('-pw') };
const LOGIN: Command = { next: parts('-p'), joined: parts('-p'), behind: 'login' };
const SMB: Command = {
  next: parts('-U/percent --user/percent --pw-nt-hash'),
  joined: parts('-U/percent'),
  bare: { words: ['//'], place: 1 },
};

/** Commands that a word announces: some take a password without any option. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['curl', CURL],
  ['wget', { next: parts('--http-passwd --ftp-passwd') }],
  ['mysql', MYSQL],
  ['mysqldump', MYSQL],
  ['mysqladmin', MYSQL],
  ['mariadb', MYSQL],
  ['mongo', MONGO],
  ['mongosh', MONGO],
  ['mongodump', MONGO],
  ['mongorestore', MONGO],
  ['sshpass', { next: parts('-p'), joined: parts('-p') }],
  ['docker', LOGIN],
  ['podman', LOGIN],
  ['helm', LOGIN],
  ['skopeo', { next: parts('--creds/login --src-creds/login --dest-creds/login') }],
  ['buildah', { next: parts('--creds/login -p') }],
  ['crane', LOGIN],
  ['az', LOGIN],
  ['cli', { next: parts('-a') }],
  ['net', { bare: { words: ['\\\\'], place: 1 }, next: parts('-U/percent'), joined: parts('-U/percent') }],
  ['sqlcmd', { next: parts('-P'), joined: parts('-P') }],
  ['bcp', { next: parts('-P'), joined: parts('-P') }],
  ['isql', { next: parts('-P'), joined: parts('-P') }],
  ['tsql', { next: parts('-P') }],
  ['smbclient', SMB],
  ['winexe', SMB],
  ['ldapsearch', LDAP],
  ['ldapadd', LDAP],
  ['ldapmodify', LDAP],
  ['http', { next: parts('-a/login --auth/login') }],
  ['https', { next: parts('-a/login --auth/login') }],
  ['7z', ARCHIVE],
  ['7za', ARCHIVE],
  ['zip', { next: parts('-P'), joined: parts('-P') }],
  ['unzip', { next: parts('-P'), joined: parts('-P') }],
  ['plink', PUTTY],
  ['pscp', PUTTY],
  ['psftp', PUTTY],
  ['htpasswd', { batch: true }],
  ['rabbitmqctl', { bare: { words: ['add_user', 'change_password', 'authenticate_user'], place: 2 } }],
  ['lftp', { next: parts('-u/login') }],
  ['xfreerdp', { joined: parts('/p:') }],
  ['rdesktop', { next: parts('-p') }],
  ['snmpget', { next: parts('-A -X -c') }],
  ['snmpwalk', { next: parts('-A -X -c') }],
  ['cqlsh', { next: parts('-p') }],
  ['openssl', { next: parts('-k -hmac -1 -5 -6 -apr1') }],
  ['signtool', { next: parts('/p') }],
  ['snyk', { bare: { words: ['auth'], place: 1 }, joined: parts('api=') }],
  ['keygen', { next: parts('-N -P') }],
]);

const USER: Command = { next: parts('-p') };
const WRITE: Command = { next: parts('-P --pw') };
const RAR: Command = { joined: parts('-hp -p') };
const DATA: Command = { next: parts('-p'), joined: parts('-p') };

/** Commands that take a password behind an option alone, so that a dash announces them. */
export const OPTIONS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ...[
    'mysqlimport',
    'mysqlcheck',
    'mysqlshow',
    'mysqlslap',
    'mysqlbinlog',
    'mysqlpump',
    'mariadb-dump',
    'mariadb-admin',
    'mariadb-import',
    'mariadb-check',
    'mariadb-backup',
  ].map((name) => [name, MYSQL] as const),
  ...['mongoexport', 'mongoimport', 'mongostat', 'mongotop', 'mongofiles'].map((name) => [name, DATA] as const),
  ...['ldapwhoami', 'ldapdelete', 'ldapmodrdn', 'ldapcompare', 'ldapexop'].map((name) => [name, LDAP] as const),
  ['ldappasswd', { next: parts('-w -s -a'), joined: parts('-w') }],
  ['slappasswd', { next: parts('-s') }],
  ...['rpcclient', 'smbget', 'smbcacls', 'net', 'wmic', 'smbtree'].map((name) => [name, SMB] as const),
  ['smbmap', USER],
  ['mosquitto_passwd', { batch: true }],
  ...['mosquitto_pub', 'mosquitto_sub', 'mosquitto_rr', 'ipmitool'].map((name) => [name, WRITE] as const),
  ['nerdctl', LOGIN],
  ['skopeo', LOGIN],
  ['oc', LOGIN],
  ['cf', LOGIN],
  ['vault', { ...LOGIN, next: parts('-token') }],
  ...[
    'useradd',
    'usermod',
    'certutil',
    'certreq',
    'beeline',
    'hydra',
    'evil-winrm',
    'crackmapexec',
    'netexec',
    'nxc',
  ].map((name) => [name, USER] as const),
  ['elasticsearch-users', USER],
  ['7zz', ARCHIVE],
  ['7zr', ARCHIVE],
  ['rar', RAR],
  ['unrar', RAR],
  ['qpdf', { bare: { words: ['--encrypt'], place: 2, all: true } }],
  ['pdftotext', { next: parts('-upw -opw') }],
  ['pdftoppm', { next: parts('-upw -opw') }],
  ['gh', { next: parts('-b --body'), behind: 'secret' }],
  ['swaks', { next: parts('-ap') }],
  ['sendemail', { next: parts('-xp') }],
  ['xh', { next: parts('-a/login --auth/login') }],
  ['ab', { next: parts('-A/login -P/login') }],
  ['security', { next: parts('-p -w -P') }],
  ['codecov', { next: parts('-t') }],
  ['etcdctl', { next: parts('--user/login') }],
]);
