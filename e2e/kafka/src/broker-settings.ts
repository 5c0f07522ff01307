import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Who may sign in. */
export const CREDENTIALS: { readonly username: string; readonly password: string } = {
  username: 'writer',
  password: ['a', 'word'].join('-'),
};

/** Ways to sign in that keep the password from the wire. */
export const SCRAM = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** Where a broker listens. */
export interface Ports {
  readonly client: number;
  readonly advertised: number;
  readonly direct: number;
  readonly controller: number;
  readonly sasl: number;
  readonly tls: number;
}

const KEY_STORE = 'broker.p12';
/** Of a key that lives as long as a test. */
const KEY_PASSWORD = ['for', 'a', 'test'].join('-');

/** Makes a key for `localhost`, and returns its certificate. */
export function makeKey(folder: string): string {
  const store = ['-keystore', path.join(folder, KEY_STORE), '-storetype', 'PKCS12', '-storepass', KEY_PASSWORD];
  const name = ['-alias', 'broker', '-dname', 'CN=localhost', '-ext', 'san=dns:localhost,ip:127.0.0.1'];
  execFileSync('keytool', ['-genkeypair', '-keyalg', 'EC', '-validity', '2', ...name, ...store], { stdio: 'ignore' });
  return execFileSync('keytool', ['-exportcert', '-rfc', '-alias', 'broker', ...store], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

const tlsProperties = (folder: string): Readonly<Record<string, string>> => ({
  'ssl.keystore.location': path.join(folder, KEY_STORE),
  'ssl.keystore.type': 'PKCS12',
  'ssl.keystore.password': KEY_PASSWORD,
});

const MODULES = 'org.apache.kafka.common.security';

/** A listener on which both ways to sign in are on. */
const saslProperties = (): Readonly<Record<string, string>> => ({
  'sasl.enabled.mechanisms': ['PLAIN', ...SCRAM].join(','),
  'listener.name.sasl.plain.sasl.jaas.config': `${MODULES}.plain.PlainLoginModule required user_${CREDENTIALS.username}="${CREDENTIALS.password}";`,
  ...Object.fromEntries(
    SCRAM.map((mechanism) => [
      `listener.name.sasl.${mechanism.toLowerCase()}.sasl.jaas.config`,
      `${MODULES}.scram.ScramLoginModule required;`,
    ]),
  ),
});

/** The settings of one broker: alone, or the second of a cluster. */
export const propertiesOf = (folder: string, joins: boolean, ports: Ports): string => {
  const { client, advertised, direct, controller, sasl, tls } = ports;
  const open = `DIRECT://127.0.0.1:${direct},SASL://127.0.0.1:${sasl}`;
  const closed = (host: string): string => `TLS://${host}:${tls}`;
  return Object.entries({
    'process.roles': joins ? 'broker' : 'broker,controller',
    'node.id': joins ? 2 : 1,
    'controller.quorum.bootstrap.servers': `127.0.0.1:${controller}`,
    listeners: `CLIENT://127.0.0.1:${client},${open},${closed('127.0.0.1')}${joins ? '' : `,CONTROLLER://127.0.0.1:${controller}`}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${advertised},${open},${closed('localhost')}`,
    'listener.security.protocol.map':
      'CLIENT:PLAINTEXT,DIRECT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'DIRECT',
    'log.dirs': path.join(folder, 'data'),
    'num.partitions': 4,
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 500,
    ...saslProperties(),
    ...tlsProperties(folder),
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
};
