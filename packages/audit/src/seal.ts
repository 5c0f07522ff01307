export type { Anchor, Seal, WaitingLeaf } from './seal/seal.ts';
export type { EvidenceSource, KeeperStore, LegalHold, PersonalValue, SealStore } from './seal-store.ts';
