export { createRecent, type Recent, type RecentOptions } from './create-recent.ts';
