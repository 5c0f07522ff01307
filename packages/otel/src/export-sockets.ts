import type { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http';

/** The SDK ends an export that is silent for its time; this much later one that is not silent ends too. */
const GRACE_MS = 100;

type HttpAgentFactory = ReturnType<typeof convertLegacyHttpOptions>['agentFactory'];
type Agent = Awaited<ReturnType<HttpAgentFactory>>;

/** The connections of one exporter. */
export interface ExporterSockets {
  /** The factory of the exporter's agent, noted. */
  readonly agentFactory: (open: HttpAgentFactory) => HttpAgentFactory;
  /**
   * Runs one export and cuts its connections where it takes longer than its time. The SDK's own timeout starts anew with every
   * byte, so that an answer which drips would never end.
   */
  bound(timeoutMs: number, run: (ended: () => void) => void): void;
}

/** The connections of all exporters of a start. */
export interface ExportSockets {
  /** For one exporter. */
  open(): ExporterSockets;
  /** Closes all of them, those in use as well: a collector that does not answer must not keep the process. */
  cut(): void;
}

export function createExportSockets(): ExportSockets {
  const agents = new Set<Agent>();
  return {
    open() {
      let agent: Agent | undefined;
      return {
        agentFactory: (open) => async (protocol) => {
          agent = await open(protocol);
          agents.add(agent);
          return agent;
        },
        bound(timeoutMs, run) {
          const timer = setTimeout(() => agent?.destroy(), timeoutMs + GRACE_MS);
          timer.unref();
          run(() => clearTimeout(timer));
        },
      };
    },
    cut() {
      for (const agent of agents) agent.destroy();
    },
  };
}
