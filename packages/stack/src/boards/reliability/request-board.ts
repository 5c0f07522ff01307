import type { Board } from '../../model/board.ts';
import { logLines, row, traceList, words } from '../panels.ts';

/** As the log record and the span call the ID, and the trace for lines outside a request. */
const LINES = '{service_name=~".+"} | plumbline_request_id="$request_id" or trace_id="$request_id"';
const SPANS = '{ span."http.response.header.x-request-id" = "$request_id" || trace:id = "$request_id" }';

const MARKDOWN = [
  'Paste the **x-request-id** of an answer, of an error message or of a log line above; the ID of a trace does as well.',
  'Services that pass the ID on appear together. Nothing below? Widen the time first, then look whether traces of that kind are kept: log lines always are.',
].join('\n\n');

/** For operators: everything that one request did, in all services. */
export const requestBoard = (): Board => ({
  uid: 'plumbline-request',
  title: 'One request',
  audience: 'operator',
  description: 'Paste an x-request-id: its lines and its trace, in all services.',
  related: ['plumbline-reliability'],
  defaultRange: 'now-24h',
  textVariables: [{ name: 'request_id', label: 'x-request-id' }],
  rows: [
    {
      panels: [
        words({ title: 'How to use this board', description: 'Which IDs it takes.', markdown: MARKDOWN, height: 3 }),
      ],
    },
    row(
      'What it did',
      traceList({
        title: 'Trace',
        description: 'The traces that carry the ID. Open one: the lines of each span are one click away.',
        expr: SPANS,
        height: 7,
      }),
      logLines({
        title: 'Lines of all services',
        description: 'Every line that carries the ID, whichever service wrote it.',
        expr: LINES,
        height: 16,
      }),
    ),
  ],
});
