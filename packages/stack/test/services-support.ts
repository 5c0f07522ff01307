import { parse } from 'yaml';
import type { StackFile } from '../src/model/stack-file.ts';
import type { StackModel } from '../src/model/stack-model.ts';
import { serviceFiles } from '../src/services/service-files.ts';
import { model } from './model.ts';

const SECRETS = '/run/secrets';

/** Everything that can be switched on, is. */
export const everything: StackModel = {
  ...model,
  road: 'scrape',
  namespace: 'shop',
  probe: 'http://approvals:8080/readyz',
  options: {
    signoz: { endpoint: 'https://ingest.example.com:443', keyFile: `${SECRETS}/signoz` },
    receivers: {
      oncall: [
        { kind: 'pagerduty', routingKeyFile: `${SECRETS}/pagerduty` },
        { kind: 'teams', urlFile: '/etc/plumbline/teams' },
      ],
      security: [
        {
          kind: 'email',
          to: 'security@example.com',
          from: 'alerts@example.com',
          smarthost: 'smtp.example.com:587',
          username: 'alerts',
          passwordFile: `${SECRETS}/smtp`,
        },
      ],
      product: [{ kind: 'slack', urlFile: `${SECRETS}/slack`, channel: '#product' }],
      deadman: [{ kind: 'webhook', urlFile: `${SECRETS}/deadman` }],
    },
  },
};

/** Nothing is. */
export const bare: StackModel = {
  ...model,
  exporters: { host: false, containers: false, kubernetes: false, postgres: false },
};

export const onMimir: StackModel = { ...everything, metricsStore: 'mimir' };

export const MODELS = { everything, bare, onMimir } as const;

export const textOf = (files: readonly StackFile[], path: string): string => {
  const file = files.find((one) => one.path === path);
  if (file === undefined) throw new Error(`${path} is not written`);
  return file.text;
};

export interface ComposeService {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly secrets?: readonly string[];
  readonly networks?: readonly string[];
  readonly profiles?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly read_only?: boolean;
  readonly mem_limit?: string;
  readonly command?: readonly string[];
  readonly healthcheck?: object;
}

export interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, object>>;
  readonly volumes: Readonly<Record<string, object>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

export const composeOf = (model: StackModel): Compose =>
  parse(textOf(serviceFiles(model), 'compose.observability.yml')) as Compose;
