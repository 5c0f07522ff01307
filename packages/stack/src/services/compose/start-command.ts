import type { StackModel } from '../../model/stack-model.ts';
import { FOLDER } from './files-of-host.ts';

/** What starts application and overlay, from the folder of the application; exporters of machines run only in their profile. */
export const startCommand = ({ compose, exporters, folder = FOLDER }: StackModel): string => {
  const own = exporters.host || exporters.containers || exporters.postgres;
  return `docker compose -f ${compose.application} -f ${folder}/compose.observability.yml${own ? ' --profile exporters' : ''} up -d`;
};
