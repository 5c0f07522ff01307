import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import type { StackFile } from '../../../packages/stack/src/model/stack-file.ts';
import { bringProgram } from './debian.ts';
import { quickWait } from './quicken.ts';
import { type ServerProcess, startServer } from './server-process.ts';

interface Route {
  group_wait?: string;
  group_interval?: string;
  repeat_interval?: string;
  routes?: Route[];
}

interface Configuration {
  templates: string[];
  route: Route;
  receivers: { name: string; webhook_configs?: { url_file?: string; url?: string; send_resolved: boolean }[] }[];
}

const WAITS = ['group_wait', 'group_interval', 'repeat_interval'] as const;

function quickRoute(route: Route): void {
  for (const wait of WAITS) {
    const given = route[wait];
    // Debian's 0.25 refuses an interval of nothing for all but the first wait.
    if (given !== undefined) route[wait] = quickWait(given);
  }
  for (const below of route.routes ?? []) quickRoute(below);
}

/** What was generated, with the files of this test and its times. Debian's 0.25 takes a URL from no file. */
function configurationOf(directory: string, text: string): string {
  const generated = parse(text) as Configuration;
  generated.templates = [path.join(directory, 'templates/*.tmpl')];
  quickRoute(generated.route);
  for (const { webhook_configs: webhooks = [] } of generated.receivers) {
    for (const webhook of webhooks) {
      if (webhook.url_file === undefined) continue;
      webhook.url = readFileSync(webhook.url_file, 'utf8').trim();
      delete webhook.url_file;
    }
  }
  return stringify(generated);
}

/** Debian's Alertmanager on the generated configuration and templates. */
export async function startAlertmanager(
  directory: string,
  port: number,
  files: readonly StackFile[],
): Promise<ServerProcess> {
  mkdirSync(path.join(directory, 'templates'), { recursive: true });
  const textOf = (name: string): string => files.find((file) => file.path === name)?.text ?? '';
  writeFileSync(path.join(directory, 'templates/plumbline.tmpl'), textOf('alertmanager/templates/plumbline.tmpl'));
  const config = path.join(directory, 'alertmanager.yml');
  writeFileSync(config, configurationOf(directory, textOf('alertmanager/alertmanager.yml')));
  return startServer({
    name: 'Alertmanager',
    command: bringProgram('prometheus-alertmanager'),
    args: [
      `--config.file=${config}`,
      `--storage.path=${path.join(directory, 'notices')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    cwd: directory,
    logFile: path.join(directory, 'alertmanager.log'),
    readyUrl: `http://127.0.0.1:${port}/-/ready`,
  });
}
