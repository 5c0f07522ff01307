import { PlumblineError } from '@plumbline/core';
import { alertFiles } from './alerts/alert-files.ts';
import { boardFiles } from './boards/board-files.ts';
import { folderReadme } from './folder-readme.ts';
import { sloFiles } from './slo/slo-files.ts';
import type { StackFile } from './model/stack-file.ts';
import type { StackModel } from './model/stack-model.ts';
import { kubernetesFiles } from './services/kubernetes/files.ts';
import { retentionFaults } from './services/retention.ts';
import { serviceFiles } from './services/service-files.ts';

/** Files are compared byte for byte, and containers read them as they are, also where git would write CRLF. */
const ATTRIBUTES: StackFile = {
  path: '.gitattributes',
  text: '# Written by `plumbline stack generate`: line ends are those that containers read.\n* text eol=lf\n',
};

/**
 * Every file of the stack, in order of its path. The same model makes the same bytes.
 *
 * @throws PLB_STACK_OPTION or PLB_STACK_PROOF where an alert or objective of the application cannot be, or looks back
 * further than metrics are kept
 */
export function stackFiles(model: StackModel): readonly StackFile[] {
  const files = [...alertFiles(model), ...sloFiles(model), ...boardFiles(model), ...serviceFiles(model)];
  const faults = retentionFaults(model, files);
  if (faults.length > 0) throw new PlumblineError('PLB_STACK_OPTION', faults.join('; '));
  return onePathEach([ATTRIBUTES, ...files, ...kubernetesFiles(model, files), folderReadme(model, files)]).toSorted(
    (a, b) => (a.path < b.path ? -1 : 1),
  );
}

/** Of two files with one path the second would be all there is. Some disks know no capitals. */
function onePathEach(files: readonly StackFile[]): readonly StackFile[] {
  const seen = new Set<string>();
  for (const { path } of files) {
    const key = path.toLowerCase();
    if (seen.has(key)) throw new PlumblineError('PLB_BUG', `two files of the stack are called ${path}`);
    seen.add(key);
  }
  return files;
}
