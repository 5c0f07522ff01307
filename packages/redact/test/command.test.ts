import { describe, expect, it } from 'vitest';
import { createRedactor } from '../src/index.ts';

const redactor = createRedactor();
const SECRET = 'hunter2';

describe('commands', () => {
  it.each([
    'curl -u jane:hunter2 https://example.com',
    `curl -s --user 'jane:hunter2' -H 'X-Api-Key: hunter2' https://x`,
    'curl -ujane:hunter2 http://x',
    'mysql -uroot -phunter2 app',
    `mysqldump -u root -p'hunter2' app > x.sql`,
    'PGPASSWORD=hunter2 psql -h db',
    'sshpass -p hunter2 ssh root@h',
    'sshpass -phunter2 scp a b',
    'export TOKEN=hunter2',
    'docker login -u jane -p hunter2 reg.example.com',
    String.raw`net use Z: \\srv\share hunter2 /user:jane`,
    'openssl rsa -in k.pem -passin pass:hunter2',
    'redis-cli -h r -a hunter2 ping',
    'htpasswd -b .htpasswd jane hunter2',
    'psql --password=hunter2',
    `ssh-keygen -N 'hunter2' -f x`,
    'az login --service-principal -u app -p hunter2',
    'sqlcmd -S s -U sa -P hunter2',
    'smbclient //h/s -U jane%hunter2',
    'ldapsearch -x -D cn=admin -w hunter2 -b dc=x',
    '7z a -phunter2 x.7z f',
    'sudo bash -c "mysql -phunter2"',
    'cd /tmp && mysql -uroot -phunter2 | tee x',
  ])('that take a password lose it: %s', (line) => {
    const out = redactor.text(line);
    expect(out).not.toContain(SECRET);
    expect(out).toContain('[redacted:');
    expect(JSON.stringify(redactor.value({ args: line, list: [line] }))).not.toContain(SECRET);
  });

  it.each([
    'docker run -p 8080:80 nginx',
    'docker run -d -p 127.0.0.1:8080:80 -e A=b nginx',
    'curl -s https://example.com/a',
    'mysql -p app',
    'net core version 8',
    'net use of energy is high',
    'the http client timed out',
    'the cli login -p flag is documented',
    'az vm list -p x',
    'unzip -p a.zip b',
    'curl -u "$USER:$PASS" https://x',
    'helm install -p foo',
    'zip files of mysql are large',
  ])('that take none stay: %s', (line) => {
    expect(redactor.text(line)).toBe(line);
  });

  const body = (count: number): string => '{"id":17,"state":"done","note":"fine"},'.repeat(count);
  it.each([
    ...[13, 14, 27, 28, 60, 209, 210, 400].map(
      (n) => `curl https://x/api -d ${body(n)} && curl -u jane:${SECRET} https://x`,
    ),
    ...[1, 14, 60, 400].map((n) => `curl -d '[${body(n)}' -u 'jane:${SECRET}' https://x`),
    `curl -d '{"note":"${'a word '.repeat(200)}"}' -u 'jane:${SECRET}' https://x`,
    `curl -d '${'x'.repeat(20_000)}' -u jane:${SECRET} https://x`,
    `curl doesn't like this, but curl -u jane:${SECRET} https://x isn't tried`,
    `curl -H 'a: b -u jane:${SECRET} https://x`,
    `curl -d "it's" -u jane:${SECRET} https://x`,
    `docker run x bash -c 'curl -s "https://x" && curl -u jane:${SECRET} https://x'`,
    `ran {"cmd":"wget https://x","next":"curl -u jane:${SECRET} https://x"}`,
    `curl -u 'jane:my own ${SECRET}`,
    `curl -u 'jane:my own ${SECRET} https://x`,
    `mysql -p'my own ${SECRET}`,
  ])('lose it behind and within the arguments of others: %#', (line) => {
    const out = redactor.text(line);
    expect(out).not.toContain(SECRET);
    expect(redactor.text(out)).toBe(out);
  });

  it.each([
    `curl https://x/api -d ${body(28)} && curl -s https://x`,
    `curl -d '{"note":"${'a word '.repeat(200)}"}' -s https://x`,
    "docker doesn't say why the container isn't up: -u jane: was ignored",
    `curl said "it's done" -s and wget wasn't asked`,
    `docker run x bash -c 'docker run -p 8080:80 nginx'`,
    `docker run x bash -c "mysql -p app"`,
    `curl -s 'https://x`,
  ])('hide nothing in the arguments of others: %#', (line) => {
    expect(redactor.text(line)).toBe(line);
  });
});
