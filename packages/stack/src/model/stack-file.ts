/** One generated file. */
export interface StackFile {
  /** Relative to the folder of the stack, with `/`: `prometheus/rules/alerts.yml`. */
  readonly path: string;
  readonly text: string;
}
