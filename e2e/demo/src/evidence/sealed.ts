import path from 'node:path';
import { fileAnchor, publishAnchors, readAnchorFile } from '@plumbline/audit/anchors';
import { exportTrail, readExport, verifyTrail } from '@plumbline/audit/evidence';
import { createSealer, loadPublicKeys, loadSigner, type SealStore, writeSealKey } from '@plumbline/audit/seal';

export interface SealedEvidence {
  readonly seals: number;
  /** Records that the export proves by anchor and public key alone. */
  readonly proved: number;
  readonly faults: readonly string[];
}

/** Seals and anchors the trail as an operator does, exports it, and verifies the export as an auditor does: offline. */
export async function sealedEvidence(store: SealStore, directory: string): Promise<SealedEvidence> {
  const [key, anchors, folder] = ['seal.pem', 'audit.anchors', 'audit-export'].map((name) =>
    path.join(directory, name),
  ) as [string, string, string];
  await writeSealKey(key);
  await using sealer = createSealer({ store, signer: await loadSigner(key) });
  await sealer.sealNow();
  await publishAnchors({ store, targets: [fileAnchor({ path: anchors })] });
  await exportTrail(store, folder);
  const publicKeys = await loadPublicKeys(`${key}.pub`);
  const result = await verifyTrail(await readExport(folder), { publicKeys, anchors: await readAnchorFile(anchors) });
  const { anchoredUpTo, checked, findings, lastSeal, seals } = result;
  const faults = findings.map((finding) => `audit export: ${JSON.stringify(finding)}`);
  if (anchoredUpTo !== lastSeal) faults.push(`audit export: ${lastSeal} seals, but anchored up to ${anchoredUpTo}`);
  return { seals, proved: faults.length === 0 ? checked : 0, faults: faults.slice(0, 5) };
}
