/** One series of a query: a number for each time in Unix seconds, or for one time where only the present was asked for. */
export interface DrawnSeries {
  /** Place of the query within the panel. */
  readonly query: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [seconds: number, value: number])[];
}

/** A log line, or a trace with its name as the text. */
export interface DrawnLine {
  readonly seconds: number;
  readonly text: string;
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'fatal';
}

/** What the queries of a panel answered. */
export interface PanelData {
  readonly series?: readonly DrawnSeries[];
  readonly lines?: readonly DrawnLine[];
}

/** The zero of what never happened has no labels: a legend such as `lost: {{reason}}` ends with its colon. */
function finished(name: string): string {
  const text = name.trim();
  return text.endsWith(':') ? finished(text.slice(0, -1)) : text;
}

/** The name of a series: the legend of its query with its labels filled in. */
export function seriesName(legend: string | undefined, labels: Readonly<Record<string, string>>): string {
  if (legend !== undefined)
    return finished(legend.replaceAll(/\{\{(\w+)\}\}/g, (_, label: string) => labels[label] ?? ''));
  return Object.entries(labels)
    .filter(([label]) => label !== '__name__')
    .map(([label, value]) => `${label}=${value}`)
    .join(' ');
}
