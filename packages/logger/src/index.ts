export { createLogger } from './create-logger.ts';
export { loggerEgress } from './egress.ts';
export type { ChildOptions, Logger, LoggerMethod } from './logger.ts';
export { type LevelMap, parseLevels } from './levels.ts';
export { logRequest } from './log-request.ts';
export type { Level, LevelSetting, LineRecord, LineWriter, LoggerOptions, LossReason } from './options.ts';
export { prettyLine } from './pretty.ts';
export type { RepeatOptions } from './repeat.ts';
export type { Sampling } from './sampling.ts';
