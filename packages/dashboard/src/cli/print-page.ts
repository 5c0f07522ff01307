import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { PlumblineError } from '@plumbline/core';

/** For a machine that has other work; a page without a script is drawn in a second. */
const TIMEOUT_MS = 120_000;

/** Width of the picture in CSS pixels: a report is a column of 800. */
const WIDTH = 900;

/** Longest side of a picture that Chromium draws. */
const MAX_PIXELS = 16_384;

/** Nothing leaves: no address resolves, and what a browser does beside its page is off. */
const QUIET: readonly string[] = [
  '--headless=new',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-gpu',
  '--disable-sync',
  '--hide-scrollbars',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
];

// Chromium has no sandbox for root. The page is a file of ours without a script.
const asRoot = (): readonly string[] => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);

interface Room {
  readonly browser: string;
  readonly folder: string;
}

const runBrowser = ({ browser, folder }: Room, args: readonly string[], page: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const all = [...QUIET, ...asRoot(), `--user-data-dir=${path.join(folder, 'profile')}`, ...args];
    const options = { timeout: TIMEOUT_MS, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024 } as const;
    execFile(browser, [...all, pathToFileURL(page).href], options, (error, stdout) => {
      if (error === null) resolve(stdout);
      else
        reject(
          new PlumblineError('PLB_CLI_USAGE', 'report: the browser ended without a page', { cause: error, fix: FIX }),
        );
    });
  });

const FIX =
  'Start the browser once by itself to see what it lacks, name another one with `--browser`, or ask for `--format html`.';

/** How high the page is at the width of the picture: a script in a copy of it puts that where the browser prints it. */
async function heightOf(room: Room, html: string): Promise<number> {
  const page = path.join(room.folder, 'measured.html');
  const script = '<script>document.title = document.documentElement.scrollHeight;</script></body>';
  writeFileSync(page, html.replace('</body>', script));
  const text = await runBrowser(room, [`--window-size=${WIDTH},600`, '--dump-dom'], page);
  const height = Number(/<title>(\d+)<\/title>/.exec(text)?.[1]);
  if (Number.isInteger(height) && height <= MAX_PIXELS) return height;
  throw new PlumblineError('PLB_CLI_USAGE', 'report: the page is too long for a picture', {
    fix: 'Ask for `--format pdf`, fewer periods (`--count`) or one audience.',
  });
}

/**
 * Makes a page into a PDF or a picture with a browser of this machine.
 *
 * @throws PlumblineError `PLB_CLI_USAGE` where the browser does not make one.
 */
export async function printPage(browser: string, html: string, format: 'pdf' | 'png'): Promise<Uint8Array> {
  const folder = mkdtempSync(path.join(tmpdir(), 'plumbline-report-'));
  const room = { browser, folder };
  try {
    const page = path.join(folder, 'report.html');
    const file = path.join(folder, `report.${format}`);
    writeFileSync(page, html);
    if (format === 'pdf') await runBrowser(room, ['--no-pdf-header-footer', `--print-to-pdf=${file}`], page);
    else {
      const height = await heightOf(room, html);
      const scale = height * 2 <= MAX_PIXELS ? 2 : 1;
      const size = [`--window-size=${WIDTH},${height}`, `--force-device-scale-factor=${scale}`];
      await runBrowser(room, [...size, `--screenshot=${file}`], page);
    }
    return readFileSync(file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new PlumblineError('PLB_CLI_USAGE', 'report: the browser made no file', { cause, fix: FIX });
  } finally {
    // The browser's last writes may still be on their way.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
