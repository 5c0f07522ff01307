export { openJournal } from './journal/open-journal.ts';
export type {
  Journal,
  JournalBatch,
  JournalCursor,
  JournalFault,
  JournalOptions,
  JournalReadOptions,
  JournalRelease,
} from './journal/types.ts';
