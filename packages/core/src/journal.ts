export { openJournal } from './journal/open-journal.ts';
export type {
  Journal,
  JournalBatch,
  JournalCursor,
  JournalFault,
  JournalOptions,
  JournalReadOptions,
  JournalRelease,
  JournalStretch,
} from './journal/types.ts';
