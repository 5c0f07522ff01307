import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { PlumblineError } from '@plumbline/core';
import type { StackModel } from './model/stack-model.ts';
import { readCompose } from './services/compose/read-compose.ts';
import { sameNames } from './services/compose/same-names.ts';

/** The application's compose file, where there is one; `cwd` is the folder of `plumbline.stack.ts`. It is never written. */
export function composeTextOf({ compose }: StackModel, cwd: string): string | undefined {
  const file = path.resolve(cwd, compose.application);
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true ? readFileSync(file, 'utf8') : undefined;
}

/**
 * The model with what the application's compose file says: the networks of the service, which the collector joins. Where the
 * file is not there or cannot be read, the model as it is; notes say so.
 *
 * @throws PLB_STACK_OPTION where the file and the overlay have names in common, all of them at once
 */
export function besideApplication(model: StackModel, cwd: string): StackModel {
  const text = composeTextOf(model, cwd);
  const own = text === undefined ? undefined : readCompose(text);
  if (own === undefined || 'fault' in own) return model;
  const networks = own.services[model.compose.service]?.networks?.filter((name) => name !== '');
  const beside = networks === undefined ? model : { ...model, compose: { ...model.compose, networks } };
  const same = sameNames(beside, own);
  if (same.length > 0)
    throw new PlumblineError(
      'PLB_STACK_OPTION',
      `${model.compose.application} and the overlay both have ${same.join(', ')}, and Compose merges what has the same name`,
      {
        fix: 'Give yours another name there, such as `app-` in front of it; the data of a renamed volume has to be moved. A Grafana, Prometheus or collector that should not run twice is left out of that file while the overlay is used.',
      },
    );
  return beside;
}
