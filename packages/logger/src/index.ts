export { createLogger, type Logger, type LoggerMethod } from './create-logger.ts';
export { loggerEgress } from './egress.ts';
export { type LevelMap, parseLevels } from './levels.ts';
export { logRequest } from './log-request.ts';
export type { Level, LevelSetting, LineRecord, LineWriter, LoggerOptions } from './options.ts';
export type { RepeatOptions } from './repeat.ts';
export type { Sampling } from './sampling.ts';
