import path from 'node:path';
import { frameworkOf } from '../framework.ts';
import { type DoctorCheck, type DoctorFault, notNeeded, ok } from './doctor-check.ts';
import { entriesOf } from './hook-order.ts';
import type { Project } from './project.ts';
import { blankComments } from './read-imports.ts';
import { readGraph, type SourceGraph } from './source-graph.ts';

const SIGNAL = /\bprocess\s*\.\s*(?:on|once|addListener)\(\s*['"]SIG(?:TERM|INT)['"]/;

/** A handler that ends the process by itself. One that awaits the shutdown first loses nothing. */
function ownEnd({ sources }: SourceGraph, { directory }: Project): DoctorFault | undefined {
  for (const { file, text } of sources) {
    const code = blankComments(text);
    const at = code.search(SIGNAL);
    if (at < 0 || !/\bprocess\s*\.\s*exit\(/.test(code) || /\.shutdown\(/.test(code)) continue;
    const line = code.slice(0, at).split('\n').length;
    return {
      what: `${path.relative(directory, file)}:${line} ends the process at a signal itself, where spans, events and metrics may still be queued`,
      fix: 'Hand its work to `plumbline.onShutdown({ before: () => … })`, and remove the handler: SIGTERM and SIGINT end the process by themselves then.',
    };
  }
  return undefined;
}

const BINDING = /^@plumbline\/(?:node\/(?!register$)|trace(?:\/|$))/;

/** A framework that is loaded and that nobody joined to the baseline. Where its file was not reached, nothing is known. */
function noBinding({ loads }: SourceGraph, { manifest, directory }: Project): DoctorFault | undefined {
  const framework = frameworkOf(manifest.dependencies ?? {});
  if (framework === undefined || framework.name === 'next') return undefined;
  const load = loads.find(({ specifier }) => specifier === framework.package);
  if (load === undefined || loads.some(({ specifier }) => BINDING.test(specifier))) return undefined;
  const entry = `@plumbline/node/${framework.name}`;
  return {
    what: `${path.relative(directory, load.file)}:${load.line} loads ${framework.package}, and nothing calls \`installBaseline\` of ${entry}: no route patterns, no probes, and errors are answered for by nobody`,
    fix: `Call \`installBaseline(app, plumbline)\` of ${entry} before the routes.`,
  };
}

/** What an application had before, and what then happens beside the baseline. It is advice: the sources are read as text. */
export const application: DoctorCheck = {
  name: 'application',
  run(project) {
    const entries = entriesOf(project);
    const graph = readGraph(entries, project.directory);
    if (!graph.loads.some(({ specifier }) => specifier === '@plumbline/node'))
      return notNeeded('no source file that starts telemetry is known');
    const advice = [ownEnd(graph, project), noBinding(graph, project)].filter((one) => one !== undefined);
    const note = `${graph.sources.length} source file${graph.sources.length === 1 ? '' : 's'} read`;
    return advice.length === 0 ? ok(note) : { status: 'ok', note, advice };
  },
};
