import type { PositiveDraft, PositiveKind } from '../fact.ts';
import type { Random } from '../random.ts';
import { password, secret } from './make.ts';

const SERVICES: readonly (readonly [string, string])[] = [
  ['postgres', 'https://www.postgresql.org/docs/current/libpq-connect.html'],
  ['postgresql', 'https://www.postgresql.org/docs/current/libpq-connect.html'],
  ['postgresql+asyncpg', 'https://docs.sqlalchemy.org/en/20/core/engines.html'],
  ['mysql', 'https://dev.mysql.com/doc/refman/8.4/en/connecting-using-uri-or-key-value-pairs.html'],
  ['mariadb', 'https://mariadb.com/docs/connectors/mariadb-connector-j/about-mariadb-connector-j'],
  ['mongodb', 'https://www.mongodb.com/docs/manual/reference/connection-string/'],
  ['mongodb+srv', 'https://www.mongodb.com/docs/manual/reference/connection-string/'],
  ['redis', 'https://www.iana.org/assignments/uri-schemes/prov/redis'],
  ['rediss', 'https://www.iana.org/assignments/uri-schemes/prov/rediss'],
  ['amqp', 'https://www.rabbitmq.com/docs/uri-spec'],
  ['amqps', 'https://www.rabbitmq.com/docs/uri-spec'],
  ['nats', 'https://docs.nats.io/using-nats/developer/connecting'],
  ['mqtt', 'https://docs.oasis-open.org/mqtt/mqtt/v5.0/mqtt-v5.0.html'],
  ['clickhouse', 'https://clickhouse.com/docs/interfaces/cli#connection_string'],
  ['cockroachdb', 'https://www.cockroachlabs.com/docs/stable/connection-parameters'],
  ['mssql', 'https://docs.sqlalchemy.org/en/20/dialects/mssql.html'],
  ['snowflake', 'https://docs.snowflake.com/en/developer-guide/python-connector/sqlalchemy'],
  ['bolt', 'https://neo4j.com/docs/bolt/current/'],
  ['cassandra', 'https://cassandra.apache.org/doc/latest/'],
  [
    'elasticsearch',
    'https://www.elastic.co/guide/en/elasticsearch/client/javascript-api/current/client-connecting.html',
  ],
  ['influxdb', 'https://docs.influxdata.com/influxdb/v2/'],
  ['ldap', 'https://www.rfc-editor.org/rfc/rfc4516'],
  ['smtp', 'https://nodemailer.com/smtp/'],
  ['sftp', 'https://www.iana.org/assignments/uri-schemes/prov/sftp'],
  ['ftp', 'https://www.rfc-editor.org/rfc/rfc1738'],
  ['https', 'https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1'],
  ['git+https', 'https://git-scm.com/docs/git-clone#_git_urls'],
  ['socks5', 'https://curl.se/docs/manpage.html#--proxy'],
];

const urlSafe = (random: Random): string =>
  random.pick([
    () => random.alnum(14),
    () => `${random.pick(['winter', 'Sommer', 'harbour'])}${random.digits(4)}`,
    () => `${random.alnum(6)}%21${random.alnum(5)}`,
    () => `${random.alnum(5)}!${random.alnum(6)}`,
  ])();

const host = (random: Random): string =>
  random.pick(['db-1.internal', '10.12.4.7', 'cluster0.acme.example', 'localhost']);

const keyValue = (name: string, source: string, write: (password: string, random: Random) => string): PositiveKind =>
  secret(`connection-${name}`, source, 6, (r) => {
    const core = password(r);
    return { text: write(core, r), core };
  });

const azure = (name: string, source: string, write: (key: string) => string): PositiveKind =>
  secret(`connection-${name}`, source, 6, (r) => {
    const core = r.bytes(r.pick([32, 64])).toString('base64');
    return { text: write(core), core };
  });

const AZURE = 'https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string';

/** Everything that opens a database, a broker or a remote account with a credential inside. */
export const connectionKinds: readonly PositiveKind[] = [
  ...SERVICES.map(([scheme, source]) =>
    secret(`url-${scheme}`, source, 5, (r): PositiveDraft => {
      const core = urlSafe(r);
      const user =
        scheme.startsWith('redis') && r.below(2) === 0 ? '' : r.pick(['app', 'root', 'svc_orders', 'deploy']);
      return {
        text: `${scheme}://${user}:${core}@${host(r)}:${r.between(1_024, 60_000)}/${r.pick(['orders', '0', 'main'])}`,
        core,
      };
    }),
  ),
  secret('url-token-user', 'https://docs.github.com/en/get-started/git-basics/managing-remote-repositories', 8, (r) => {
    const core = r.alnum(36);
    return {
      text: `https://${r.pick(['x-access-token:', 'oauth2:', ''])}ghp_${core}@github.com/acme/shop.git`,
      core,
    };
  }),
  secret('sentry-legacy-dsn', 'https://develop.sentry.dev/sdk/overview/#parsing-the-dsn', 6, (r) => {
    const core = r.hex(32);
    return { text: `https://${r.hex(32)}:${core}@sentry.example.com/${r.digits(2)}`, core };
  }),
  secret('cloudinary-url', 'https://cloudinary.com/documentation/node_integration#configuration', 6, (r) => {
    const core = r.base64url(27);
    return { text: `cloudinary://${r.digits(15)}:${core}@acme`, core };
  }),
  keyValue(
    'jdbc',
    'https://jdbc.postgresql.org/documentation/use/',
    (p) => `jdbc:postgresql://db-1.internal:5432/orders?user=app&password=${p}&ssl=require`,
  ),
  keyValue(
    'jdbc-oracle',
    'https://docs.oracle.com/en/database/oracle/oracle-database/19/jjdbc/',
    (p) => `jdbc:oracle:thin:app/${p}@//db-1.internal:1521/ORCL`,
  ),
  keyValue(
    'jdbc-sqlserver',
    'https://learn.microsoft.com/en-us/sql/connect/jdbc/building-the-connection-url',
    (p) => `jdbc:sqlserver://db-1.internal:1433;databaseName=orders;user=sa;password=${p};encrypt=strict`,
  ),
  keyValue(
    'ado',
    'https://learn.microsoft.com/en-us/dotnet/framework/data/adonet/connection-strings',
    (p) => `Server=tcp:db-1.internal,1433;Initial Catalog=orders;User ID=app;Password=${p};Encrypt=yes;`,
  ),
  keyValue(
    'ado-short',
    'https://www.connectionstrings.com/sql-server/',
    (p) => `Data Source=db-1;Database=orders;Uid=sa;Pwd=${p};`,
  ),
  keyValue(
    'libpq',
    'https://www.postgresql.org/docs/current/libpq-connect.html',
    (p) => `host=db-1.internal port=5432 dbname=orders user=app password=${p} sslmode=require`,
  ),
  keyValue(
    'go-mysql',
    'https://github.com/go-sql-driver/mysql#dsn-data-source-name',
    (p) => `app:${p}@tcp(db-1.internal:3306)/orders?parseTime=yes`,
  ),
  keyValue(
    'odbc',
    'https://learn.microsoft.com/en-us/sql/connect/odbc/dsn-connection-string-attribute',
    (p) => `Driver={ODBC Driver 18 for SQL Server};Server=db-1;UID=app;PWD=${p};Encrypt=yes`,
  ),
  keyValue(
    'kafka-jaas',
    'https://kafka.apache.org/documentation/#security_sasl',
    (p) => `org.apache.kafka.common.security.plain.PlainLoginModule required username="orders" password="${p}";`,
  ),
  keyValue(
    'redis-azure',
    'https://stackexchange.github.io/StackExchange.Redis/Configuration',
    (p) => `acme.redis.cache.windows.net:6380,password=${p},ssl=on,abortConnect=off`,
  ),
  azure(
    'azure-storage',
    AZURE,
    (key) => `DefaultEndpointsProtocol=https;AccountName=acmestore;AccountKey=${key};EndpointSuffix=core.windows.net`,
  ),
  azure(
    'azure-servicebus',
    'https://learn.microsoft.com/en-us/azure/service-bus-messaging/service-bus-sas',
    (key) =>
      `Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=send;SharedAccessKey=${key};EntityPath=orders`,
  ),
  azure(
    'azure-cosmos',
    'https://learn.microsoft.com/en-us/azure/cosmos-db/nosql/how-to-dotnet-get-started',
    (key) => `AccountEndpoint=https://acme.documents.azure.com:443/;AccountKey=${key};`,
  ),
  azure(
    'azure-iothub',
    'https://learn.microsoft.com/en-us/azure/iot-hub/iot-hub-dev-guide-sas',
    (key) => `HostName=acme.azure-devices.net;DeviceId=pump;SharedAccessKey=${key}`,
  ),
  azure(
    'azure-appinsights',
    'https://learn.microsoft.com/en-us/azure/azure-app-configuration/howto-best-practices',
    (key) => `Endpoint=https://acme.azconfig.io;Id=x0-l1;Secret=${key}`,
  ),
];
