/**
 * Labels whose names are namespaces of the semantic conventions, which a name must not be as well, or Prometheus' own: it
 * writes the name of the service over a label `job`, and two jobs become one series.
 */
const RENAMED: Readonly<Record<string, string>> = {
  destination: 'plumbline.destination',
  job: 'plumbline.job.name',
  source: 'plumbline.source',
};

/** The name of a label of `signals` as it leaves: by OTLP, to Prometheus, in the lockfile and in the documentation. */
export const wireLabel = (name: string): string => RENAMED[name] ?? name;
