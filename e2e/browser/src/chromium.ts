import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { type Browser, chromium } from 'playwright-core';

const EXECUTABLE = '/usr/bin/chromium';

/**
 * What keeps the browser itself quiet, so that every request that is seen is a page's. Names are resolved by the proxy
 * alone, and what does not go through a proxy (UDP of WebRTC) is switched off.
 */
const SWITCHES = [
  '--no-sandbox',
  '--disable-quic',
  '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

/** Debian's Chromium; installed where it is missing and this process may, an error that says what to do otherwise. */
export function chromiumPath(): string {
  if (existsSync(EXECUTABLE)) return EXECUTABLE;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error('no /usr/bin/chromium: run `apt-get install chromium` as root; this suite does not skip');
  }
  const quiet = {
    stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  execFileSync('apt-get', ['update', '-qq'], quiet);
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet);
  return EXECUTABLE;
}

/** Defaults of Playwright that make a browser other than that of a user: with them nothing comes back from a cache of pages. */
const UNLIKE_USERS = [
  '--disable-back-forward-cache',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

/** A browser whose every request goes to `proxy`, those to this machine too. */
export function launchChromium(proxy: string): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    args: SWITCHES,
    ignoreDefaultArgs: UNLIKE_USERS,
    // Without this rule Chromium reaches loopback addresses past every proxy.
    proxy: { server: proxy, bypass: '<-loopback>' },
  });
}

/** The arguments of a Chromium that is started by hand: with a profile on disk, and to be killed. */
export const handArguments = (proxy: string, profile: string): readonly string[] => [
  ...SWITCHES,
  '--headless=new',
  `--proxy-server=${proxy}`,
  '--proxy-bypass-list=<-loopback>',
  `--user-data-dir=${profile}`,
  '--remote-debugging-port=0',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-default-apps',
  '--disable-client-side-phishing-detection',
  '--disable-domain-reliability',
  '--disable-field-trial-config',
  '--metrics-recording-only',
  '--no-pings',
  '--password-store=basic',
  '--use-mock-keychain',
  '--disable-features=MediaRouter,OptimizationHints,Translate,DialMediaRouteProvider',
  'about:blank',
];
