/** Folders of Grafana by audience; each has viewer rights of its own. */
export type Audience = 'operator' | 'product' | 'security' | 'leadership';

/** One query of a panel. */
export interface PanelQuery {
  readonly source: 'metrics' | 'logs' | 'traces' | 'reports';
  /** PromQL, LogQL, TraceQL, or SQL of the reported numbers, with `$service`, `$environment` and `$__rate_interval`. */
  readonly expr: string;
  /** Legend, with `{{label}}`. */
  readonly legend?: string;
  /** One value for the whole time, for stat and table panels. @default false */
  readonly instant?: boolean;
}

export interface Threshold {
  /** Left out for the base colour. */
  readonly from?: number;
  readonly colour: 'green' | 'yellow' | 'orange' | 'red' | 'blue' | 'text';
}

export interface Panel {
  readonly title: string;
  /** One or two sentences: what it says, and when to worry. */
  readonly description: string;
  readonly kind: 'stat' | 'timeseries' | 'bars' | 'table' | 'logs' | 'traces' | 'gauge' | 'text' | 'alerts';
  /** Grafana's unit: `s`, `percentunit`, `reqps`, `short`, `bytes`. */
  readonly unit: string;
  readonly queries: readonly PanelQuery[];
  /** Columns of 24, and rows of 30 pixels. */
  readonly width: number;
  readonly height: number;
  readonly thresholds?: readonly Threshold[];
  /** Text panels only. */
  readonly markdown?: string;
  readonly stacked?: boolean;
  /** Shortest step between two points, such as `1h` for bars that say how many in an hour. */
  readonly step?: string;
  /** Bounds of the scale; a share has 0 and 1. */
  readonly min?: number;
  readonly max?: number;
  /** What is shown instead of a value that does not exist: 'no requests'. */
  readonly noValue?: string;
  /** What numbers mean: `{ 0: 'down', 1: 'up' }`. */
  readonly words?: Readonly<Record<number, string>>;
  /** LogQL and TraceQL that a click on the panel opens in Explore, for the time that is shown. */
  readonly logs?: string;
  readonly traces?: string;
  /** Why a live run may show nothing: needs a part that is not started there. Left out: it must have data. */
  readonly needs?: 'loki' | 'tempo' | 'grafana' | 'alloy' | 'kubernetes' | 'cadvisor' | 'node' | 'postgres' | 'days';
}

/** Panels under one heading; a row has at most 24 columns and breaks by itself. */
export interface BoardRow {
  readonly title?: string;
  readonly panels: readonly Panel[];
}

export interface Board {
  /** `plumbline-reliability`: stable, since links name it. */
  readonly uid: string;
  readonly title: string;
  readonly audience: Audience;
  readonly description: string;
  readonly rows: readonly BoardRow[];
  /** Variables beside `$service` and `$environment`: free text such as `$request_id`. */
  readonly textVariables?: readonly { readonly name: string; readonly label: string }[];
  /** Variables whose values are those of a label: `{ name: 'host', label: 'Host', metric: 'node_uname_info', of: 'instance' }`. */
  readonly labelVariables?: readonly {
    readonly name: string;
    readonly label: string;
    readonly metric: string;
    readonly of: string;
  }[];
  /** uids of boards of the same audience that answer the next question. */
  readonly related?: readonly string[];
  /** Layer whose alerts are drawn on its trends; left out for those of all. */
  readonly alerts?: 'reliability' | 'product' | 'audit' | 'stack';
  /** @default 'now-6h' */
  readonly defaultRange?: string;
}
