export type {
  KafkaAdmin,
  KafkaConsumer,
  KafkaLib,
  KafkaMessage,
  KafkaPlace,
  KafkaProducer,
  KafkaRecord,
  KafkaStream,
} from './client.ts';
export type { KafkaEnvOptions } from './from-env.ts';
export { kafka } from './kafka.ts';
export type { KafkaConnection, KafkaOptions, KafkaSasl } from './options.ts';
export type { RegistryOptions } from './registry.ts';
export type { Schema } from './value-schema.ts';
