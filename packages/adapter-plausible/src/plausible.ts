import {
  type Adapter,
  type DeferredAdapter,
  defineAdapter,
  type FieldValue,
  type OutboundBatch,
  type OutboundEvent,
  type SendOutcome,
} from '@plumbline/core';
import { egressOf, SEND_PATH, VISITOR_HEADERS } from './egress.ts';
import { deferPlausible } from './from-env.ts';
import { judgeAll, judgeAnswer, judgeFailure, type Verdict } from './judge.ts';
import {
  checkOptions,
  type InCode,
  KIND,
  type PlausibleEnvOptions,
  type PlausibleOptions,
  type PublicCatalog,
  type SetUp,
} from './options.ts';

type Client = Pick<SetUp, 'host' | 'domain' | 'pages'>;

/** The service takes one view a request; more at a time would look like a flood. */
const AT_A_TIME = 4;

const propOf = (value: FieldValue): string | number | boolean =>
  typeof value === 'object' ? value.toSorted().join(',') : value;

/** What one view becomes on the wire: a page that everybody may see. */
const encode = ({ domain, pages }: Client, { routePattern, payload }: OutboundEvent): string =>
  JSON.stringify({
    name: 'pageview',
    domain,
    url: `https://${domain}${pages[routePattern] ?? ''}`,
    props: Object.fromEntries(Object.entries(payload).map(([field, value]) => [field, propOf(value)])),
  });

async function sendOne(client: Client, event: OutboundEvent, signal: AbortSignal): Promise<Verdict> {
  try {
    const answer = await fetch(new URL(SEND_PATH, client.host), {
      method: 'POST',
      redirect: 'manual',
      signal,
      headers: { ...VISITOR_HEADERS, 'content-type': 'application/json' },
      body: encode(client, event),
    });
    await answer.body?.cancel();
    return judgeAnswer(answer);
  } catch (thrown) {
    return judgeFailure(thrown);
  }
}

/** Sends the views of public pages, a few at a time. What comes after a view that has to wait waits with it. */
async function send(client: Client, { events }: OutboundBatch, signal: AbortSignal): Promise<SendOutcome> {
  const views = events.filter(({ routePattern }) => Object.hasOwn(client.pages, routePattern));
  const verdicts: Verdict[] = [];
  for (let at = 0; at < views.length; at += AT_A_TIME) {
    const next = views.slice(at, at + AT_A_TIME);
    const waits = verdicts.find(({ kind }) => kind === 'retry');
    const judged =
      waits === undefined ? next.map((event) => sendOne(client, event, signal)) : next.map(async () => waits);
    verdicts.push(...(await Promise.all(judged)));
  }
  return judgeAll(views, verdicts);
}

const create: (options: SetUp) => Adapter = defineAdapter<SetUp, Client>({
  kind: KIND,
  role: 'mirror',
  // The service has no identity of a view: what is sent twice counts twice.
  capabilities: { maxBatch: 20, idempotent: false },
  destinations: ({ host }) => [new URL(host).origin],
  egress: ({ domain, site = `site:${domain}`, ...options }) => egressOf({ ...options, site }),
  check: (options) => checkOptions(options),
  open: ({ host, domain, pages }) => Promise.resolve({ host, domain, pages }),
  send,
});

/**
 * Mirrors views of public pages to Plausible: a path from a closed list, and listed fields that are closed lists or flags.
 * Nobody's ID, address or agent leaves. Throws PLB_ADAPTER_OPTION for options that cannot work, and PLB_ADAPTER_ALLOWLIST
 * for any other event, for one that may come from elsewhere than a browser, and for a field of another class.
 */
export const plausible: {
  <const C extends PublicCatalog>(options: PlausibleOptions<C>): Adapter;
  /** The same, on as soon as `PLAUSIBLE_DOMAIN` is set; until then nothing is opened or sent. */
  fromEnv<const C extends PublicCatalog>(options: PlausibleEnvOptions<C>): DeferredAdapter;
} = Object.assign((options: SetUp) => create(options), {
  fromEnv: (options: InCode) => deferPlausible(options, create),
});
