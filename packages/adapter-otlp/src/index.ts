export type { OtlpEnvOptions } from './from-env.ts';
export type { OtlpCatalog, OtlpMode, OtlpOptions } from './options.ts';
export { otlp } from './otlp.ts';
