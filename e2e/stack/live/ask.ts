/** Labels of one series and its values, seconds and number. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}

export interface FiringAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: 'pending' | 'firing';
}

/** Questions to one Prometheus; each throws what Prometheus says where it refuses. */
export interface Ask {
  readonly url: string;
  instant(query: string, time?: number): Promise<readonly Series[]>;
  range(query: string, from: number, to: number, step: number): Promise<readonly Series[]>;
  alerts(): Promise<readonly FiringAlert[]>;
  /** Names of all metrics that it has. */
  names(): Promise<readonly string[]>;
}

interface Vector {
  readonly resultType: 'matrix' | 'vector' | 'scalar' | 'string';
  readonly result: unknown;
}

function seriesOf({ result, resultType }: Vector): readonly Series[] {
  if (resultType === 'matrix') return result as readonly Series[];
  if (resultType === 'vector') {
    const found = result as readonly { metric: Series['metric']; value: readonly [number, string] }[];
    return found.map(({ metric, value }) => ({ metric, values: [value] }));
  }
  return [{ metric: {}, values: [result as readonly [number, string]] }];
}

export function createAsk(url: string): Ask {
  const get = async (path: string, parameters: Readonly<Record<string, string>> = {}): Promise<unknown> => {
    const body = new URLSearchParams(parameters);
    const init = path.startsWith('query') ? { method: 'POST', body } : {};
    const response = await fetch(`${url}/api/v1/${path}`, init);
    const answer = (await response.json()) as { data: unknown; error?: string };
    if (!response.ok) throw new Error(`${answer.error ?? response.status}: ${JSON.stringify(parameters)}`);
    return answer.data;
  };
  return {
    url,
    async instant(query, time) {
      return seriesOf((await get('query', { query, ...(time !== undefined && { time: `${time}` }) })) as Vector);
    },
    async range(query, from, to, step) {
      return seriesOf((await get('query_range', { query, start: `${from}`, end: `${to}`, step: `${step}` })) as Vector);
    },
    async alerts() {
      return ((await get('alerts')) as { alerts: readonly FiringAlert[] }).alerts;
    },
    async names() {
      return (await get('label/__name__/values')) as readonly string[];
    },
  };
}
