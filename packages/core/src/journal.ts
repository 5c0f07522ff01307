export { openJournal } from './journal/open-journal.ts';
export type { Journal, JournalBatch, JournalCursor, JournalFault, JournalOptions } from './journal/types.ts';
