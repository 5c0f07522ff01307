import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { composeTextOf } from './beside-application.ts';
import type { StackModel } from './model/stack-model.ts';
import { composeMisfits } from './services/compose/compose-fit.ts';
import { secretsOfStack } from './services/secrets.ts';
import type { StackNote } from './stack-notes.ts';

/** Names that Compose finds by itself. */
const USUAL = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

/** The application's compose file, where it is one; `cwd` is the folder of `plumbline.stack.ts`. */
function composeNotes(model: StackModel, cwd: string): readonly StackNote[] {
  const name = model.compose.application;
  const text = composeTextOf(model, cwd);
  if (text === undefined) {
    const other = USUAL.find((usual) => existsSync(path.resolve(cwd, usual)));
    return [
      {
        what: `${name} is not there, so nothing says whether the overlay fits the application; the collector joins its network \`default\` alone`,
        fix:
          other === undefined
            ? "Nothing to do where it runs without Compose; else name its file in plumbline.stack.ts: `compose: { application: 'deploy/compose.yml' }`."
            : `Name it in plumbline.stack.ts: \`compose: { application: '${other}' }\`.`,
      },
    ];
  }
  return composeMisfits(model, text).map(({ fix, what }) => ({ what: `${name}: ${what}`, fix }));
}

const isEmpty = (file: string): boolean => !existsSync(file) || !statSync(file).isFile() || statSync(file).size === 0;

/** Secrets that are not there yet. They are looked at by name and size, and never read. */
function secretNotes(model: StackModel, folder: string, name: string): readonly StackNote[] {
  const missing = secretsOfStack(model).filter((secret) => isEmpty(path.join(folder, 'secrets', secret.name)));
  if (missing.length === 0) return [];
  const readers = [...new Set(missing.map(({ reader }) => reader))];
  return [
    {
      what: `secrets that are missing or empty in ${name}/secrets: ${missing.map((secret) => secret.name).join(', ')}; without them Compose does not start ${readers.join(', ')}`,
      fix: `Make them on the machine where the stack runs: ${name}/secrets/README.md says how. Git ignores them.`,
    },
  ];
}

/** An endpoint that the network reaches is asked for in the configuration too, or the application refuses its start. */
const scrapeNotes = ({ application, road }: StackModel): readonly StackNote[] =>
  road === 'scrape' && application.prometheus === undefined
    ? [
        {
          what: `the road is \`scrape\`, and the configuration of ${application.service.name} opens no endpoint: it refuses to start`,
          fix: 'Declare it in plumbline.config.ts: `metrics: { prometheus: {} }`.',
        },
      ]
    : [];

/** What stands between the generated folder and a deployment: of the application's compose file, of secrets, of its endpoint. */
export const deploymentNotes = (
  model: StackModel,
  { cwd, folder, name }: { readonly cwd: string; readonly folder: string; readonly name: string },
): readonly StackNote[] => [...scrapeNotes(model), ...composeNotes(model, cwd), ...secretNotes(model, folder, name)];
