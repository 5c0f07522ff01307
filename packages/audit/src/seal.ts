export type { Anchor, Seal, WaitingLeaf } from './seal/seal.ts';
export type { EvidenceSource, KeeperStore, LegalHold, PersonalValue, SealStore } from './seal-store.ts';
export { type Inclusion, inclusionPath, rootOfInclusion, treeRoot } from './seal/merkle.ts';
export {
  type HeaderKey,
  NO_PREVIOUS,
  parseSealHeader,
  SEAL_FORMAT,
  sealHash,
  type SealHeader,
  sealHeader,
} from './seal/seal-header.ts';
export { makeSeal, type SealContent } from './seal/make-seal.ts';
export {
  keyIdOf,
  loadPublicKeys,
  type PublicKeyInput,
  readPublicKeys,
  sealPublicKey,
  type SealPublicKey,
} from './seal/public-keys.ts';
export { createSigner, type RemoteKey, type SealSigner } from './seal/signer.ts';
export { type SealFault, verifySeal, type VerifySealOptions } from './seal/verify-seal.ts';
export {
  generateSealKey,
  loadSigner,
  type LoadSignerOptions,
  type SealKeyPair,
  writeSealKey,
} from './seal/key-files.ts';
export { lastSeal } from './seal/last-seal.ts';
export { createSealer } from './seal/sealer.ts';
export type { SealedNow, SealedStatement, Sealer, SealerOptions, SealerSnapshot } from './seal/sealer-types.ts';
export { type InclusionProof, PROOF_FORMAT, proveRecord, type SignedHeader } from './seal/inclusion-proof.ts';
export { findSealOf } from './seal/find-seal.ts';
export { type ProofFault, verifyProof } from './seal/verify-proof.ts';
