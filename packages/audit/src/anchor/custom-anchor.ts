import { type AnchorTarget, checkKind } from './anchor-target.ts';

/**
 * An anchor of the application's own.
 *
 * @example Object storage that nobody may overwrite for ten years, through whatever client the application has:
 * ```ts no-run
 * import { customAnchor } from '@plumbline/audit/anchors';
 *
 * interface Bucket {
 *   put(key: string, body: string, options: { lock: 'COMPLIANCE'; until: Date }): Promise<{ versionId: string }>;
 * }
 * declare const bucket: Bucket; // object lock is switched on for the bucket, in an account of its own
 *
 * export const target = customAnchor('object_lock', async (statement) => {
 *   const key = `anchors/${statement.trail}/${String(statement.seal).padStart(12, '0')}.json`;
 *   const until = new Date(Date.parse(statement.at) + 10 * 365 * 86_400_000);
 *   const { versionId } = await bucket.put(key, JSON.stringify(statement), { lock: 'COMPLIANCE', until });
 *   return { where: `${key} version ${versionId}` };
 * });
 * ```
 */
export function customAnchor(
  kind: string,
  publish: AnchorTarget['publish'],
  recheck?: AnchorTarget['recheck'],
): AnchorTarget {
  return { kind: checkKind(kind), publish, ...(recheck && { recheck }) };
}
