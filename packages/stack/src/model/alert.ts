export type Severity = 'critical' | 'warning' | 'info' | 'none';

/** Who is asked by an alert: the layers of the brief, and the stack itself. */
export type AlertLayer = 'reliability' | 'product' | 'audit' | 'stack';

/** A span of time as Prometheus writes it: `90s`, `5m`, `2h`, `1d`, `1w`. */
export type PromDuration = string;

/** Series that are put in, and what must come of them: one test of promtool. */
export interface AlertProof {
  /** What this case shows: 'fires on the first failure after a restart'. */
  readonly title: string;
  /** In the notation of promtool: `0+1x30`, `_x5 1x10`. */
  readonly series: readonly { readonly series: string; readonly values: string }[];
  /** Between two samples. @default '1m' */
  readonly interval?: PromDuration;
  /** When it must fire, and with which labels beside those of the rule. */
  readonly fires: readonly { readonly at: PromDuration; readonly labels?: Readonly<Record<string, string>> }[];
  /** When it must be quiet. */
  readonly quiet: readonly PromDuration[];
}

/** What to do when it fires. The four headings are those of the runbooks of the Prometheus operator. */
export interface Runbook {
  readonly meaning: string;
  readonly impact: string;
  /** Steps, each one line of Markdown. */
  readonly diagnosis: readonly string[];
  readonly mitigation: readonly string[];
}

/** One alert. A definition without a proof that fires and one that stays quiet, or without a runbook, is refused. */
export interface AlertDefinition {
  /** `PlumblineJobFailed`: letters and digits, with a capital first. */
  readonly name: string;
  readonly severity: Severity;
  readonly layer: AlertLayer;
  /** One line, with templates of Prometheus: `Job {{ $labels.plumbline_job_name }} failed`. */
  readonly summary: string;
  readonly description: string;
  readonly expr: string;
  readonly for: PromDuration;
  readonly proofs: readonly AlertProof[];
  readonly runbook: Runbook;
  /** uid of the board that shows it. */
  readonly board: string;
  /** LogQL and TraceQL behind the links of the alert; left out where no line or span belongs to it. */
  readonly logs?: string;
  readonly traces?: string;
  /** Labels beside severity and layer, such as `slo`. */
  readonly labels?: Readonly<Record<string, string>>;
}
