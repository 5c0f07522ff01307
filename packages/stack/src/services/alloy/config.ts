import type { StackFile } from '../../model/stack-file.ts';
import type { StackModel } from '../../model/stack-model.ts';
import { header } from '../header.ts';
import { containerLogs, exporters } from './exporters.ts';
import { composeEndpoints, pipeline } from './pipeline.ts';
import { scrapes } from './scrapes.ts';
import { type Block, toAlloy } from './syntax.ts';

export const LOGGING: Block = { name: 'logging', attributes: { level: 'warn', format: 'logfmt' } };

const fileOf = (path: string, what: string, blocks: readonly Block[]): StackFile[] =>
  blocks.length === 0 ? [] : [{ path, text: toAlloy(header(what), [LOGGING, ...blocks]) }];

/** Configurations of Alloy 1.18: the collector, and one of its own for each thing that needs more rights than it. */
export const alloyFiles = (model: StackModel): readonly StackFile[] => [
  ...fileOf('alloy/config.alloy', 'The collector: everything that services say passes through here.', [
    ...pipeline(model, composeEndpoints(model)),
    ...scrapes(model),
  ]),
  ...fileOf(
    'alloy/exporters.alloy',
    'Exporters beside the application: the machine, containers, the database.',
    exporters(model),
  ),
  ...(model.exporters.containers
    ? fileOf('alloy/container-logs.alloy', 'What containers print, as they print it.', containerLogs(model))
    : []),
];
