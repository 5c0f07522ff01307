import type { SyntaxNode } from '@lezer/common';
import { nearestWord } from '@plumbline/core';
import type { KnownLabels, KnownMetrics, KnownValues } from './known-metrics.ts';
import { alternativesOf, literalOf } from './regex-alternatives.ts';
import { childrenOf, type Parsed, unquoted } from './syntax.ts';

interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

const hint = (word: string, known: Iterable<string>): string => {
  const near = nearestWord(word, [...known]);
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
};

function matchersOf(selector: SyntaxNode, { text }: Parsed): readonly Matcher[] {
  const list = selector.getChild('LabelMatchers');
  if (list === null) return [];
  return childrenOf(list).flatMap((matcher): Matcher[] => {
    const [name, operator, value] = childrenOf(matcher);
    if (name === undefined || operator === undefined || value === undefined) {
      // `{"a.name"}` alone names the metric.
      return matcher.name === 'QuotedLabelName'
        ? [{ label: '__name__', operator: '=', value: unquoted(text(matcher)) }]
        : [];
    }
    const label = name.name === 'LabelName' ? text(name) : unquoted(text(name));
    return [{ label, operator: text(operator), value: unquoted(text(value)) }];
  });
}

/** Names of metrics that a selector stands for: one, or those that a pattern on `__name__` matches. */
export function metricsOf(selector: SyntaxNode, parsed: Parsed, known: KnownMetrics): readonly string[] {
  const name = selector.getChild('Identifier');
  if (name !== null) return [parsed.text(name)];
  return matchersOf(selector, parsed)
    .filter(({ label }) => label === '__name__')
    .flatMap(({ operator, value }) =>
      operator === '=~' ? [...known.keys()].filter((key) => matches(value, key)) : [value],
    );
}

/** Whether a pattern of Prometheus, which is anchored at both ends, matches. A pattern that JavaScript cannot read matches nothing. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(value);
  } catch {
    return false;
  }
}

/** Values of one matcher that the label never has; what Grafana puts in for `$variable` is not known here. */
function valueFaults(metric: string, { label, operator, value }: Matcher, values: KnownValues): readonly string[] {
  if (values === 'open' || value === '' || value.includes('$')) return [];
  const asked = operator === '=' || operator === '!=' ? [value] : alternativesOf(value);
  return asked.flatMap((alternative) => {
    const literal = operator === '=' || operator === '!=' ? alternative : literalOf(alternative);
    if (literal !== undefined)
      return values.includes(literal)
        ? []
        : [`${metric}: \`${label}\` is never \`${literal}\`${hint(literal, values)}`];
    return values.some((known) => matches(alternative, known))
      ? []
      : [`${metric}: \`${label}\` never matches \`${alternative}\``];
  });
}

function matcherFaults(metric: string, matcher: Matcher, labels: KnownLabels): readonly string[] {
  if (matcher.label === '__name__') return [];
  const values = labels.get(matcher.label);
  if (values === undefined) return [`${metric} has no label \`${matcher.label}\`${hint(matcher.label, labels.keys())}`];
  return valueFaults(metric, matcher, values);
}

/** What one selector names that is not there. */
export function selectorFaults(selector: SyntaxNode, parsed: Parsed, known: KnownMetrics): readonly string[] {
  const names = metricsOf(selector, parsed, known);
  if (names.length === 0) return [`\`${parsed.text(selector)}\` stands for no metric that anything emits`];
  const [only] = names;
  const labels = names.map((name) => known.get(name));
  if (only !== undefined && names.length === 1 && labels[0] === undefined)
    return [`nothing emits \`${only}\`${hint(only, known.keys())}`];
  return matchersOf(selector, parsed).flatMap((matcher) => {
    const faults = names.map((name, index) => matcherFaults(name, matcher, labels[index] ?? new Map()));
    // A pattern on the name stands for many metrics: what one of them has is right.
    return faults.some((list) => list.length === 0) ? [] : (faults[0] ?? []);
  });
}
