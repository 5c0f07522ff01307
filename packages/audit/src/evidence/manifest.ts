import { evidenceFault, EXPORT_FILES, type ExportedFile, type ExportManifest, PERSONAL_FILE } from './export-format.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isFile = (value: unknown): value is ExportedFile =>
  isObject(value) && isCount(value['lines']) && isCount(value['bytes']) && typeof value['sha256'] === 'string';

function faultOf(manifest: unknown): string | undefined {
  if (!isObject(manifest) || manifest['format'] !== 'plumbline-audit-export')
    return 'the file is no manifest of an export';
  if (manifest['version'] !== 1) return `version ${String(manifest['version'])} of the format is not known here`;
  const { created_at: at, files, filters, first_seal: first, last_seal: last, personal, records, trail } = manifest;
  if (typeof trail !== 'string' || !UUID.test(trail)) return '`trail` is no ID of a trail';
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return '`created_at` is no time';
  if (![first, last, records].every(isCount) || first === 0) return 'a count or number is none';
  if (typeof personal !== 'boolean' || !(filters === undefined || isObject(filters))) return 'a part has another form';
  const names = [...EXPORT_FILES, ...(personal ? [PERSONAL_FILE] : [])];
  if (!isObject(files) || !names.every((name) => isFile(files[name])))
    return '`files` does not name each file of an export';
  return Object.keys(files).length === names.length ? undefined : '`files` names a file that is none of an export';
}

/** Reads a manifest. Throws PLB_AUDIT_EVIDENCE. */
export function parseManifest(file: string, text: string): ExportManifest {
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch (cause) {
    throw evidenceFault(file, 1, 'the manifest of the export is no JSON', cause);
  }
  const fault = faultOf(manifest);
  if (fault !== undefined) throw evidenceFault(file, 1, fault);
  return manifest as ExportManifest;
}
