import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { PlumblineError } from '@plumbline/core';

type Environment = Readonly<Record<string, string | undefined>>;

/** Names of programs that print a page; all of one family, which takes the same options. */
const PROGRAMS: readonly string[] = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge',
  'microsoft-edge-stable',
  'chrome',
];

/** Where installers put them when they do not put them on the PATH. */
const PLACES: readonly string[] = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * The browser that prints: the one that is named, PLUMBLINE_BROWSER, or the first one of this machine.
 *
 * @throws PlumblineError `PLB_CLI_USAGE` where there is none.
 */
export function findBrowser(named: string | undefined, environment: Environment): string {
  const wanted = named ?? (environment['PLUMBLINE_BROWSER'] || undefined);
  if (wanted !== undefined) {
    if (isProgram(wanted)) return wanted;
    const option = named === undefined ? 'PLUMBLINE_BROWSER' : '--browser';
    throw new PlumblineError('PLB_CLI_USAGE', `report: ${option} names no program that can be run`, {
      fix: 'Name the file of Chromium, Chrome or Edge, such as /usr/bin/chromium.',
    });
  }
  const folders = (environment['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const files = folders.flatMap((folder) => PROGRAMS.map((name) => path.join(folder, name)));
  const found = [...files, ...PLACES].find((file) => isProgram(file));
  if (found !== undefined) return found;
  throw new PlumblineError('PLB_CLI_USAGE', 'report: there is no browser here that makes a PDF or a picture', {
    fix: 'Install Chromium, Chrome or Edge, name one with `--browser PATH` or PLUMBLINE_BROWSER, or ask for `--format html` and print that.',
  });
}
