/** Annotations of every alert that are links, and what people call them. */
const LINKS = [
  ['runbook_url', 'Runbook'],
  ['dashboard_url', 'Board'],
  ['logs_url', 'Logs'],
  ['traces_url', 'Traces'],
] as const;

const links = (write: (url: string, name: string) => string): string =>
  LINKS.map(([annotation, name]) => `{{ with .Annotations.${annotation} }}${write('{{ . }}', name)}{{ end }}`).join('');

const define = (name: string, body: string): string => `{{ define "plumbline.${name}" }}${body}{{ end }}`;

/**
 * Texts of notifications: what it is, since when, and the links that lead to its runbook, board, logs and traces. They
 * hold labels and annotations of rules alone, and so no more of a person than those.
 */
export const TEMPLATE = [
  '{{/* Texts of notifications. Written by `plumbline stack generate`. */}}',
  define(
    'title',
    '[{{ .Status | toUpper }}{{ if eq .Status "firing" }} {{ .Alerts.Firing | len }}{{ end }}] {{ .CommonLabels.alertname }}{{ with .CommonLabels.service_name }} · {{ . }}{{ end }}{{ with .CommonLabels.deployment_environment_name }} · {{ . }}{{ end }}',
  ),
  define(
    'markdown',
    `{{ range .Alerts }}**{{ .Annotations.summary }}**\n\n{{ .Annotations.description }}\n\n{{ .Status }} since {{ .StartsAt.UTC.Format "2006-01-02 15:04:05 UTC" }}, {{ .Labels.severity }}, {{ .Labels.layer }}\n\n${links((url, name) => `[${name}](${url}) `)}\n\n{{ end }}`,
  ),
  define(
    'slack',
    `{{ range .Alerts }}*{{ .Annotations.summary }}*\n{{ .Annotations.description }}\n{{ .Status }} since {{ .StartsAt.UTC.Format "2006-01-02 15:04:05 UTC" }}, {{ .Labels.severity }}, {{ .Labels.layer }}\n${links((url, name) => `<${url}|${name}> `)}\n\n{{ end }}`,
  ),
  define(
    'html',
    `{{ range .Alerts }}<h3>{{ .Annotations.summary }}</h3><p>{{ .Annotations.description }}</p><p>{{ .Status }} since {{ .StartsAt.UTC.Format "2006-01-02 15:04:05 UTC" }}, {{ .Labels.severity }}, {{ .Labels.layer }}</p><p>${links((url, name) => `<a href="${url}">${name}</a> `)}</p>{{ end }}`,
  ),
  '',
].join('\n\n');
