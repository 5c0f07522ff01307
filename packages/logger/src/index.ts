export { createLogger, type Logger } from './create-logger.ts';
export { logRequest } from './log-request.ts';
export type { Level, LevelSetting, LineRecord, LineWriter, LoggerOptions } from './options.ts';
