import { type Adapter, type DeferredAdapter, isPlumblineError, PlumblineError } from '@plumbline/core';
import { type AddressSource, egressOf, KIND } from './egress.ts';
import { type KafkaOptions, type KafkaSasl, wrong } from './options.ts';

/** What stands in code; the environment gives the rest. */
export interface KafkaEnvOptions extends Omit<KafkaOptions, 'brokers' | 'sasl'> {
  /** Where code gives them, which it has to for a third party; else `KAFKA_BROKERS` does. */
  readonly brokers?: readonly string[];
  /** How `KAFKA_SASL_USERNAME` and `KAFKA_SASL_PASSWORD` are used. @default 'SCRAM-SHA-512' */
  readonly saslMechanism?: KafkaSasl['mechanism'];
}

const BROKERS = 'KAFKA_BROKERS';

const USERNAME = 'KAFKA_SASL_USERNAME';

const PASSWORD = 'KAFKA_SASL_PASSWORD';

/** What `kafka.fromEnv` returns. */
export function deferKafka(
  options: KafkaEnvOptions,
  create: (options: KafkaOptions & AddressSource) => Adapter,
): DeferredAdapter {
  const { brokers: literal, saslMechanism: mechanism = 'SCRAM-SHA-512', ...rest } = options;
  if (literal === undefined && rest.party === 'third-party') {
    throw wrong('a variable gives the address of a third party', 'Write `brokers` in code.');
  }
  const at = literal === undefined ? { at: `env:${BROKERS}` } : {};
  const variables = [...(literal === undefined ? [BROKERS] : []), USERNAME, PASSWORD];
  return {
    kind: KIND,
    role: 'mirror',
    egress: egressOf({ ...rest, brokers: literal ?? [], ...at }),
    allow: options.allow,
    ...(options.reasons && { reasons: options.reasons }),
    variables,
    fromEnvironment({ [BROKERS]: given, [USERNAME]: username, [PASSWORD]: password }) {
      // An empty variable counts as unset, as shells and container files produce it.
      if (literal === undefined ? !given : !password) return undefined;
      if (!username !== !password) {
        throw new PlumblineError('PLB_CONFIG_INVALID', `${KIND}: ${USERNAME} and ${PASSWORD} go together`);
      }
      const sasl = username && password ? { sasl: { mechanism, username, password } } : {};
      const brokers = literal ?? (given ?? '').split(',').map((broker) => broker.trim());
      try {
        return create({ ...rest, ...at, ...sasl, brokers });
      } catch (cause) {
        if (literal !== undefined || !isPlumblineError(cause) || !cause.message.includes('`brokers`')) throw cause;
        const fix = 'Write it as `host:port,host:port`.';
        throw new PlumblineError('PLB_CONFIG_INVALID', `${KIND}: ${BROKERS} is not a list of brokers`, { cause, fix });
      }
    },
  };
}
