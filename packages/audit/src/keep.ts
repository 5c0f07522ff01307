export type { EvidenceSource } from './seal-store.ts';
