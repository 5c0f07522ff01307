import path from 'node:path/posix';
import type { StackModel } from '../../model/stack-model.ts';
import { receiverSecrets } from '../alertmanager/receivers.ts';
import { POSTGRES_DSN } from '../alloy/exporters.ts';
import { SIGNOZ_KEY } from '../alloy/pipeline.ts';
import { ADMIN_PASSWORD } from '../grafana.ts';

/** Where Compose puts secrets within a container. */
const SECRETS = '/run/secrets/';

/** Where the stack is written unless `--out` says otherwise; beside `plumbline.stack.ts`. */
export const FOLDER = 'observability';

/**
 * The folder of the stack as Compose resolves it: against the folder of the first file, which is the application's. A
 * stack that was written elsewhere is named by the variable PLUMBLINE_STACK.
 */
export function stackFolder({ compose, folder = FOLDER }: StackModel): string {
  const relative = path.relative(path.dirname(path.normalize(compose.application)), folder);
  return `\${PLUMBLINE_STACK:-${relative.startsWith('.') ? relative : `./${relative}`}}`;
}

/** A secret below `/run/secrets/` is a file of the folder `secrets` of the stack; any other path is a file of the host. */
export const isOfStack = (file: string): boolean => file.startsWith(SECRETS);

export const secretName = (file: string): string => path.basename(file);

/** For the part of the overlay that reads them: the names of secrets, and files of the host as read-only mounts. */
export const secretsOf = (files: readonly string[]) => ({
  secrets: files.filter(isOfStack).map(secretName),
  mounts: files.filter((file) => !isOfStack(file)).map((file) => `${file}:${file}:ro`),
});

/** Where the key of the second receiver is on the host; within the container it has one place. */
function signozSource({ options }: StackModel, folder: string): Record<string, string> {
  const keyFile = options.signoz?.keyFile;
  if (keyFile === undefined) return {};
  const source = isOfStack(keyFile) ? `${folder}/secrets/${secretName(keyFile)}` : keyFile;
  return { [secretName(SIGNOZ_KEY)]: source };
}

/** Every secret of the overlay: a name, and the file that somebody puts there. The stack never holds one. */
export function secretFiles(model: StackModel): Readonly<Record<string, { readonly file: string }>> {
  const folder = stackFolder(model);
  const ofStack = [
    ADMIN_PASSWORD,
    ...(model.exporters.postgres ? [POSTGRES_DSN] : []),
    ...receiverSecrets(model).filter(isOfStack),
  ].map((file): [string, string] => [secretName(file), `${folder}/secrets/${secretName(file)}`]);
  const all = { ...Object.fromEntries(ofStack), ...signozSource(model, folder) };
  return Object.fromEntries(
    Object.entries(all)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, file]) => [name, { file }]),
  );
}
