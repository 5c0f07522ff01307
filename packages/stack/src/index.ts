export { defineStack } from './define-stack.ts';
export { defaultSlos } from './slo/default-slos.ts';
export { defineSlo, type SloOptions } from './slo/define-slo.ts';
export type { AlertDefinition, AlertLayer, AlertProof, PromDuration, Runbook, Severity } from './model/alert.ts';
export type { Audience, Board, BoardRow, Panel, PanelQuery, Threshold } from './model/board.ts';
export type { Slo, SloIndicator } from './model/slo.ts';
export type { Receiver, ReceiverName, StackOptions, Thresholds } from './model/stack-options.ts';
