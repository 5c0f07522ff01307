import { alertsOf } from './alerts/alerts-of.ts';
import { sloAlertsOf } from './slo/slo-alerts.ts';
import { boardsOf } from './boards/boards-of.ts';
import type { AlertDefinition } from './model/alert.ts';
import { leftOut } from './left-out.ts';
import type { StackFile } from './model/stack-file.ts';
import type { StackModel } from './model/stack-model.ts';
import { audience } from './services/alertmanager/audience.ts';
import { RECEIVERS } from './services/alertmanager/receivers.ts';
import { FOLDER } from './services/compose/files-of-host.ts';
import { startCommand } from './services/compose/start-command.ts';
import { untold, WHO } from './stack-notes.ts';

const rows = (cells: readonly (readonly string[])[]): string =>
  cells.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');

const table = (head: readonly string[], cells: readonly (readonly string[])[]): string =>
  `${rows([head, head.map(() => '---')])}\n${rows(cells)}\n`;

/** Each alert with the test that fires it and the runbook that ends it. */
const alertRow =
  (paths: ReadonlySet<string>) =>
  ({ for: time, labels, layer, name, severity }: AlertDefinition): string[] => {
    const slo = labels?.['slo'];
    const test = `prometheus/tests/${name}${slo === undefined ? '' : `-${slo}`}.test.yml`;
    return [
      `[${name}](runbooks/${name}.md)${slo === undefined ? '' : ` of ${slo}`}`,
      severity,
      layer,
      time,
      paths.has(test) ? `[test](${test})` : 'in the tests of its objective',
    ];
  };

const start = (model: StackModel): string => {
  const { application, folder = FOLDER } = model;
  return `Beside the compose file of the application, which it does not change:

\`\`\`sh
${startCommand(model)}
\`\`\`

Secrets first: [what belongs into \`secrets/\`](secrets/README.md), who reads it and how it is made. In a cluster, the same rules and
boards: [what has to be there, and the command that checks it](kubernetes/README.md). \`egress.lock\` lists every image, every port and everything that would leave ${application.service.name}'s machines through the stack.

In CI, where this folder is committed (\`promtool\` comes with Prometheus, also in Debian's package \`prometheus\`; the tests of all alerts take some minutes. \`promtool check config\` and \`amtool check-config\` have to be as new as the images of the overlay: those of Debian 12 do not know \`otlp\` and \`url_file\`):

\`\`\`sh
npx plumbline stack check --out ${folder}
promtool check rules ${folder}/prometheus/rules/*.yml
promtool test rules ${folder}/prometheus/tests/*.test.yml
\`\`\``;
};

/** Where Grafana serves the pages itself: below its folder `public` it asks nobody who they are. */
const openRunbooks = ({ urls }: StackModel): string =>
  urls.runbooks === `${urls.grafana}/public/runbooks`
    ? `
Runbooks are served by Grafana below \`/public/\`, which asks nobody to sign in: whoever reaches Grafana can read them. They hold
no secret and no value of a user; they name services, jobs, dependencies and queries. Where strangers reach Grafana, have
\`urls.runbooks\` in \`plumbline.stack.ts\` lead to this folder in your repository instead.
`
    : '';

/** Who is told by each route; secrets are in none of it. */
function receiverPart(model: StackModel, alerts: readonly AlertDefinition[]): string {
  const named = (route: (typeof RECEIVERS)[number]): string => {
    const { from, receivers } = audience(model, route);
    const place = from === route || from === undefined ? '' : `, those of \`${from}\``;
    return `${receivers.map(({ kind }) => kind).join(', ')}${place}`;
  };
  const notes = untold(model, alerts).map(({ fix, what }) => `- **${what}.** ${fix}\n`);
  return `## Who is told

${table(
  ['route', 'of what', 'receivers'],
  RECEIVERS.map((route) => [`\`${route}\``, WHO[route], named(route) || 'nobody']),
)}${notes.length === 0 ? '' : `\n${notes.join('')}`}`;
}

function leftOutPart(model: StackModel): string {
  const gaps = leftOut(model);
  if (gaps.length === 0) return '';
  return `
## What is left out

Alerts and boards that are not here, since nothing declares what they need. What the application does not have needs none.

${table(
  ['left out', 'why', 'to have it'],
  gaps.map(({ fix, names, why }) => [names.join(', '), why, fix]),
)}`;
}

/** `README.md` of the folder: how it starts, and what is in it. */
export function folderReadme(model: StackModel, files: readonly StackFile[]): StackFile {
  const paths = new Set(files.map(({ path }) => path));
  const alerts = [...alertsOf(model), ...sloAlertsOf(model)];
  const boards = boardsOf(model);
  const text = `# The observability stack of ${model.application.service.name}

Written by \`plumbline stack generate\` out of \`plumbline.config.ts\` and \`plumbline.stack.ts\`; \`plumbline stack check\` says what
differs. Change those, and not what is here.

${start(model)}

## Alerts

The test is for \`promtool test rules\`: series in, when the alert must fire, and when it must stay quiet.
${openRunbooks(model)}
${table(['alert and runbook', 'severity', 'layer', 'for', 'proof'], alerts.map(alertRow(paths)))}
${receiverPart(model, alerts)}
## Boards

${table(
  ['board', 'for', 'what it answers'],
  boards.map(({ audience, description, title, uid }) => [
    `[${title}](grafana/dashboards/${audience}/${uid}.json)`,
    audience,
    description,
  ]),
)}${leftOutPart(model)}`;
  return { path: 'README.md', text };
}
